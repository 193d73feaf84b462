"""The questions of a mission, one by one: what stands in its row, made into what a form needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _

from palermo.codebook import Codebook
from palermo.interviews.forms.asking import LONG_LIST, asked
from palermo.interviews.forms.choosing import WITHOUT_STATES, all_choices, list_names, standing_alone
from palermo.interviews.forms.errors import FormSourceError
from palermo.interviews.forms.languages import CODES
from palermo.interviews.forms.model import Cells, Question, SourceRow, both
from palermo.interviews.forms.reading import common_words
from palermo.interviews.publishing.columns import WORDED, filled_up
from palermo.interviews.publishing.problems import Problem
from palermo.interviews.publishing.types import NOT_ASKED, WITHOUT_BLANK, canonical_type, refusal_of_type

CLASSES = ("coded", "sensitive", "identifying", "privileged")
DEFAULT_CLASS = "sensitive"
VOICES = ("", "say", "record")
#: Types whose answer can be a code: anything else may hold what somebody typed, and must lie sealed.
CODED_TYPES = frozenset({"select_one", "select_multiple", "integer", "decimal", "date", "range", "rank"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_TRUE = frozenset({"yes", "true", "true()", "1", "y"})
_NOWHERE = Path("survey")


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row of the mission's survey. *cells* are by column, words by column and language."""

    number: int
    cells: Mapping[str, str]

    @property
    def type(self) -> str:
        return canonical_type(self.cells.get("type", ""))

    @property
    def kind(self) -> str:
        """The first word of the type."""
        return self.type.partition(" ")[0]

    @property
    def list(self) -> str:
        return self.type.partition(" ")[2] if self.kind in ("select_one", "select_multiple", "rank") else ""

    @property
    def name(self) -> str:
        return self.cells.get("name", "")

    def problem(self, sentence: str) -> Problem:
        return Problem(sentence, "survey", self.number)


