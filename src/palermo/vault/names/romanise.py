"""Reads a name in any script into parts of plain Latin letters.

Threat it serves: a person registered twice, once from a passport and once by ear, is asked for her story
twice. The reading is for comparing and never stored; what was typed is kept as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from palermo.vault.names import letters

#: Names longer than this are cut: a field that holds a story is no name.
LONGEST = 200
_NOT_LATIN = re.compile("[^a-z]+")
#: Letters, and the marks of all scripts that are written between or over them (``\w`` leaves those out).
_WORDS = re.compile(
    r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e30-\u0e4e\u0eb0-\u0ecd"
    r"\u0f18-\u0fbc\u1000-\u109f\u135d-\u135f\u1780-\u17d3\u200c\u200d'’ʼʻ`´])+"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name in lower-case Latin letters. ``is_bare``: its script writes no short vowels."""

    letters: str
    is_bare: bool = False


def romanise(name: str) -> tuple[Part, ...]:
    """The parts of ``name`` in the order written, without particles; empty when there are no letters."""
    parts = list(_joined(_read(word) for word in _words(name)))
    parts = [part for part in parts if part.letters not in letters.ARTICLES] or parts
    kept = [part for part in parts if part.letters not in letters.PARTICLES]
    # Two words are a name as they stand, whatever they mean elsewhere (Van Do, Ben Ali).
    return tuple(kept if len(kept) > 1 else parts)


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name[:LONGEST]).casefold()
    # The compatible form takes the vowel *am* of Thai and Lao apart, and its m would be lost.
    text = text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")
    words: list[str] = _WORDS.findall(text)
    if len(words) == 1 and (split := _east_asian(words[0])):
        return split
    return words


def _east_asian(word: str) -> list[str]:
    """Chinese and Korean names are written in one: the surname comes first, two signs for a few, one for all
    others. Each Chinese sign is a part of its own, as if Latin letters wrote it apart: one wrong sign leaves the
    others to find the name by."""
    if len(word) < 2 or (script := _script_of(word[0])) not in {"CJK", "HANGUL"}:
        return []
    size = 2 if word[:2] in letters.CHINESE_DOUBLE_SURNAMES and len(word) > 2 else 1
    return [word[:size], *(word[size:] if script == "CJK" else [word[size:]])]


@lru_cache(maxsize=1024)
def _script_of(letter: str) -> str:
    """Remembered by letter and never by word: names do not stay in memory."""
    return unicodedata.name(letter, "LATIN").split()[0]


def _read(word: str) -> Part:
    if word.isascii():
        return Part(_plain(word))
    script = _script_of(word[0])
    if script == "ARABIC":
        return Part(_arabic(word), is_bare=True)
    if script == "HEBREW":
        return Part(_hebrew(word), is_bare=True)
    if script == "CYRILLIC":
        word = word.translate(letters.CYRILLIC)
    elif script == "GREEK":
        word = _greek(word)
    elif script == "THAI":
        word = _thai(word)
    elif script in letters.INDIAN:
        word = (
            anyascii(word.replace("\u0902", "\u0928\u094d")).lower().replace("c", "ch").replace("chh", "ch")
        )
    elif script == "CJK":
        word = letters.CHINESE_SURNAMES.get(word, word)
    elif script == "HANGUL":
        word = letters.KOREAN_SURNAMES.get(word, word)
    else:
        word = word.translate(letters.LATIN)
    return Part(_plain(anyascii(word)))


def _thai(word: str) -> str:
    """A letter under the sign of silence is written and not said; doubled r before a consonant is *an*."""
    word = re.sub(".[\u0e34\u0e38]?\u0e4c", "", word)
    word = re.sub("รร(?![\u0e30-\u0e3a\u0e47])", "ัน", word).replace("ญญ", "นย").replace("วง", "วอง")
    return re.sub("ญ(?![\u0e30-\u0e3a\u0e47])", "น", word)


def _plain(text: str) -> str:
    return _NOT_LATIN.sub("", text.lower())


def _arabic(word: str) -> str:
    """Consonants, and the long vowels that are written. The article is left out."""
    bare = _without_marks(word)
    if bare.startswith("عبد") and len(bare) != 4:
        return "abd" + _arabic(bare[3:])
    if bare == "الله":
        return "la"
    if bare.startswith("ال") and len(bare) > 4:
        bare = bare[2:]
    read = []
    for place, sign in enumerate(bare):
        before, after = bare[place - 1 : place], bare[place + 1 : place + 2]
        if sign == letters.ARABIC_WAW:
            is_consonant = not before or after in ("ا", "ي", "ی") or (before == "ا" and after)
            read.append("w" if is_consonant else "u")
        elif sign in letters.ARABIC_YA:
            read.append("y" if not before else "i")
        elif sign not in letters.ARABIC_HA or after:
            read.append(sign.translate(letters.ARABIC))
    return _plain(anyascii("".join(read)))


def _hebrew(word: str) -> str:
    bare = _without_marks(word)
    read = []
    for place, sign in enumerate(bare):
        after = bare[place + 1 : place + 2]
        if place == 0 and sign in letters.HEBREW_HARD:
            read.append(letters.HEBREW_HARD[sign])
        elif sign == "ו":
            read.append("v" if place == 0 or after in ("י", "ו") else "o")
        elif sign == "י":
            read.append("y" if place == 0 else "i")
        elif sign != "ה" or after:
            read.append(sign.translate(letters.HEBREW))
    return _plain("".join(read))


def _greek(word: str) -> str:
    bare = _without_marks(unicodedata.normalize("NFD", word))
    for written, said in letters.GREEK_BEGINNINGS.items():
        if bare.startswith(written):
            bare = said + bare[len(written) :]
    for written, said in letters.GREEK_PAIRS.items():
        bare = bare.replace(written, said)
    return bare.translate(letters.GREEK)


def _without_marks(word: str) -> str:
    return "".join(sign for sign in word if unicodedata.category(sign) != "Mn")


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """``Abd al-Rahman``, ``Abdul Rahman`` and ``Abdulrahman`` are one part."""
    waiting: Part | None = None
    for part in parts:
        if not part.letters:
            continue
        if waiting is not None:
            if part.letters in letters.ARTICLES:
                continue
            yield Part("abd" + part.letters, waiting.is_bare or part.is_bare)
            waiting = None
        elif part.letters in letters.SERVANT:
            waiting = part
        else:
            yield part
    if waiting is not None:
        yield waiting
