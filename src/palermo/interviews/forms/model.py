"""The shapes of a form: what stands in its source files, and what XLSForm gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self

from palermo.interviews.forms.errors import FormSourceError
from palermo.interviews.forms.languages import Words

Voice = Literal["say", "record"]
#: Kinds of page, and what may hide them: the gate (no consent, not safe) and a break (the person stopped).
PAGES: Mapping[str, frozenset[str]] = {
    "page": frozenset({"gate", "pause"}),
    "kept_page": frozenset({"gate"}),
    "open_page": frozenset(),
    "repeat": frozenset({"gate", "pause"}),
}
#: The order of columns; a name stands for all columns of several languages. A form is told from another by the hash of
#: its XForm, so the same form must come out the same letter by letter, from a spreadsheet too.
COLUMNS = (
    "type",
    "list_name",
    "name",
    "label",
    "hint",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "appearance",
    "parameters",
    "bind",
)
#: A sheet of an XLSForm: rows of cells by column. Empty cells are left out; pyxform trips over empty translations.
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of a source file.

    *type* is ``page``, ``kept_page``, ``open_page``, ``repeat``, ``pause``, ``include``, ``note``, ``calculate``,
    ``variable`` (the codebook says what is asked) or a type of XLSForm. *field_class* is empty for a question that is
    bound to *variable*, and the class of a local one (see ``FieldClass`` of the codebook).
    """

    path: Path
    line: int
    type: str
    name: str
    variable: str
    field_class: str
    voice: str
    relevance: str
    check: str
    calculation: str
    label: Words
    hint: Words

    def problem(self, what: str) -> FormSourceError:
        """An error that says where it is."""
        return FormSourceError(what, file=self.path, line=self.line)

    def only_if(self, condition: str) -> Self:
        """The same row with one more condition."""
        return replace(self, relevance=both(self.relevance, condition))


@dataclass(frozen=True, slots=True)
class FormSource:
    """A form as written: *gate* are the conditions for every page after the questions that they name."""

    name: str
    title: Words
    version: str
    gate: tuple[str, ...]
    facts_only: bool
    rows: tuple[SourceRow, ...]

    @property
    def form_id(self) -> str:
        """The id under which devices know the form, for ever."""
        return f"palermo_{self.name}"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a built form. *variable* is empty for a local one; *state_of* names the question whose missing
    answer this one explains."""

    name: str
    type: str
    variable: str = ""
    field_class: str = ""
    voice: str = ""
    state_of: str = ""


@dataclass(frozen=True, slots=True)
class BuiltForm:
    """A form as three sheets of an XLSForm, with its questions apart for whoever maps answers to variables."""

    source: FormSource
    survey: tuple[Cells, ...]
    choices: tuple[Cells, ...]
    settings: Cells
    questions: Mapping[str, Question] = field(repr=False)

    @property
    def name(self) -> str:
        return self.source.name


def column_order(column: str) -> tuple[int, str]:
    """Where a column of the survey or choices stands: languages in the order in which they come, attributes by name."""
    kind = column.partition("::")[0]
    return COLUMNS.index(kind), column if kind == "bind" else ""


def both(*conditions: str) -> str:
    """The conditions joined with *and*; those that hold an *or* in parentheses. Empty ones are left out."""
    wanted = list(dict.fromkeys(condition for condition in conditions if condition))
    if len(wanted) < 2:
        return "".join(wanted)
    return " and ".join(f"({each})" if " or " in each else each for each in wanted)
