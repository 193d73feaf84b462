"""Answers as a reader meets them: the question's label, the answer in words, its meaning on demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.formats import date_format

from palermo.codebook import Codebook, Section, Variable, load_codebook
from palermo.codebook.answers import Answer, State, read_answer
from palermo.codebook.measures import amount_words
from palermo.codebook.model import Unit
from palermo.codebook.partial_date import PartialDate

_DATE_FORMATS = {"y": "Y", "m": "YEAR_MONTH_FORMAT", "d": "DATE_FORMAT"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A question that was asked, with its answer. ``state`` is value, unknown or refused; ``values`` are words."""

    name: str
    label: str
    definition: str
    state: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactSection:
    """A chapter of the codebook with what was answered in it, and the labels of what was not asked."""

    label: str
    facts: tuple[Fact, ...]
    not_asked: tuple[str, ...]


def sections_of(facts: Mapping[str, object], units: Iterable[Unit]) -> list[FactSection]:
    """The facts of one document by section, in the codebook's order; only of these units, and only variables that may
    lie open (anything else that a document holds is not shown). Sections without any question are left out."""
    book, wanted = load_codebook(), frozenset(units)
    sections = (_section(book, section, facts, wanted) for section in book.sections.values())
    return [section for section in sections if section.facts or section.not_asked]


def _section(
    book: Codebook, section: Section, facts: Mapping[str, object], units: frozenset[Unit]
) -> FactSection:
    answered, not_asked = [], []
    for variable in book.variables_of(section.code):
        if variable.unit not in units or not variable.is_open:
            continue
        answer = read_answer(facts, variable.name)
        if answer.state is State.NOT_ASKED:
            not_asked.append(variable.display)
        else:
            answered.append(present(variable, answer, book))
    return FactSection(section.display, tuple(answered), tuple(not_asked))


def answered(documents: Iterable[Mapping[str, object]], names: Iterable[str]) -> list[Fact]:
    """Of these variables the ones that have an answer of any state in one of the documents, the first that has."""
    book, found = load_codebook(), []
    documents = list(documents)
    for name in names:
        answers = (read_answer(facts, name) for facts in documents)
        answer = next((each for each in answers if each.state is not State.NOT_ASKED), None)
        if answer is not None:
            found.append(present(book.variables[name], answer, book))
    return found


def dated_facts(facts: Mapping[str, object]) -> list[tuple[PartialDate, str]]:
    """Every date among the open facts, with what happened on it."""
    book = load_codebook()
    dated = []
    for name in facts:
        variable = book.variables.get(name)
        if variable is not None and variable.type == "date" and variable.is_open:
            dated += [(PartialDate.parse(text), variable.display) for text in read_answer(facts, name).values]
    return dated


def present(variable: Variable, answer: Answer, book: Codebook) -> Fact:
    """One answer in the reader's language."""
    return Fact(
        name=variable.name,
        label=variable.display,
        definition=variable.explanation,
        state=answer.state.name.lower(),
        values=tuple(_words(variable, answer, book)),
    )


def _words(variable: Variable, answer: Answer, book: Codebook) -> Iterable[str]:
    if variable.type == "country":
        return [country.display if (country := book.countries.get(code)) else code for code in answer.values]
    if variable.type == "code":
        codes = book.list_of(variable).codes
        return [codes[code].display if code in codes else code for code in answer.values]
    if isinstance(answer.value, int | float):
        return [amount_words(answer.value, variable.measure)]
    if variable.type == "date":
        return [date_words(PartialDate.parse(text)) for text in answer.values]
    return answer.values


def date_words(day: PartialDate) -> str:
    """``17 May 2011``, ``May 2011`` or ``2011`` in the reader's language: never more than is known."""
    return date_format(day.first, _DATE_FORMATS[day.precision])
