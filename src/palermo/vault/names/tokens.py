"""Keyed tokens of a name: what an index may hold in place of it.

Stored is, for every two parts of a name, how the two are heard, their skeletons, the openings and the
closings of their skeletons; and for every part its skeleton. Pairs are what makes an index of a million
people answer at once (few people share two parts) and what makes it say little to a thief (their frequencies
are flat, decision record 0008). Slips of typing are undone when looking up (``edits``), so nothing is stored
for them.

A token is the 8-byte keyed BLAKE2b (RFC 7693) under a key of its own purpose: a search asks for a thousand,
and HMAC-SHA-256 took five times as long. Without the key kinds cannot be told apart.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from typing import TypeVar

from palermo.vault.names.common import FEW, end_homophones, homophones
from palermo.vault.names.edits import one_edit, pulled_apart, swaps_and_losses
from palermo.vault.names.readings import LETTERS, VOWELS, Reading, pairs, read_name, read_part
from palermo.vault.names.romanise import Part
from palermo.vault.names.sounds import CLASSES
from palermo.vault.opened import Vault
from palermo.vault.tokens import purpose_key

K = TypeVar("K")

TOKEN_BYTES = 8
#: What sharing one token of a kind says, for ranking before anything is opened (tuned by
#: ``benchmarks/identity.py``).
KINDS: Mapping[str, float] = {
    "heard pair": 4.0,
    "skeleton pair": 2.0,
    "heard pair, one slip": 1.5,
    "letters torn apart": 1.0,
    "skeleton pair, one slip": 0.7,
    "gram pair": 0.3,
    "part beside a pair": 0.25,
    "part": 0.3,
    "part, one slip": 0.1,
}


class NameTokens:
    """Makes the tokens to store and the tokens to look up. ``purpose`` keeps indexes apart that must not be
    joined."""

    def __init__(self, vault: Vault, purpose: str = "names") -> None:
        self._keyed = hashlib.blake2b(key=purpose_key(vault, purpose), digest_size=TOKEN_BYTES)

    def stored(self, names: Iterable[str]) -> set[bytes]:
        """What the index holds for an individual with these names and aliases: about twelve tokens a name.

        Common parts and common endings have several tokens of which one is taken by chance, so two calls may differ.
        """
        found: set[bytes] = set()
        for name in names:
            parts = read_name(name)
            for one, other in pairs(parts):
                found.add(self._pair("heard", one.heard, other.heard))
                found.add(self._pair("skeleton", one.skeleton, other.skeleton))
            for one, other in combinations(parts, 2):
                found.update(secrets.choice(tokens) for tokens in self._grams(one, other))
            for skeleton in {part.skeleton for part in parts}:
                found.add(self._part(skeleton, secrets.randbelow(homophones(skeleton))))
        return found

    def rounds(self, name: str) -> Iterator[dict[bytes, float]]:
        """Tokens to look up with their weights, round by round; a next round is needed only when nobody of
        this one is alike enough (``likeness.GOOD``). Some hundred to two thousand tokens in a round.

        A name of two parts or more: first the same sound with at most one slip, and the same skeleton; then
        skeletons with one slip; then openings and closings, with the rarer parts as they are, which rank those
        who share an opening. A single part: first as it is, then with one slip. Many share a single part, so
        limit how many rows are read.
        """
        parts = read_name(name)
        if len(parts) == 1:
            yield self._parts({parts[0].skeleton}, KINDS["part"])
            yield self._parts(one_edit(parts[0].skeleton, CLASSES), KINDS["part, one slip"])
        elif parts:
            yield self._first_round(parts)
            yield self._skeletons_with_a_slip(parts)
            yield {
                token: KINDS["gram pair"]
                for pair in combinations(parts, 2)
                for tokens in self._grams(*pair)
                for token in tokens
            } | self._parts(
                {part.skeleton for part in parts if homophones(part.skeleton) <= FEW},
                KINDS["part beside a pair"],
            )

    def _first_round(self, parts: tuple[Reading, ...]) -> dict[bytes, float]:
        found: dict[bytes, float] = {}
        both_ways = [way for one, other in pairs(parts) for way in ((one, other), (other, one))]
        # The weightiest kind is written last and wins.
        for part, other in both_ways:
            torn = [read_part(Part(text)) for text in swaps_and_losses(part.letters) if not part.is_bare]
            for reading in torn:
                found[self._pair("skeleton", reading.skeleton, other.skeleton)] = KINDS["letters torn apart"]
                found[self._pair("heard", reading.heard, other.heard)] = KINDS["heard pair, one slip"]
            for slip in one_edit(part.heard, LETTERS) | pulled_apart(part.heard, VOWELS, CLASSES):
                found[self._pair("heard", slip, other.heard)] = KINDS["heard pair, one slip"]
        for one, other in _moved_ends(parts):
            found[self._pair("skeleton", one.skeleton, other.skeleton)] = KINDS["letters torn apart"]
            found[self._pair("heard", one.heard, other.heard)] = KINDS["heard pair, one slip"]
        every_two = pairs(parts)
        for kind in ("skeleton pair", "heard pair"):
            for place, (one, other) in enumerate(every_two):
                # Where two of three syllables are taken together, the pair is the whole name: as much as three pairs.
                whole = 3 if len(parts) == 3 and place >= 3 else 1
                sound = (one.heard, other.heard) if kind == "heard pair" else (one.skeleton, other.skeleton)
                found[self._pair(kind.removesuffix(" pair"), *sound)] = whole * KINDS[kind]
        return found

    def _skeletons_with_a_slip(self, parts: tuple[Reading, ...]) -> dict[bytes, float]:
        return {
            self._pair("skeleton", slip, other.skeleton): KINDS["skeleton pair, one slip"]
            for one, two in pairs(parts)
            for part, other in ((one, two), (two, one))
            for slip in one_edit(part.skeleton, CLASSES)
        }

    def _parts(self, skeletons: Iterable[str], weight: float) -> dict[bytes, float]:
        return {
            self._part(skeleton, number): weight
            for skeleton in skeletons
            for number in range(homophones(skeleton))
        }

    def _grams(self, one: Reading, other: Reading) -> Iterator[list[bytes]]:
        """The first and the last three signs of both skeletons, their ends marked: the tokens that stand for each."""
        first, second = f"^{one.skeleton}$", f"^{other.skeleton}$"
        for kind, begin, end in (("opening", first[:3], second[:3]), ("closing", first[-3:], second[-3:])):
            yield [self._pair(f"{kind} {number}", begin, end) for number in range(end_homophones(begin, end))]

    def _pair(self, kind: str, one: str, other: str) -> bytes:
        return self._token(f"{kind}|{one}|{other}" if one < other else f"{kind}|{other}|{one}")

    def _part(self, skeleton: str, number: int) -> bytes:
        return self._token(f"part|{skeleton}|{number}")

    def _token(self, text: str) -> bytes:
        state = self._keyed.copy()
        state.update(text.encode())
        return state.digest()


def _moved_ends(parts: tuple[Reading, ...]) -> Iterator[tuple[Reading, Reading]]:
    """Neighbours, of which one gets back the letter that stands on the wrong side of the space (*Posh ugetskis*)."""
    for one, other in pairwise(parts):
        if not (one.is_bare or other.is_bare):
            first, second = one.letters, other.letters
            for left, right in (
                (first + second[0], second[1:]),
                (first[:-1], first[-1] + second),
            ):
                if left and right:
                    yield read_part(Part(left)), read_part(Part(right))


def rank(hits: Iterable[tuple[bytes, K]], weights: Mapping[bytes, float]) -> list[K]:
    """Whoever has tokens in common with the one looked up, most in common first; open the first two hundred.

    ``hits`` are the index's rows (token, whose) for the tokens of ``weights``.
    """
    scores: Counter[K] = Counter()
    for token, whose in hits:
        scores[whose] += weights[token]  # type: ignore[assignment]
    return [whose for whose, _score in scores.most_common()]
