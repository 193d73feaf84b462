"""How many guesses a password would cost somebody who knows how people make them.

Threat: lists of common passwords hold short ones; asked for twelve signs, people write two common words, walk over the
keyboard, repeat themselves, and put a year behind it. Whoever guesses knows that. So the password is read in the way
that makes it cheapest: as common words and names (Django's list of 20,000, whose order is their rank), rows of keys,
sequences, repetitions, years and dates, and letters as they follow each other in such words. The costs are added.

An estimate: it knows nothing of the language of whoever guesses, nor of what is known about the owner.
"""

from __future__ import annotations

import gzip
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth import password_validation

#: What stands after so many signs makes nothing cheaper, and must not make the estimate slow.
LONGEST_READ = 64
#: The longest common word that is looked for.
LONGEST_WORD = 20
#: Signs that people put for letters.
FOR_LETTERS = str.maketrans("@4831!|05$7", "aabeiiiosst")
#: Rows and columns of keyboards (English, French, Russian); a piece of three or more is one thing to remember.
ROWS = (
    "`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "!@#$%^&*()", "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя", "ضصثقفغعهخحجد", "شسيبلاتنمكط",
)  # fmt: skip
COLUMNS = (
    "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "qaz", "wsx", "edc", "rfv", "tgb", "yhn",
    "ujm", "1q", "2w", "3e", "4r", "5t", "6y", "7u", "8i", "9o", "0p", "147", "258", "369", "159", "357",
)  # fmt: skip
#: Bits of one choice: which row and where, which column after the last one, which year, and so on.
ROW, COLUMN, AGAIN, YEAR, DATE, TURNED = 6.0, 3.0, 2.0, 6.0, 14.0, 1.0
DIGIT, SIGN, SPACE = math.log2(10), 5.0, 1.0
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DATE = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)[0-9]{2}|[0-9]{2})")


def bits_of(password: str) -> float:
    """The logarithm (base 2) of the guesses that the cheapest way of reading ``password`` needs."""
    text = unicodedata.normalize("NFKC", password[:LONGEST_READ]).casefold()[:LONGEST_READ]
    plain = text.translate(FOR_LETTERS)
    # Best[place]: the cost of everything before it.
    cheapest = [0.0] + [math.inf] * len(text)
    for start in range(len(text)):
        for end, cost in _readings(text, plain, start):
            cheapest[end] = min(cheapest[end], cheapest[start] + cost)
    return cheapest[-1]


def _readings(text: str, plain: str, start: int) -> Iterator[tuple[int, float]]:
    """Where a piece that begins at ``start`` may end, and what it costs."""
    yield start + 1, _letter(text, start)
    words = _words()
    for end in range(start + 2, min(len(text), start + LONGEST_WORD) + 1):
        piece, letters = text[start:end], plain[start:end]
        if piece in words:
            yield end, words[piece]
        elif letters in words:
            yield end, words[letters] + TURNED
        if piece[::-1] in words:
            yield end, words[piece[::-1]] + TURNED
        if piece in _COLUMNS:
            yield end, COLUMN
        elif len(piece) > 2 and piece in _ROWS:
            yield end, ROW
        if _YEAR.fullmatch(piece):
            yield end, YEAR
        if _DATE.fullmatch(piece):
            yield end, DATE
    yield from _repetitions(text, start)


def _repetitions(text: str, start: int) -> Iterator[tuple[int, float]]:
    """What stands before ``start`` comes again, as it is or backwards, once or often."""
    for length in range(1, start + 1):
        before = text[start - length : start]
        end = start
        while text[end : end + length] == before:
            end += length
            yield end, AGAIN
        if length > 2 and text[start : start + length] == before[::-1]:
            yield start + length, AGAIN


def _letter(text: str, place: int) -> float:
    """The cost of one sign after the two before it, as they follow each other in common words."""
    sign = text[place]
    if sign.isdigit():
        return DIGIT
    if sign.isspace():
        return SPACE
    if not sign.isalpha():
        return SIGN
    before = text[max(place - 2, 0) : place]
    seen, of = _followers()
    for context in (before, before[-1:], ""):
        if of[context] and (found := seen[context + sign, len(context)]):
            return math.log2(of[context] / found)
    return SIGN


@cache
def _words() -> dict[str, float]:
    """Common passwords with what each costs: its rank, and that a word comes here at all."""
    return {word: math.log2(rank) + 1 for rank, word in enumerate(_common(), start=2)}


@cache
def _followers() -> tuple[Counter[tuple[str, int]], Counter[str]]:
    """How often a letter follows none, one or two others in common words."""
    seen: Counter[tuple[str, int]] = Counter()
    of: Counter[str] = Counter()
    for word in _common():
        for place, sign in enumerate(word):
            if sign.isalpha():
                for length in range(min(place, 2) + 1):
                    before = word[place - length : place]
                    seen[before + sign, length] += 1
                    of[before] += 1
    return seen, of


@cache
def _common() -> tuple[str, ...]:
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return tuple(line.strip() for line in stream)


_COLUMNS = frozenset(COLUMNS) | {column[::-1] for column in COLUMNS}
_ROWS = frozenset(
    way[start:end]
    for row in ROWS
    for way in (row, row[::-1])
    for start in range(len(row))
    for end in range(start + 3, len(row) + 1)
)
