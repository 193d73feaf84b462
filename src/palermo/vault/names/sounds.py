"""How a part of a name sounds: ten classes of consonants, and the vowels as written.

P (b p) F (f v w) T (t d) K (k g q c) H (h kh) S (every hissing sound, ch, j) M N L R; doubled letters count
once. The classes are as wide as the spellings of one name across alphabets are apart (Husayn, Hussein,
Хусейн, حسين), and no wider.
"""

from __future__ import annotations

import re

from palermo.vault.names.romanise import Part

CLASSES = "PFTKHSMNLR"

#: Spelling -> classes (capitals) and vowels (small letters), tried in this order at every place.
RULES: tuple[tuple[str, str], ...] = (
    (r"^ou(?=[aei])", "F"),  # Oualid
    (r"^al(?=q|h|sh)", "a"),  # Alqahtani: the article, written in one
    (
        r"^abd(?:[aeiou]?[lrnsz]{1,2}|[aeiou])?(?=[aeiou]?[bcdfghjklmnpqrstvwxz][a-z]{2})",
        "aPT",
    ),  # Abdurrahman
    (r"^mp", "P"),
    (r"^nt", "T"),
    (r"^gk", "K"),
    (r"^x", "S"),
    (r"(?<=[ln])j(?=[aeiou])|j$", "i"),  # Natalja, Nemanja, Jurij
    (r"(?<=i)c$", "S"),  # Petrovic
    (r"shch|tsch|tch|sch|cz|sz|sh|zh|dzh|dj|jh|dz|ts|tz", "S"),
    (r"ch(?=[rlnmt])", "K"),
    (r"ch", "S"),
    (r"kh", "H"),
    (r"gh|ck|cq|qu(?=[aeiouy])", "K"),
    (r"ph", "F"),
    (r"th|dh", "T"),
    (r"bh", "P"),
    (r"ng(?=[^aeiouy]|$)|^ng", "N"),
    (r"x", "KS"),
    (r"c(?=[eiy])", "S"),
    (r"[ckgq]", "K"),
    (r"[szj]", "S"),
    (r"[bp]", "P"),
    (r"[dt]", "T"),
    (r"[fv]", "F"),
    (r"w(?=[aeiouy]|$)|^w|(?<=[eo])w(?=s|ch|k|ts)", "F"),
    (r"w", "u"),
    (r"(?<=[aeiouyw])h(?=[a-z])|^h|(?<=[lmnrz])h(?=[aeiou])", "H"),
    (r"h", ""),
    (r"m", "M"),
    (r"n", "N"),
    (r"l", "L"),
    (r"r", "R"),
)
_SAID = [said for _spelling, said in RULES]
_SPELLING = re.compile("|".join(f"({spelling})" for spelling, _said in RULES))
_DOUBLED = re.compile(r"([A-Z])\1+")
_BARE = str.maketrans("bpfvwtdkgqchszjxmnlr", "PPFFFTTKKKKHSSSSMNLR")
_BARE_SERVANT = re.compile(r"^abd[lrnsz](?=[aiu]?[b-df-hj-np-tv-z][aiu]?[b-df-hj-np-tv-z])")


def sounds(part: Part) -> str:
    """Classes and vowels: ``Shevchenko`` is SeFSeNKo."""
    if part.is_bare:
        # One letter stands for each consonant, and none is written twice for being doubled: two of a class
        # are two.
        return _BARE_SERVANT.sub("abd", part.letters).translate(_BARE)
    return _DOUBLED.sub(r"\1", _SPELLING.sub(_said, part.letters))


def _said(match: re.Match[str]) -> str:
    return _SAID[match.lastindex - 1] if match.lastindex else ""
