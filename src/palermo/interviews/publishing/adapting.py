"""Lays a mission's own questions over the instance's form. The base is never copied by hand, and nothing of it changes.

A mission hands in a spreadsheet with its own rows; each says where it belongs (``place``) and where its answer goes
(``class`` or ``variable``). They are put between the rows of the base form, get what every question here has (*not
known* and *prefers not to say*, the conditions of safety and consent), and the whole is compiled like any other form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from palermo.codebook import Codebook
from palermo.interviews.forms.choosing import (
    COUNTRY,
    STATES,
    WITHOUT_STATES,
    all_choices,
    choice_cells,
    list_names,
)
from palermo.interviews.forms.languages import LANGUAGES
from palermo.interviews.forms.model import Cells, both
from palermo.interviews.forms.reading import local_lists
from palermo.interviews.publishing.base_survey import BaseSurvey, NoSuchPlace, Place
from palermo.interviews.publishing.columns import Reader, chosen_languages, filled_up, in_order, language_name
from palermo.interviews.publishing.handed_in import HandedIn
from palermo.interviews.publishing.own_rows import OwnRow, Writer, with_states
from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.interviews.publishing.ready import Questions, Sheets
from palermo.interviews.publishing.types import refusal_in_adaptation

_CODE = re.compile(r"[^\s~][^\s]*")
_BEGINS = {"page": "page", "begin_group": "page", "repeat": "repeat", "begin_repeat": "repeat"}
_ENDS = frozenset({"end_group", "end_repeat"})
_LIST_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Adapted:
    """The base with the mission's rows in it. *origins* says for each row of the survey and of the choices which row of
    the spreadsheet it came from; 0 for those of the base. *notes* are remarks for who publishes it."""

    sheets: Sheets = field(repr=False)
    questions: Questions = field(repr=False)
    origins: Mapping[str, Sequence[int]] = field(repr=False)
    notes: tuple[str, ...]


def prefix_of(mission: str) -> str:
    """How a mission's own names begin: ``ken_`` for KEN."""
    letters = re.sub(r"[^a-z0-9]+", "_", mission.lower()).strip("_")
    return f"{letters}_" if letters[:1].isalpha() else f"m{letters}_"


def adapt(
    base: Sheets, questions: Questions, handed_in: HandedIn, mission: str, codebook: Codebook
) -> Adapted:
    """The form of ``mission`` (its code). Raises FormRefused with everything that must be mended."""
    return _Adapter(base, questions, handed_in, mission, codebook).adapted()


