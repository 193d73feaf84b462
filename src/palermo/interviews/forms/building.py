"""Makes an XLSForm out of a form's source.

The source says what is asked, of which variable, and when. From the codebook come the type, the choices and the
limits; from here come what every form needs in the same way: pages, breaks, *not known* and *prefers not to say* for
every question, friendly words for what cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from palermo.codebook import Codebook, Variable
from palermo.interviews.forms.asking import asked
from palermo.interviews.forms.choosing import choice_cells
from palermo.interviews.forms.errors import NoSuchLanguage
from palermo.interviews.forms.languages import LANGUAGES, Language, Words
from palermo.interviews.forms.model import (
    PAGES,
    BuiltForm,
    Cells,
    FormSource,
    Question,
    SourceRow,
    both,
    column_order,
)
from palermo.interviews.forms.reading import common_words

#: Where the meaning of our own attributes is said; a name, not an address that anything opens.
NAMESPACE = "https://palermo.invalid/xforms"
_REFERENCE = re.compile(r"\$\{(\w+)\}")
_GIVEN = re.compile(r"given\((\w+)\)")
_OPEN = frozenset({"public", "coded"})


def build_form(source: FormSource, codebook: Codebook, languages: Iterable[str] = ()) -> BuiltForm:
    """The three sheets of a form, in all languages or those named. Raises FormSourceError, NoSuchLanguage."""
    chosen = _chosen(languages)
    builder = _Builder(source, codebook, chosen)
    for row in source.rows:
        builder.take(row)
    builder.close_page()
    columns = {language.code: language.column for language in chosen}
    return BuiltForm(
        source=source,
        survey=tuple(_in_order(cells) for cells in builder.survey),
        choices=tuple(choice_cells(iter(sorted(builder.lists)), codebook, columns)),
        settings={
            "form_title": source.title[chosen[0].code],
            "form_id": source.form_id,
            "version": source.version,
            "default_language": chosen[0].column,
            "style": "pages",
            "namespaces": f'palermo="{NAMESPACE}"',
        },
        questions=dict(builder.questions),
    )


def _chosen(codes: Iterable[str]) -> list[Language]:
    wanted = list(dict.fromkeys(codes)) or [language.code for language in LANGUAGES]
    known = {language.code: language for language in LANGUAGES}
    if not set(wanted) <= known.keys():
        raise NoSuchLanguage(", ".join(known))
    return [known[code] for code in wanted]


@dataclass
class _Page:
    """A page that is being filled: nothing is written before its first question, so that no page is empty."""

    head: SourceRow
    relevance: str
    rows: list[Cells] = field(default_factory=list)
    asks: bool = False


@dataclass
class _Builder:
    source: FormSource
    codebook: Codebook
    languages: list[Language]
    survey: list[Cells] = field(default_factory=list)
    lists: set[str] = field(default_factory=set)
    questions: dict[str, Question] = field(default_factory=dict)
    pauses: list[str] = field(default_factory=list)
    page: _Page | None = None

    def take(self, row: SourceRow) -> None:
        if row.type in PAGES:
            self.close_page()
            self.page = _Page(row, self._page_relevance(row))
        elif row.type == "pause":
            self._pause(row)
        elif row.type == "note":
            self._note(row)
        elif row.type == "calculate":
            self._calculate(row)
        else:
            self._question(row)

    def close_page(self) -> None:
        """Write the open page, unless everything in it was left out."""
        page, self.page = self.page, None
        if page is None or not page.rows or (self.source.facts_only and not page.asks):
            return
        head = page.head
        title = self._words("label", head.label)
        inner: Cells = {"type": "begin_group", "name": head.name, "appearance": "field-list", **title}
        if head.type == "repeat":
            # A repeat cannot stand inside a page, so each of its entries is one.
            self.survey.append(
                {"type": "begin_repeat", "name": head.name, "relevant": page.relevance, **title}
            )
            inner["name"] = f"{head.name}_page"
        else:
            inner["relevant"] = page.relevance
        self.survey.append(inner | {"bind::palermo:voice": head.voice})
        self.survey.extend(page.rows)
        self.survey.append({"type": "end_group", "name": inner["name"]})
        if head.type == "repeat":
            self.survey.append({"type": "end_repeat", "name": head.name})

    def _page_relevance(self, row: SourceRow) -> str:
        hidden_by = PAGES[row.type]
        known = self.questions.keys()
        gates = [each for each in self.source.gate if set(_REFERENCE.findall(each)) <= known]
        stops = [f"${{{name}_choice}} != 'stop'" for name in self.pauses]
        return both(
            *(gates if "gate" in hidden_by else ()),
            *(stops if "pause" in hidden_by else ()),
            self._expression(row.relevance),
        )

    def _pause(self, row: SourceRow) -> None:
        """A page on which the person may rest or stop. What comes later is hidden after *stop*; nothing is lost."""
        self.close_page()
        words = common_words()
        empty = {language.code: "" for language in self.languages}
        head = replace(row, type="page", voice="say", label=words["pause_title"], hint=empty)
        self.take(head)
        self._note(
            replace(row, type="note", name=f"{row.name}_words", label=words["pause_words"], hint=empty)
        )
        choice = replace(
            row,
            type="select_one pause_choice",
            name=f"{row.name}_choice",
            field_class="coded",
            label=words["pause_question"],
            hint=words["pause_hint"],
        )
        self._question(choice)
        self.close_page()
        self.pauses.append(row.name)

    def _note(self, row: SourceRow) -> None:
        if self.source.facts_only and self._voice(row) == "say":
            return
        self._add(
            row,
            {
                "type": "note",
                "name": row.name,
                "relevant": self._expression(row.relevance),
                "bind::palermo:voice": self._voice(row),
                **self._words("label", row.label),
            },
        )

    def _calculate(self, row: SourceRow) -> None:
        question = self._declare(row, "calculate")
        cells = {
            "type": "calculate",
            "name": row.name,
            "calculation": self._expression(row.calculation),
            **_bound(question),
        }
        if self.page is None:
            self.survey.append(cells)
        else:
            self.page.rows.append(cells)

    def _question(self, row: SourceRow) -> None:
        variable = self._variable(row)
        field_class = variable.field_class if variable else row.field_class
        if self.source.facts_only and field_class not in _OPEN:
            return
        facts = asked(row, variable, self.codebook)
        question = replace(self._declare(row, facts.type), voice=self._voice(row))
        self.questions[row.name] = question
        if facts.list:
            self.lists.add(facts.list)
        relevance = self._expression(row.relevance)
        self._add(
            row,
            {
                "type": facts.type,
                "name": row.name,
                "relevant": relevance,
                "constraint": facts.constraint,
                "appearance": facts.appearance,
                "parameters": facts.parameters,
                **self._words("label", row.label),
                **self._words("hint", row.hint if any(row.hint.values()) else facts.hint),
                **self._words("constraint_message", facts.message),
                **_bound(question),
            },
        )
        if not facts.list:
            self._why_blank(row, relevance)
        if self.page is not None:
            self.page.asks = True

    def _why_blank(self, row: SourceRow, relevance: str) -> None:
        """The ways out for a question without choices: shown while it is blank, and gone with the first letter."""
        question = Question(f"{row.name}_blank", "select_one no_answer", voice="record", state_of=row.name)
        self.questions[question.name] = question
        self.lists.add("no_answer")
        assert self.page is not None  # noqa: S101 - the question before it has checked that
        self.page.rows.append(
            {
                "type": question.type,
                "name": question.name,
                "relevant": both(relevance, f"${{{row.name}}} = ''"),
                "appearance": "columns-pack",
                **self._words("label", common_words()["no_answer"]),
                **_bound(question),
            }
        )

    def _add(self, row: SourceRow, cells: Cells) -> None:
        if self.page is None:
            raise row.problem("stands on no page")
        head = self.page.head
        if not self.page.rows and any(head.hint.values()):
            # Groups have no hint in XForms, so what the interviewer should know comes first on the page.
            self.page.rows.append(
                {
                    "type": "note",
                    "name": f"{head.name}_advice",
                    "bind::palermo:voice": "record",
                    **self._words("label", head.hint),
                }
            )
        self.page.rows.append(cells)

    def _declare(self, row: SourceRow, kind: str) -> Question:
        variable = self._variable(row)
        if row.name in self.questions:
            raise row.problem(f"{row.name!r} is asked twice")
        field_class = "" if variable else row.field_class
        question = Question(row.name, kind, variable.name if variable else "", field_class)
        self.questions[row.name] = question
        return question

    def _variable(self, row: SourceRow) -> Variable | None:
        """The variable of a row: the one that it names, else the one of its own name; none for a local question."""
        if row.field_class:
            if row.variable or row.name in self.codebook.variables:
                raise row.problem("is bound to a variable, which has a class already")
            return None
        name = row.variable or row.name
        if name not in self.codebook.variables:
            raise row.problem(f"there is no variable {name!r}; a local question says its class")
        return self.codebook.variables[name]

    def _voice(self, row: SourceRow) -> str:
        return row.voice or (self.page.head.voice if self.page else "")

    def _words(self, what: str, words: Words) -> Cells:
        return {f"{what}::{each.column}": words[each.code] for each in self.languages if words.get(each.code)}

    def _expression(self, text: str) -> str:
        """An expression of the source in XPath: ``given(x)`` is an answer other than *not known* and *refused*."""
        given = r"(${\1} != '' and not(selected(${\1}, '~unknown')) and not(selected(${\1}, '~refused')))"
        return _GIVEN.sub(given, text)


def _in_order(cells: Cells) -> Cells:
    """The cells that have something in them, always in the same order of columns."""
    return {column: cells[column] for column in sorted(cells, key=column_order) if cells[column]}


def _bound(question: Question) -> Cells:
    return {
        "bind::palermo:variable": question.variable,
        "bind::palermo:local": question.field_class,
        "bind::palermo:state": question.state_of,
        "bind::palermo:voice": question.voice,
    }


def variables_of(form: BuiltForm) -> Iterator[str]:
    """The variables that a form asks for, in its order, some of them several times."""
    yield from (question.variable for question in form.questions.values() if question.variable)
