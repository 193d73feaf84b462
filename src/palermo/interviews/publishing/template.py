"""The spreadsheet in which a mission writes what it adds to a form: columns, names of the base, short advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from palermo.codebook import Codebook
from palermo.interviews.forms.languages import LANGUAGES
from palermo.interviews.models import FormVersion
from palermo.interviews.publishing.adapting import prefix_of
from palermo.interviews.publishing.own_rows import CLASSES
from palermo.interviews.publishing.types import ADAPTING

#: Rows of the sheets that offer lists.
ROWS = 500
_HEAD = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F4E5F")
_WRAP = Alignment(wrap_text=True, vertical="top")
_WIDE = {"place": 28, "type": 22, "name": 22, "variable": 26}
#: Types in the order in which people look for them.
_TYPES = (
    "text", "integer", "decimal", "date", "select_one LIST", "select_multiple LIST", "note", "image", "audio", "file",
    "geopoint", "time", "dateTime", "barcode", "range", "acknowledge", "calculate", "variable", "page", "repeat",
)  # fmt: skip


def adaptation_template(base: FormVersion, mission: str, codebook: Codebook) -> bytes:
    """An .xlsx file for additions to ``base`` by the mission of this code."""
    languages = [each.column for each in LANGUAGES if each.code in base.languages]
    survey = [
        "place",
        "type",
        "name",
        *(f"label::{each}" for each in languages),
        *(f"hint::{each}" for each in languages),
        "class",
        "variable",
        "voice",
        "relevant",
        "constraint",
        *(f"constraint_message::{each}" for each in languages),
        "calculation",
        "appearance",
        "choice_filter",
    ]
    book = Workbook()
    advice = book.worksheets[0]
    advice.title = "instructions"
    sheets = {"survey": survey, "choices": ["list_name", "name", *(f"label::{each}" for each in languages)]}
    for title, columns in sheets.items():
        _head(book.create_sheet(title), columns)
    settings = book.create_sheet("settings")
    _head(settings, ["languages"])
    _text(settings, 2, 1, ", ".join(base.languages))
    lists = {
        "place": [place for place, _words in _places(base)],
        "type": list(_TYPES),
        "class": list(CLASSES),
        "variable": sorted(_free_variables(base, codebook)),
        "voice": ["say", "record"],
    }
    _base_sheet(book.create_sheet("base form"), base)
    _lists(book, lists)
    for column, values in lists.items():
        _offer(book["survey"], survey.index(column) + 1, list(lists).index(column) + 1, len(values))
    _advise(advice, base, mission)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _places(base: FormVersion) -> Iterator[tuple[str, str]]:
    """Every place of the base form with the words that stand there, in its order."""
    for cells in base.sheets["survey"]:
        kind, name = cells["type"], cells["name"]
        words = next((text for column, text in cells.items() if column.startswith("label::")), "")
        if kind in ("begin_group", "begin_repeat"):
            # The page of a repeat's entry is named after the repeat.
            if kind == "begin_group" and name.endswith("_page"):
                continue
            yield f"end of {name}", words
            yield f"after {name}", words
        elif not kind.startswith("end_") and not base.questions.get(name, {}).get("state_of"):
            yield f"after {name}", words


def _free_variables(base: FormVersion, codebook: Codebook) -> Iterator[str]:
    asked = {question["variable"] for question in base.questions.values()}
    for variable in codebook.variables.values():
        if variable.name not in asked or variable.multiple:
            yield variable.name


def _head(sheet: Worksheet, columns: Sequence[str]) -> None:
    for place, column in enumerate(columns, 1):
        _text(sheet, 1, place, column)
        cell = sheet.cell(1, place)
        cell.font, cell.fill = _HEAD, _FILL
        sheet.column_dimensions[get_column_letter(place)].width = _WIDE.get(column, 18)
    sheet.freeze_panes = "D2" if "place" in columns else "A2"


def _text(sheet: Worksheet, row: int, column: int, value: str) -> None:
    cell = sheet.cell(row, column, value)
    # Words stay words: a text that begins with "=" must never become a formula.
    cell.data_type = "s"


def _base_sheet(sheet: Worksheet, base: FormVersion) -> None:
    """The base form to look at: what each place is, its words, its variable."""
    _head(sheet, ["place", "words", "type", "variable"])
    sheet.column_dimensions["B"].width = 80
    types = {cells["name"]: cells["type"] for cells in base.sheets["survey"]}
    for row, (place, words) in enumerate(_places(base), 2):
        name = place.rpartition(" ")[2]
        question: Mapping[str, str] = base.questions.get(name, {})
        kind = types.get(name, "")
        for column, value in enumerate(
            (place, words, "" if kind.startswith("end_") else kind, question.get("variable", "")), 1
        ):
            _text(sheet, row, column, value)


def _lists(book: Workbook, lists: Mapping[str, Sequence[str]]) -> None:
    """What the columns offer, on a sheet that nobody needs to see."""
    sheet = book.create_sheet("lists")
    sheet.sheet_state = "hidden"
    for column, values in enumerate(lists.values(), 1):
        for row, value in enumerate(values, 1):
            _text(sheet, row, column, value)


def _offer(sheet: Worksheet, column: int, listed: int, length: int) -> None:
    letter, source = get_column_letter(column), get_column_letter(listed)
    offer = DataValidation(type="list", formula1=f"lists!${source}$1:${source}${length}", allow_blank=True)
    # A help and no fence: LIST stands for the name of a list that only the mission knows.
    offer.showErrorMessage = False
    sheet.add_data_validation(offer)
    offer.add(f"{letter}2:{letter}{ROWS}")


def _advise(sheet: Worksheet, base: FormVersion, mission: str) -> None:
    prefix = prefix_of(mission)
    form = f"{base.form.form_id} {base.version}"
    lines = [
        _("Your own questions for the form %(form)s") % {"form": form},
        "",
        _("Write one row for each question in the sheet “survey”. Nothing of the base form changes."),
        _(
            "place: where the row belongs, such as “after sex” or “end of profile”. The sheet “base form” has all"
            " places. Empty: after the row above."
        ),
        _("name: a short name that begins with “%(prefix)s”.") % {"prefix": prefix},
        _(
            "label: what is said aloud. hint: for the interviewer alone. Where a language is missing, another is"
            " shown."
        ),
        _(
            "class: where the answer may lie. coded is for choices, numbers and days; sensitive (if empty),"
            " identifying and privileged are sealed."
        ),
        _(
            "variable: a variable of the codebook instead of a class. With the type “variable” its choices come by"
            " themselves."
        ),
        _(
            "Choices of your own stand in the sheet “choices”; the type is “select_one” and the name of the list."
        ),
        _(
            "type “page”: a page of your own, until the next row with a place. It is shown only after consent, like"
            " the others."
        ),
        _("“Not known” and “prefers not to say” are added to every question. Nothing is required."),
        _(
            "settings: the languages of the form, the first one shown first. Leave out those that nobody needs."
        ),
        _("Then hand the file in. You see what becomes of the form before anything is published."),
    ]
    sheet.column_dimensions["A"].width = 110
    for row, line in enumerate(lines, 1):
        _text(sheet, row, 1, line)
        sheet.cell(row, 1).alignment = _WRAP
    sheet.cell(1, 1).font = Font(bold=True, size=14)


#: Every type that is offered can be handed in.
assert {kind.partition(" ")[0] for kind in _TYPES} - {"select_one", "select_multiple"} <= ADAPTING  # noqa: S101
