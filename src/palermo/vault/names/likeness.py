"""How alike two names are, in memory, once both are open: the last word after the tokens.

One minus edit distance (insertions, deletions, exchanges, neighbours swapped) over three readings of each
part; parts are matched in any order, and parts that only one of the names has cost little.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from palermo.vault.names.readings import Reading, pairs

#: Weights of letters, heard and skeleton where both names have vowels.
WITH_VOWELS = (0.4, 0.3, 0.3)
#: Weights of heard and skeleton where one of them has not: its long vowels still say a little.
WITHOUT_VOWELS = (0.2, 0.8)
#: What each part that stays alone takes off.
ALONE = 0.03
#: From here on two names are taken for spellings of one: nobody need look further.
GOOD = 0.88


def likeness(one: tuple[Reading, ...], other: tuple[Reading, ...]) -> float:
    """0 (nothing in common) to 1 (the same parts in the same letters, in any order)."""
    fewer, more = sorted((one, other), key=len)
    if not fewer:
        return 0.0
    if (len(fewer), len(more)) == (2, 3):
        # Syllables may be written in one (Li Yongqiang) or apart.
        return max(_matched(fewer, parts) for parts in (more, *pairs(more)[3:]))
    return _matched(fewer, more)


def _matched(fewer: Sequence[Reading], more: Sequence[Reading]) -> float:
    scores = sorted(
        (
            (
                _part_likeness(part, candidate),
                max(len(part.letters), len(candidate.letters), 3),
                number,
                place,
            )
            for number, part in enumerate(fewer)
            for place, candidate in enumerate(more)
        ),
        reverse=True,
    )
    total, weight, matched, taken = 0.0, 0, set[int](), set[int]()
    for score, size, number, place in scores:
        if number not in matched and place not in taken:
            # A longer part says more: two letters agree by chance.
            total += score * size
            weight += size
            matched.add(number)
            taken.add(place)
    return max(total / weight - ALONE * (len(more) - len(fewer)), 0.0)


def _part_likeness(one: Reading, other: Reading) -> float:
    if one.is_bare != other.is_bare:
        by_heard, by_skeleton = WITHOUT_VOWELS
        return by_heard * OSA.normalized_similarity(one.heard, other.heard) + by_skeleton * (
            OSA.normalized_similarity(one.skeleton, other.skeleton)
        )
    if one.letters == other.letters:
        return 1.0
    by_letters, by_heard, by_skeleton = WITH_VOWELS
    return (
        by_letters * OSA.normalized_similarity(one.letters, other.letters)
        + by_heard * OSA.normalized_similarity(one.heard, other.heard)
        + by_skeleton * OSA.normalized_similarity(one.skeleton, other.skeleton)
    )