class _Adapter:
    def __init__(
        self, base: Sheets, questions: Questions, handed_in: HandedIn, mission: str, codebook: Codebook
    ) -> None:
        self.base, self.codebook, self.handed_in = base, codebook, handed_in
        self.survey = BaseSurvey(base, questions)
        self.questions = questions
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.languages = self._languages()
        self.prefix = prefix_of(mission)
        self.base_lists = {cells["list_name"] for cells in base["choices"]}
        self.own_lists, self.appended = self._choices()
        self.writer = Writer(
            codebook=codebook,
            languages=tuple(self.languages),
            prefix=self.prefix,
            taken=self.survey.names,
            lists={name: len(rows) for name, rows in self.own_lists.items()},
            base_lists=frozenset(self.base_lists),
            asked_variables={
                question["variable"]: name for name, question in questions.items() if question["variable"]
            },
        )
        #: Position in the base -> rows that stand before it, each with its row number.
        self.inserted: dict[int, list[tuple[Cells, int]]] = {}

    def adapted(self) -> Adapted:
        self._place_rows()
        if not self.inserted and not self.appended and not self.problems:
            self.problems.append(
                Problem(_("There are no questions and no choices of your own in this file."))
            )
        problems = self.problems + self.writer.problems
        if problems:
            raise FormRefused(problems)
        self._note_languages()
        survey, rows = self._survey()
        choices, choice_rows = self._all_choices()
        settings = {**self.base["settings"]}
        settings["default_language"] = self.languages[0]
        return Adapted(
            sheets={
                "survey": survey,
                "choices": choices,
                "settings": settings,
                "gate": list(self.survey.gate),
            },
            questions={**self.questions, **self._own_questions()},
            origins={"survey": rows, "choices": choice_rows},
            notes=tuple(self.notes),
        )

    # --- What is read ---------------------------------------------------------------------------------------------

    def _languages(self) -> list[str]:
        """The languages of the form as its columns name them: the base's, or those that the settings choose."""
        columns = {
            column.partition("::")[2]
            for cells in self.base["survey"]
            for column in cells
            if column.startswith("label::")
        }
        known = [language.column for language in LANGUAGES if language.column in columns]
        row = next(iter(self.handed_in.rows("settings")), None)
        wanted = {key.strip().lower(): cell for key, cell in row.cells.items()} if row else {}
        languages, unknown = chosen_languages(wanted.get("languages", ""), known)
        if unknown and row:
            self.problems.append(
                Problem(
                    _("The base form has no words in “%(language)s”. It has: %(names)s.")
                    % {"language": ", ".join(unknown), "names": ", ".join(known)},
                    "settings",
                    row.number,
                )
            )
        return languages

    def _reader(self, sheet: str) -> Reader:
        reader = Reader(sheet, self.handed_in.headers.get(sheet, ()), self._all_languages())
        self.problems += reader.problems
        return reader

    def _all_languages(self) -> list[str]:
        """The chosen languages first; words in the others are passed over without complaint."""
        return [*self.languages, *(each.column for each in LANGUAGES if each.column not in self.languages)]

    def _choices(self) -> tuple[dict[str, list[tuple[Cells, int]]], dict[str, list[tuple[Cells, int]]]]:
        """The mission's own lists, and what it adds to lists of the base."""
        own: dict[str, list[tuple[Cells, int]]] = {}
        appended: dict[str, list[tuple[Cells, int]]] = {}
        reader = self._reader("choices") if self.handed_in.rows("choices") else None
        missing: set[str] = set()
        for row in self.handed_in.rows("choices"):
            assert reader is not None  # noqa: S101 - there are rows
            cells = reader.cells(row)
            name, code = cells.get("list_name", ""), cells.get("name", "")
            words, lacking = filled_up(cells, self.languages)
            target = appended if name in self._known_lists() else own
            if sentence := self._refused_choice(name, code, words, target.get(name, [])):
                self.problems.append(Problem(sentence, "choices", row.number))
                continue
            missing |= lacking
            more = {key: cell for key, cell in cells.items() if "::" not in key}
            target.setdefault(name, []).append((more | words, row.number))
        self.lacking = missing
        return own, appended

    def _known_lists(self) -> frozenset[str]:
        return list_names(self.codebook) | self.base_lists

    def _refused_choice(
        self, name: str, code: str, words: Mapping[str, str], before: Sequence[tuple[Cells, int]]
    ) -> str:
        if not name or not code or not words:
            return _("A choice needs the name of its list, a code and a label.")
        if not _LIST_NAME.fullmatch(name):
            return _("The name of a list is of letters, digits and underscores.")
        if not _CODE.fullmatch(code):
            return _("The code “%(code)s” must be one word; those with ~ are given by the form itself.") % {
                "code": code
            }
        if any(cells["name"] == code for cells, _row in before):
            return _("The list has the code “%(code)s” twice.") % {"code": code}
        if name not in self._known_lists():
            return ""
        if name == COUNTRY or name in self.codebook.lists:
            return _(
                "“%(list)s” is a list of the codebook: the same answers are counted everywhere, so nothing is added to"
                " it. Ask a further question with a list of your own."
            ) % {"list": name}
        if name in WITHOUT_STATES or name not in local_lists():
            return _("Nothing can be added to the list “%(list)s”.") % {"list": name}
        if name not in self.base_lists:
            return _("The base form does not ask from the list “%(list)s”.") % {"list": name}
        if not code.startswith(self.prefix):
            return _("The code “%(code)s” must begin with “%(prefix)s”, so that it is known as yours.") % {
                "code": code,
                "prefix": self.prefix,
            }
        return ""

    # --- What is placed -------------------------------------------------------------------------------------------

    def _place_rows(self) -> None:
        reader = self._reader("survey")
        current: Place | None = None
        page: _Page | None = None
        for raw in self.handed_in.rows("survey"):
            row = OwnRow(raw.number, reader.cells(raw))
            if set(row.cells) <= {"place"} or row.type.startswith("#"):
                continue
            if words := row.cells.get("place", ""):
                self._close(page)
                page = None
                current = self._found(row, words)
            if not row.type:
                self.problems.append(row.problem(_("The row needs a type.")))
            elif sentence := refusal_in_adaptation(row.type):
                self.problems.append(row.problem(sentence))
            elif row.kind in _ENDS:
                self._close(page)
                page = None
            elif current is None:
                if not words:
                    self.problems.append(
                        row.problem(_("The row needs a place: “after …”, “before …” or “end of …”."))
                    )
            elif row.kind in _BEGINS:
                self._close(page)
                page = self._page(row, current)
            else:
                self._question(row, current, page)
        self._close(page)

    def _found(self, row: OwnRow, words: str) -> Place | None:
        try:
            return self.survey.find(words)
        except NoSuchPlace as error:
            self.problems.append(row.problem(str(error)))
            return None

    def _page(self, row: OwnRow, current: Place) -> _Page | None:
        if current.page:
            self.problems.append(
                row.problem(
                    _("A page stands beside other pages: write “after %(page)s”.") % {"page": current.page}
                )
            )
            return None
        if not self.writer.accepts_name(row):
            return None
        if not (words := self.writer.page_words(row)):
            self.problems.append(row.problem(_("A page needs a title: a label.")))
            return None
        if self.survey.stands_before_the_gate(current.position):
            self.notes.append(
                _(
                    "The page “%(name)s” is shown before the person has agreed: it must ask nothing about the person."
                )
                % {"name": row.name}
            )
        relevance = both(self.survey.holds_between(current.position), row.cells.get("relevant", ""))
        return _Page(row, current, words, relevance, _BEGINS[row.kind] == "repeat")

    def _question(self, row: OwnRow, current: Place, page: _Page | None) -> None:
        if page is None and not current.page:
            self.problems.append(
                row.problem(
                    _(
                        "A question stands on a page: place it after a question or at the end of a page,"
                        " or begin a page."
                    )
                )
            )
            return
        voice = page.row.cells.get("voice", "").lower() if page else ""
        cells = [(each, row.number) for each in self.writer.question(row, voice)]
        if page is not None:
            page.rows += cells
        else:
            self.inserted.setdefault(current.position, []).extend(cells)

    def _close(self, page: _Page | None) -> None:
        if page is None:
            return
        if not page.rows:
            self.problems.append(
                page.row.problem(_("The page “%(name)s” is empty.") % {"name": page.row.name})
            )
            return
        self.inserted.setdefault(page.place.position, []).extend(page.cells())

    # --- What is made ---------------------------------------------------------------------------------------------

    def _survey(self) -> tuple[list[Cells], list[int]]:
        cells: list[Cells] = []
        rows: list[int] = []
        for position in range(len(self.survey.rows) + 1):
            for own, number in self.inserted.get(position, ()):
                cells.append({column: own[column] for column in in_order(own) if own[column]})
                rows.append(number)
            if position < len(self.survey.rows):
                cells.append(self._spoken(self.survey.rows[position]))
                rows.append(0)
        return cells, rows

    def _spoken(self, cells: Cells) -> Cells:
        """A row of the base in the languages of this form."""
        return {
            column: cells[column]
            for column in in_order(cells)
            if "::" not in column
            or column.startswith("bind::")
            or column.partition("::")[2] in self.languages
        }

    def _all_choices(self) -> tuple[list[Cells], list[int]]:
        listed = list(self._choice_rows())
        return [cells for cells, _row in listed], [row for _cells, row in listed]

    def _choice_rows(self) -> Iterator[tuple[Cells, int]]:
        ends = {cells["list_name"]: cells for cells in self.base["choices"] if cells["name"] == STATES[0]}
        for cells in self.base["choices"]:
            name = cells["list_name"]
            if cells is ends.get(name):
                yield from self.appended.get(name, ())
            yield self._spoken(cells), 0
        columns = {
            language.code: language.column for language in LANGUAGES if language.column in self.languages
        }
        for name in self.writer.used:
            if name in self.own_lists:
                yield from self.own_lists[name]
                yield from ((cells, 0) for cells in with_states(name, self.languages))
            elif name not in self.base_lists:
                yield from ((cells, 0) for cells in choice_cells(iter([name]), self.codebook, columns))

    def _own_questions(self) -> dict[str, Any]:
        return {
            name: {key: value for key, value in asdict(question).items() if key != "name"}
            for name, question in self.writer.questions.items()
        }

    def _note_languages(self) -> None:
        missing = self.writer.missing | self.lacking
        lacking = [language_name(each) for each in self.languages if each in missing]
        if lacking:
            self.notes.append(
                _(
                    "Not everything of your own has words in %(languages)s; there it is shown in another language."
                )
                % {"languages": ", ".join(lacking)}
            )
        unused = [name for name in self.own_lists if name not in self.writer.used]
        if unused:
            self.notes.append(_("No question asks from: %(lists)s.") % {"lists": ", ".join(unused)})


