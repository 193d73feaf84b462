"""An interview as it is read: its pages and questions in the reader's language, with the answers in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime

from palermo.access.parts import Part
from palermo.cases.views.presenting import date_words
from palermo.codebook import load_codebook
from palermo.codebook.measures import amount_words
from palermo.codebook.partial_date import PartialDate
from palermo.interviews.mapping.splitting import STATES, part_of_node, plain_path
from palermo.interviews.xforms.model import Node, Words, XForm


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A question that was answered. ``state`` is value, unknown or refused; ``values`` are words; ``file`` is the name
    of the file that is the answer, ``attachment`` the file itself where it has come."""

    path: str
    label: str
    state: str
    values: tuple[str, ...] = ()
    file: str = ""
    attachment: object | None = None
    is_long: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PageTold:
    """A page of the form. ``entry``: which of several, 0 where there is one. ``not_asked``: what stayed blank."""

    title: str
    entry: int
    answers: tuple[Told, ...]
    not_asked: tuple[str, ...]


@dataclass(slots=True)
class _Page:
    title: str
    entry: int = 0
    answers: list[Told] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)


def pages_told(
    form: XForm,
    answers: Mapping[str, str],
    questions: Mapping[str, Any],
    shown: Collection[Part],
    language: str,
    files: Mapping[str, object] | None = None,
) -> list[PageTold]:
    """The pages that have something in them, in the order of the form. Only questions of the parts ``shown``; what the
    form worked out by itself is left out. ``files``: by the name that answers use."""
    teller = _Teller(form, answers, questions, frozenset(shown), language, files or {})
    return [
        PageTold(page.title, page.entry, tuple(page.answers), tuple(page.not_asked))
        for page in teller.pages()
        if page.answers or page.not_asked
    ]


def strangers(form: XForm, answers: Mapping[str, str]) -> list[Told]:
    """Answers to questions that this version of the form does not have, as they stand: an edit of another version."""
    return [
        Told(path, path.rpartition("/")[2], "value", (value,))
        for path, value in answers.items()
        if plain_path(path) not in form.nodes
    ]


def words_in(words: Words, language: str, form: XForm) -> str:
    """Words in the language, or its main one, or the form's, or whichever there is."""
    for code in (language, language.partition("-")[0], *form.languages, ""):
        if words.get(code):
            return words[code]
    return next((text for text in words.values() if text), "")


def answer_words(form: XForm, node: Node, value: str, language: str) -> tuple[str, ...]:
    """An answer in words: labels of choices, dates as precisely as they are known, amounts with their measure."""
    if value in STATES:
        return ()
    if node.items:
        labels = {choice.value: words_in(choice.labels, language, form) for choice in node.items}
        codes = value.split() if node.control in ("select", "rank") else [value]
        return tuple(labels.get(code) or code for code in codes)
    variable = load_codebook().variables.get(node.variable)
    if node.type == "date" or (variable is not None and variable.type == "date"):
        try:
            return (date_words(PartialDate.parse(value)),)
        except ValueError:
            return (value,)
    if node.type == "dateTime":
        moment = parse_datetime(value)
        if moment is not None:
            return (date_format(localtime(moment) if is_aware(moment) else moment, "SHORT_DATETIME_FORMAT"),)
    if variable is not None and variable.measure and variable.type in ("integer", "decimal"):
        try:
            return (amount_words(float(value), variable.measure),)
        except ValueError:
            return (value,)
    return (value,)


@dataclass(frozen=True, slots=True, repr=False)
class _Teller:
    form: XForm
    answers: Mapping[str, str]
    questions: Mapping[str, Any]
    shown: frozenset[Part]
    language: str
    files: Mapping[str, object]

    def pages(self) -> Iterator[_Page]:
        yield from self._group(self.form.root, f"/{self.form.root.name}", _Page(""))

    def _group(self, node: Node, path: str, page: _Page) -> Iterator[_Page]:
        inner: list[_Page] = []
        for child in node.children:
            place = f"{path}/{child.name}"
            if child.kind == "repeat":
                for position in range(1, self._entries(place) + 1):
                    own = _Page(self._label(child) or page.title, position)
                    inner += self._group(child, f"{place}[{position}]", own)
            elif child.kind == "group":
                title = self._label(child)
                # A group without a title of its own, or with that of the repeat around it, is no page of its own.
                if title and title != page.title:
                    inner += self._group(child, place, _Page(title, page.entry))
                else:
                    inner += self._on(child, place, page)
            else:
                self._question(child, place, page)
        yield page
        yield from inner

    def _on(self, node: Node, path: str, page: _Page) -> list[_Page]:
        """The questions of a group on the page around it; further pages in it follow."""
        return list(self._group(node, path, page))[1:]

    def _question(self, node: Node, path: str, page: _Page) -> None:
        if not node.control or node.readonly or node.state_of or node.control == "trigger":
            return
        if part_of_node(node, self.questions) not in self.shown:
            return
        label = self._label(node) or node.name
        value = self.answers.get(path)
        if value is None:
            page.not_asked.append(label)
            return
        state = value[1:] if value in STATES else "value"
        is_file = node.type == "binary" or node.control == "upload"
        words = () if is_file else answer_words(self.form, node, value, self.language)
        page.answers.append(
            Told(
                path,
                label,
                state,
                words,
                file=value if is_file and state == "value" else "",
                attachment=self.files.get(value) if is_file else None,
                is_long=_is_long(words),
            )
        )

    def _label(self, node: Node) -> str:
        return words_in(node.labels, self.language, self.form)

    def _entries(self, path: str) -> int:
        """How many entries of a repeat have an answer, or have one after them that has."""
        return max(
            (
                int(place[len(path) + 1 : place.index("]", len(path))])
                for place in self.answers
                if place.startswith(f"{path}[")
            ),
            default=0,
        )


def _is_long(words: Collection[str]) -> bool:
    return any(len(each) > 120 or "\n" in each for each in words)
