"""Reads single cells. Millions of rows repeat few different texts, so each column remembers what a text meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from palermo.cases.actions.store_caseload_rows import fragment
from palermo.codebook import expectations
from palermo.codebook.answers import SEPARATOR, parse_answer
from palermo.codebook.errors import AnswerError
from palermo.codebook.folding import fold, plain
from palermo.codebook.model import Codebook, Variable
from palermo.codebook.partial_date import PartialDate
from palermo.exchange.caseload.table import REPORTED
from palermo.safe_spreadsheet import EXACT_DIGITS, DateText

T = TypeVar("T")

#: Texts remembered per column, and the longest worth remembering: together at most a few megabytes.
REMEMBERED = 10_000
REMEMBERED_LENGTH = 200
#: Cells of a column for which it is looked up what may have been meant.
SUGGESTED = 1_000
#: Excel's way of showing a number of more digits than it keeps.
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+\d+", re.ASCII)
#: References that need no closer look: nearly all. A digit in them tells them from words such as "unknown".
_ORDINARY = re.compile(r"(?=[A-Z/_.-]*\d)[A-Z0-9](?:[A-Z0-9/_. -]{0,62}[A-Z0-9])?", re.ASCII | re.IGNORECASE)
#: Assistance of this kind is not recorded before (source: the oldest programmes begin in the nineties).
FIRST_YEAR = 1990
#: East of us the day may already have begun.
TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be taken. ``expected`` is None when that has been reported where the cell was read."""

    expected: str | None


class Remembering(dict[str, T | Bad], Generic[T]):
    """What each text of a column means: ``column[text]``. Bounded; rare texts are read again each time."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__({REPORTED: Bad(None)})
        self._read = read

    def __missing__(self, text: str) -> T | Bad:
        meaning: T | Bad
        try:
            meaning = self._read(unmarked(text))
        except AnswerError as error:
            meaning = Bad(error.expected)
        if len(self) < REMEMBERED and len(text) <= REMEMBERED_LENGTH:
            self[text] = meaning
        return meaning


def unmarked(text: str) -> str:
    """Without surrounding space, and without the apostrophe by which spreadsheets mark a text (``'0012``)."""
    text = text.strip()
    return text[1:].lstrip() if text.startswith("'") else text


def answer_reader(variable: Variable, codebook: Codebook) -> Callable[[str], object]:
    """Reads the cells of a codebook variable to what stands in a facts document; None for no answer.

    After SUGGESTED cells that were not understood, what may have been meant is no longer looked for: that takes
    milliseconds, and a million names in the column of nationalities would take an hour.
    """
    failures = 0

    def read(text: str) -> object:
        nonlocal failures
        if failures >= SUGGESTED and _is_unknown(variable, text, codebook):
            raise AnswerError(expectations.for_variable(variable, codebook))
        try:
            return parse_answer(variable, text, codebook).encode()
        except AnswerError:
            failures += 1
            raise

    return read


def _is_unknown(variable: Variable, text: str, codebook: Codebook) -> bool:
    """Whether a coded cell holds something that is neither a code nor a state."""
    if variable.type not in ("code", "country") or (fold(text) or text.strip()) in codebook.state_words:
        return False
    parts = [part for part in text.split(SEPARATOR) if part.strip()]
    if variable.type == "country":
        return any(codebook.countries.resolve(part) is None for part in parts)
    return any(not codebook.list_of(variable).resolve_all(part) for part in parts)


def fragment_reader(variable: Variable, codebook: Codebook) -> Callable[[str], bytes]:
    """Reads the cells of a codebook variable to a piece of a facts document; empty for no answer."""
    answer_of = answer_reader(variable, codebook)

    def read(text: str) -> bytes:
        answer = answer_of(text)
        return b"" if answer is None else fragment(variable.name, answer)

    return read


def registered_reader(today: date) -> Callable[[str], tuple[str, str]]:
    """Reads ``registered_on``, a year, month or day from FIRST_YEAR to today, to the first possible day in ISO form
    and the precision. Raises AnswerError."""
    latest = today + TOLERANCE

    def read(text: str) -> tuple[str, str]:
        try:
            day = PartialDate.parse(plain(text))
        except ValueError:
            raise AnswerError(_("a date that exists, such as 2011, 2011-05 or 2011-05-17")) from None
        if day.first.year < FIRST_YEAR or day.first > latest:
            raise AnswerError(_("a date from %(year)d to today") % {"year": FIRST_YEAR})
        return day.first.isoformat(), day.precision

    return read


def reference_reader(codebook: Codebook, *, limit: int, required: bool) -> Callable[[str], str | Bad]:
    """Reads ``case_ref`` and ``individual_ref``: words of a mission's own, which mean what they say exactly.

    Not remembered, because each is different. ``""`` for an empty cell that need not be filled.
    """
    states = codebook.state_words
    is_ordinary = _ORDINARY.fullmatch

    def read(text: str) -> str | Bad:
        if is_ordinary(text) and type(text) is str:
            return text
        if text == REPORTED:
            return Bad(None)
        if isinstance(text, DateText):
            return Bad(_("a reference, not a date: format the column as text and write it again"))
        reference = unmarked(text)
        if not reference:
            return Bad(_("a reference, which every row needs")) if required else ""
        if not reference.isascii():
            reference = unicodedata.normalize("NFC", reference)
        flaw = _reference_flaw(reference, limit)
        if flaw:
            return Bad(flaw)
        if (fold(reference) or reference) in states:
            # One word for everybody of whom nothing is known would make them one person.
            return Bad(_("a reference, or nothing if there is none"))
        return reference

    return read


def _reference_flaw(reference: str, limit: int) -> str:
    if len(reference) > limit:
        return expectations.shorter_text(limit)
    if reference[0] in "=+-@":
        return _(
            "a reference that a spreadsheet does not take for a formula: not one that begins with = + - @"
        )
    if not (reference.isascii() and reference.isprintable()) and any(map(_is_unfit, reference)):
        return _("a reference without control characters and invisible ones")
    if _SHORTENED.fullmatch(reference):
        return _(
            "the whole reference: a spreadsheet keeps %(digits)d digits of a number; format the column as text and "
            "write it again"
        ) % {"digits": EXACT_DIGITS}
    return ""


def _is_unfit(letter: str) -> bool:
    """Control and private characters, halves of characters, line ends, and invisible marks other than the joiners
    that some scripts are written with."""
    if letter in "\u200c\u200d":
        return False
    unfit = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    return letter == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(letter) in unfit
