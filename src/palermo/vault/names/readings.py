"""A name read for comparing: each part at three degrees of coarseness.

letters   as romanised                              shevchenko heard     classes of consonants and of vowels
SAFSANKU skeleton  classes of consonants alone               SFSNK

Skeletons are what spellings in Cyrillic, Arabic and Latin share; heard is finer, so that few strangers meet
in it, and for that reason a script without vowels meets only itself there. Nothing here is remembered between
calls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from palermo.vault.names.romanise import Part, romanise
from palermo.vault.names.sounds import CLASSES, sounds

VOWELS = "AIU"
#: The letters of heard.
LETTERS = CLASSES + VOWELS
#: Names with more parts are read up to here: ten pairs already.
MOST_PARTS = 5

_VOWELS = str.maketrans("aeiyouw", "AAIIUUU")
_GLIDE = re.compile("I+(?=[AU])")
_REPEATED = re.compile(r"([AIU])\1+")
_VOWEL_SIGNS = re.compile("[AIU]+")
#: One syllable, as the names of eastern Asia have: some write two of them in one.
_SYLLABLE = re.compile(
    "(?:zh|ch|sh|ph|th|kh|ng|ny|tr|gi|qu|[bcdfghjklmnpqrstvwxyz])?[aeiouy]+(?:ng|nh|ch|[nmptkcrl])?"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One part of a name. ``is_bare``: written without short vowels."""

    letters: str
    heard: str
    skeleton: str
    is_bare: bool


def read_name(name: str) -> tuple[Reading, ...]:
    """The parts of ``name`` in the order written, at most five."""
    return tuple(read_part(part) for part in romanise(name)[:MOST_PARTS])


def read_part(part: Part) -> Reading:
    """One part: vowels that run together count once, and i or y before another vowel is left out (Natalia,
    Nataliya)."""
    heard = _REPEATED.sub(r"\1", _GLIDE.sub("", sounds(part).translate(_VOWELS)))
    return Reading(part.letters, heard, _VOWEL_SIGNS.sub("", heard), part.is_bare)


def pairs(parts: tuple[Reading, ...]) -> list[tuple[Reading, Reading]]:
    """Every two parts; and where a name is three syllables, also each end with the other two in one (Li Yong
    Qiang)."""
    found = list(combinations(parts, 2))
    if len(parts) == 3 and not any(part.is_bare for part in parts):
        first, middle, last = parts
        if _SYLLABLE.fullmatch(middle.letters):
            if _SYLLABLE.fullmatch(last.letters):
                found.append((first, _together(middle, last)))
            if _SYLLABLE.fullmatch(first.letters):
                found.append((_together(first, middle), last))
    return found


def _together(one: Reading, other: Reading) -> Reading:
    return read_part(Part(one.letters + other.letters))