@dataclass
class Writer:
    """Makes the cells of own questions. *lists* are the mission's own lists by name; *used* collects every list that is
    offered, *missing* the languages that lack words."""

    codebook: Codebook
    languages: tuple[str, ...]
    prefix: str
    taken: frozenset[str]
    lists: Mapping[str, int]
    base_lists: frozenset[str]
    asked_variables: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    used: dict[str, None] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    questions: dict[str, Question] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def accepts_name(self, row: OwnRow) -> bool:
        """Whether the row may have its name; if not, the problem is noted."""
        name, sentence = row.name, ""
        if not name:
            sentence = _("The row needs a name.")
        elif not _NAME.fullmatch(name):
            sentence = _("The name “%(name)s” must be of letters, digits and underscores, without spaces.")
        elif name in self.taken:
            sentence = _("The base form has a “%(name)s” already, and nothing of it can be changed here.")
        elif not name.startswith(self.prefix):
            sentence = _("The name “%(name)s” must begin with “%(prefix)s”, so that it is known as yours.")
        elif name in self.names:
            sentence = _("The name “%(name)s” is there twice.")
        self.names.add(name)
        if sentence:
            self.problems.append(row.problem(sentence % {"name": name, "prefix": self.prefix}))
        return not sentence

    def question(self, row: OwnRow, voice: str) -> list[Cells]:
        """The rows of one question: itself and, where it has no choices, its ways out. None when there are problems."""
        if not self.accepts_name(row) or not self._accepts(row):
            return []
        voice = row.cells.get("voice", "").lower() or voice
        if row.kind == "note":
            return [self._common(row) | self._words(row) | {"bind::palermo:voice": voice}]
        question = self._bound(row, voice)
        if question is None:
            return []
        if row.kind in NOT_ASKED:
            self.questions[row.name] = question
            cells = self._common(row) | {"calculation": row.cells.get("calculation", "")}
            return [cells | _bind(replace(question, voice=""))]
        from_codebook = self._from_codebook(row) if question.variable else {}
        if from_codebook is None:
            return []
        cells = self._common(row) | from_codebook
        name = cells["type"].partition(" ")[2]
        question = replace(question, type=cells["type"])
        self.questions[row.name] = question
        cells |= self._words(row) | _bind(question)
        if row.list or name:
            return [cells | self._choosing(row, cells, name or row.list)]
        if row.kind in WITHOUT_BLANK:
            return [cells]
        return [cells, self._blank(row, cells.get("relevant", ""))]

    def _accepts(self, row: OwnRow) -> bool:
        found: list[str] = []
        if sentence := refusal_of_type(row.type, row.cells.get("appearance", "")):
            found.append(sentence)
        elif row.kind not in NOT_ASKED and not any(key.startswith("label::") for key in row.cells):
            found.append(_("The row needs words to ask: a label."))
        if row.kind == "calculate" and not row.cells.get("calculation"):
            found.append(_("The row computes nothing: write how in the column “calculation”."))
        if row.cells.get("required", "").lower() in _TRUE:
            found.append(
                _("Nothing is required: a person may always keep silent. Leave the column “required” empty.")
            )
        if row.cells.get("voice", "").lower() not in VOICES:
            found.append(_("The voice is “say” (said aloud), “record” (filled in silently) or empty."))
        if row.list and not self._knows_list(row.list):
            found.append(_("There is no list of choices “%(name)s”.") % {"name": row.list})
        self.problems += [row.problem(sentence) for sentence in found]
        return not found

    def _knows_list(self, name: str) -> bool:
        return name in self.lists or name in self.base_lists or name in list_names(self.codebook)

    def _bound(self, row: OwnRow, voice: str) -> Question | None:
        """Where the answer goes: to a variable of the codebook, or to its class."""
        variable = row.cells.get("variable", "")
        field_class = row.cells.get("class", "").lower()
        sentence = ""
        if variable:
            if variable not in self.codebook.variables:
                sentence = _("The codebook has no variable “%(name)s”.") % {"name": variable}
            elif field_class:
                sentence = _("The variable has a class already: leave the column “class” empty.")
            elif variable in self.asked_variables and not self.codebook.variables[variable].multiple:
                sentence = _("The variable is asked already, by “%(name)s” of the base form.") % {
                    "name": self.asked_variables[variable]
                }
        elif field_class and field_class not in CLASSES:
            sentence = _("A class is one of: %(classes)s.") % {"classes": ", ".join(CLASSES)}
        elif field_class == "coded" and row.kind not in CODED_TYPES:
            sentence = _(
                "Only choices, numbers and days can be “coded”. What may hold words or pictures lies sealed:"
                " write “sensitive” or “identifying”."
            )
        if sentence:
            self.problems.append(row.problem(sentence))
            return None
        return Question(
            row.name, row.type, variable, "" if variable else field_class or DEFAULT_CLASS, voice=voice
        )

    def _from_codebook(self, row: OwnRow) -> dict[str, str] | None:
        """Type, limits and friendly words of a question about a variable, as the base form has them."""
        empty = dict.fromkeys(CODES, "")
        source = SourceRow(
            _NOWHERE, row.number, row.type, row.name, row.cells["variable"], "", "", "", "", "", empty, empty
        )
        try:
            facts = asked(source, self.codebook.variables[row.cells["variable"]], self.codebook)
        except FormSourceError as error:
            self.problems.append(row.problem(error.problem))
            return None
        cells = {
            "type": facts.type,
            "constraint": facts.constraint,
            "appearance": facts.appearance,
            "parameters": facts.parameters,
        }
        for language in self.languages:
            for what, words in (("hint", facts.hint), ("constraint_message", facts.message)):
                cells[f"{what}::{language}"] = words.get(_code(language), "")
        return {column: cell for column, cell in cells.items() if cell}

    def _choosing(self, row: OwnRow, cells: Cells, name: str) -> Cells:
        self.used[name] = None
        size = self.lists.get(name) or len(all_choices(name, self.codebook))
        more: Cells = {}
        if size >= LONG_LIST and not cells.get("appearance"):
            more["appearance"] = "minimal autocomplete"
        if cells["type"].startswith("select_multiple") and not row.cells.get("variable"):
            known = name in list_names(self.codebook) and name not in self.lists
            alone = standing_alone(name, self.codebook) if known else ["~unknown", "~refused"]
            codes = " or ".join(f"selected(., '{code}')" for code in alone)
            more["constraint"] = both(
                row.cells.get("constraint", ""), f"not(({codes}) and count-selected(.) > 1)"
            )
            if not row.cells.get("constraint"):
                more |= self._translated("constraint_message", common_words()["alone"])
        return more

    def _blank(self, row: OwnRow, relevance: str) -> Cells:
        question = Question(f"{row.name}_blank", "select_one no_answer", voice="record", state_of=row.name)
        self.questions[question.name] = question
        self.names.add(question.name)
        self.used["no_answer"] = None
        return {
            "type": question.type,
            "name": question.name,
            "relevant": both(relevance, f"${{{row.name}}} = ''"),
            "appearance": "columns-pack",
            **self._translated("label", common_words()["no_answer"]),
            **_bind(question),
        }

    def _common(self, row: OwnRow) -> dict[str, str]:
        kept = ("relevant", "constraint", "appearance", "parameters", "choice_filter", "default", "read_only")
        cells = {"type": row.type, "name": row.name}
        return cells | {column: row.cells[column] for column in kept if row.cells.get(column)}

    def _words(self, row: OwnRow) -> Cells:
        words, missing = filled_up(row.cells, self.languages)
        self.missing |= missing
        return words

    def page_words(self, row: OwnRow) -> Cells:
        """The title of a page."""
        return {column: text for column, text in self._words(row).items() if column.startswith("label::")}

    def _translated(self, what: str, words: Mapping[str, str]) -> Cells:
        said = {language: words.get(_code(language)) or words["en"] for language in self.languages}
        return {f"{what}::{language}": text for language, text in said.items()}


def with_states(name: str, languages: Iterable[str]) -> list[Cells]:
    """*Not known* and *prefers not to say*, for the end of an own list."""
    if name in WITHOUT_STATES:
        return []
    words = common_words()
    return [
        {"list_name": name, "name": f"~{state}"}
        | {
            f"label::{language}": words[state].get(_code(language)) or words[state]["en"]
            for language in languages
        }
        for state in ("unknown", "refused")
    ]


def _code(language: str) -> str:
    return language.rpartition("(")[2].rstrip(") ")


def _bind(question: Question) -> Cells:
    cells = {
        "bind::palermo:variable": question.variable,
        "bind::palermo:local": question.field_class,
        "bind::palermo:state": question.state_of,
        "bind::palermo:voice": question.voice,
    }
    return {column: cell for column, cell in cells.items() if cell}


__all__ = ["WORDED", "OwnRow", "Writer", "with_states"]
