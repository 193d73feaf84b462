"""The columns of a spreadsheet that adds to a form: which there are, and in which language words stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from palermo.interviews.forms.languages import LANGUAGES
from palermo.interviews.forms.model import COLUMNS
from palermo.interviews.publishing.handed_in import Row
from palermo.interviews.publishing.problems import Problem

#: Columns with words, one for each language.
WORDED = ("label", "hint", "constraint_message")
#: What an adaptation may say of a question.
SURVEY = frozenset(
    {
        "place",
        "type",
        "name",
        "class",
        "variable",
        "voice",
        "relevant",
        "constraint",
        "calculation",
        "appearance",
        "parameters",
        "choice_filter",
        "default",
        "read_only",
        "required",
        *WORDED,
    }
)
CHOICES_OWN = frozenset({"list_name", "name", "label"})
#: Other names of the same, as XLSForm allows them.
_ALIASES = {
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "caption": "label",
    "constraint_msg": "constraint_message",
    "constraining_message": "constraint_message",
    "list": "list_name",
    "value": "name",
}
_CODE = re.compile(r"\(([A-Za-z-]+)\)\s*$")


def column_of(header: str) -> tuple[str, str]:
    """The column and the language of a header: ``("label", "English (en)")`` of ``Label :: English (en)``."""
    what, _separator, language = header.partition("::")
    name = "_".join(what.lower().split())
    return _ALIASES.get(name, name), " ".join(language.split())


def language_of(text: str, languages: Iterable[str]) -> str:
    """The language (one of ``languages``, written as in the base form) that a header means; empty for none of them."""
    code = (_CODE.search(text) or ["", text])[1].lower()
    for language in languages:
        found = _CODE.search(language)
        if text == language or (found and found[1].lower() == code):
            return language
    return ""


class Reader:
    """Rows of one sheet with their columns brought into order."""

    def __init__(self, sheet: str, header: Sequence[str], languages: Sequence[str]) -> None:
        self.sheet = sheet
        self.languages = languages
        self.problems: list[Problem] = []
        self._columns = {head: self._column(head) for head in dict.fromkeys(header) if head}

    def _column(self, head: str) -> str:
        what, language = column_of(head)
        allowed = SURVEY if self.sheet == "survey" else None
        if allowed is not None and what not in allowed:
            self.problems.append(
                Problem(_("The column “%(column)s” is not foreseen here.") % {"column": head}, self.sheet, 1)
            )
            return ""
        if what not in WORDED:
            return what
        if not language:
            return f"{what}::{self.languages[0]}"
        known = language_of(language, self.languages)
        if not known:
            names = ", ".join(self.languages)
            self.problems.append(
                Problem(
                    _("The form is not asked in the language of the column “%(column)s”. It has: %(names)s.")
                    % {"column": head, "names": names},
                    self.sheet,
                    1,
                )
            )
            return ""
        return f"{what}::{known}"

    def cells(self, row: Row) -> dict[str, str]:
        """The cells of a row by column, words by column and language. What has no known column is left out."""
        found: dict[str, str] = {}
        for head, cell in row.cells.items():
            if column := self._columns.get(head, ""):
                found.setdefault(column, cell)
        return found


def in_order(columns: Iterable[str]) -> list[str]:
    """Columns as XLSForms of the project have them, languages as the project has them; others after them, as they come.

    Databases give back the cells of a row in an order of their own, and a form must come out the same every time."""
    names = [language.column for language in LANGUAGES]

    def place(column: str) -> tuple[int, int, str]:
        what, _separator, language = column.partition("::")
        kind = COLUMNS.index(what) if what in COLUMNS else len(COLUMNS)
        spoken = names.index(language) if language in names else len(names)
        return kind, spoken, column if what == "bind" else ""

    return sorted(dict.fromkeys(columns), key=place)


def filled_up(cells: Mapping[str, str], languages: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """The words of a row in every language: where one is missing, those of the first language that has them. Also the
    languages that were missing."""
    filled: dict[str, str] = {}
    missing: set[str] = set()
    for what in WORDED:
        said = {language: cells.get(f"{what}::{language}", "") for language in languages}
        first = next((text for text in said.values() if text), "")
        if not first:
            continue
        missing |= {language for language, text in said.items() if not text}
        filled |= {f"{what}::{language}": text or first for language, text in said.items()}
    return filled, missing


def chosen_languages(wanted: str, base: Sequence[str]) -> tuple[list[str], list[str]]:
    """The languages of a setting such as ``en, ar``, written as in the base form, and those that it has not."""
    asked = [each for each in re.split(r"[,;\s]+", wanted) if each]
    found = [(each, language_of(each, base)) for each in asked]
    return [language for _e, language in found if language] or list(base), [
        e for e, known in found if not known
    ]


def language_name(column: str) -> str:
    """How a language calls itself, of ``العربية (ar)``."""
    return next((each.name for each in LANGUAGES if each.column == column), column)