@dataclass
class _Page:
    """A page of the mission's own while it is filled."""

    row: OwnRow
    place: Place
    words: Cells
    relevance: str
    is_repeat: bool
    rows: list[tuple[Cells, int]] = field(default_factory=list)

    def cells(self) -> list[tuple[Cells, int]]:
        """The rows of the page, its beginning and end included."""
        name, number = self.row.name, self.row.number
        inner = f"{name}_page" if self.is_repeat else name
        group: Cells = {"type": "begin_group", "name": inner, "appearance": "field-list", **self.words}
        if voice := self.row.cells.get("voice", "").lower():
            group["bind::palermo:voice"] = voice
        if not self.is_repeat:
            group["relevant"] = self.relevance
        cells = [group, *(each for each, _number in self.rows), {"type": "end_group", "name": inner}]
        if self.is_repeat:
            begin: Cells = {"type": "begin_repeat", "name": name, "relevant": self.relevance, **self.words}
            cells = [begin, *cells, {"type": "end_repeat", "name": name}]
        numbers = [number] * (len(cells) - len(self.rows))
        own = [each for _cells, each in self.rows]
        ends = 2 if self.is_repeat else 1
        return list(zip(cells, [*numbers[:ends], *own, *numbers[ends:]], strict=True))


__all__ = ["Adapted", "adapt", "all_choices", "prefix_of"]
