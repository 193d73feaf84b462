"""From the answers of an interview to what a case holds: coded facts, events of the trafficking, an identity.

What cannot become one of these stays where it is, readable in the interview, and is listed: words that the person told,
those responsible, an answer that the codebook does not take. A blank becomes nothing at all, so it is never a "no".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from palermo.cases.derive import band_bounds
from palermo.codebook import Codebook, load_codebook
from palermo.codebook.answers import decode_answer
from palermo.codebook.errors import AnswerError
from palermo.codebook.model import Variable
from palermo.individuals.telling import GUARDIAN, VARIABLES, told_identity
from palermo.individuals.values import IdentityDraft
from palermo.interviews.mapping.events import EVENT_TYPE, ORDER, Place, kind_of_type, place_of
from palermo.interviews.mapping.splitting import STATES, plain_path
from palermo.interviews.xforms.model import Node, XForm

#: Variables that identify and become part of the person's identity; others that identify speak of somebody else.
IDENTITY = frozenset({*VARIABLES, GUARDIAN})
_OF_A_CASE = frozenset({"victim", "case"})
#: Stands alone in a list: together with another code one of the two is a mistake.
_NONE = "none"


class Why(Enum):
    """Why an answer did not become a fact. It stays readable in the interview."""

    NOT_TAKEN = "not_taken"  # the codebook does not take it: another type, a code that it does not have
    TWICE = "twice"  # another question of the same variable was answered differently
    CONTRADICTS = "contradicts"  # "none" together with something, an age outside its own age group
    NOT_OF_A_CASE = "not_of_a_case"  # about a mission or a programme


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that did not become a fact: where it stands, its variable, why. Never the answer itself."""

    path: str
    variable: str
    why: Why
    expected: str = ""


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as an interview tells it. ``is_own``: told in an entry of its own, not gathered from pages. ``sources``
    as in ``Mapped``."""

    kind: str
    facts: dict[str, Any]
    is_own: bool = False
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Mapped:
    """``case``: {variable: answer as the codebook's JSON}. ``events``: that of the exploitation first. ``sources``:
    variable of the case or the identity -> paths of the answers that it was made of. ``kept``: paths of answers to
    variables that lie in the interview only, as they should: words of the person, and those responsible."""

    case: dict[str, Any]
    events: tuple[ToldEvent, ...]
    identity: IdentityDraft
    problems: tuple[Problem, ...]
    kept: tuple[str, ...] = ()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def case_facts(form: XForm, answers: Mapping[str, str], questions: Mapping[str, Any]) -> Mapped:
    """What a case may take from ``answers`` ({path: answer}, as ``splitting.Split`` has them), read by the version on
    which they were given: its XForm and its questions."""
    book = load_codebook()
    reader = _Reader(form, book, questions)
    for path in sorted(answers, key=_form_order(form)):
        reader.take(path, answers[path])
    return reader.result()


def variable_of(node: Node, questions: Mapping[str, Any], book: Codebook) -> Variable | None:
    """The codebook's variable that a question asks for; None for a local one, and for a variable nobody knows."""
    told = questions.get(node.name) or {}
    name = node.variable or ("" if node.local else str(told.get("variable") or ""))
    return book.variables.get(name)


@dataclass(slots=True)
class _Gathered:
    """The answers to one variable of one event, in the order of the form."""

    variable: Variable
    paths: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, form: XForm, book: Codebook, questions: Mapping[str, Any]) -> None:
        self._form, self._book, self._questions = form, book, questions
        self._case: dict[str, _Gathered] = {}
        self._events: dict[Place, dict[str, _Gathered]] = {}
        self._identity: dict[str, _Gathered] = {}
        self._problems: list[Problem] = []
        self._kept: list[str] = []
        self._sources: dict[str, tuple[str, ...]] = {}

    def take(self, path: str, text: str) -> None:
        node = self._form.nodes.get(plain_path(path))
        variable = None if node is None else self._variable(node)
        if variable is None:
            return
        if variable.name in IDENTITY:
            into = self._identity
        elif not variable.is_open or variable.unit == "perpetrator":
            self._kept.append(path)
            return
        elif variable.unit == "event":
            into = self._events.setdefault(place_of(self._form, path, variable, self._variable), {})
        elif variable.unit in _OF_A_CASE:
            into = self._case
        else:
            self._problems.append(Problem(path, variable.name, Why.NOT_OF_A_CASE))
            return
        gathered = into.setdefault(variable.name, _Gathered(variable))
        gathered.paths.append(path)
        gathered.texts.append(text)

    def result(self) -> Mapped:
        case = self._facts(self._case, self._sources)
        self._check_age(case)
        events = list(self._told())
        identity = self._draft()
        return Mapped(
            case=case,
            events=tuple(sorted(events, key=lambda event: (event.is_own, ORDER.index(event.kind)))),
            identity=identity,
            problems=tuple(self._problems),
            kept=tuple(self._kept),
            sources=self._sources,
        )

    def _told(self) -> Iterator[ToldEvent]:
        for place, gathered in self._events.items():
            sources: dict[str, tuple[str, ...]] = {}
            facts = self._facts(gathered, sources)
            if facts:
                kind = kind_of_type(facts.get(EVENT_TYPE)) if place.entry else place.kind
                yield ToldEvent(str(kind), facts, is_own=bool(place.entry), sources=sources)

    def _variable(self, node: Node) -> Variable | None:
        return variable_of(node, self._questions, self._book)

    def _facts(
        self, gathered: Mapping[str, _Gathered], sources: dict[str, tuple[str, ...]]
    ) -> dict[str, Any]:
        facts = {}
        for name, each in gathered.items():
            answer = self._joined(each) if each.variable.multiple else self._single(each)
            if answer is not None:
                facts[name] = answer
                sources[name] = tuple(each.paths)
        return facts

    def _joined(self, gathered: _Gathered) -> Any:
        """Several questions of one variable: the codes of all that have a value; else the state that says most."""
        codes = [code for text in gathered.texts if text not in STATES for code in text.split()]
        if not codes:
            return "~refused" if "~refused" in gathered.texts else "~unknown"
        codes = list(dict.fromkeys(codes))
        if len(codes) > 1 and (_NONE in codes or not STATES.isdisjoint(codes)):
            self._report(gathered, Why.CONTRADICTS)
            return None
        return self._decoded(gathered, codes)

    def _single(self, gathered: _Gathered) -> Any:
        values = [
            (path, text)
            for path, text in zip(gathered.paths, gathered.texts, strict=True)
            if text not in STATES
        ]
        if not values:
            return "~refused" if "~refused" in gathered.texts else "~unknown"
        first = values[0][1]
        for path, text in values[1:]:
            if text != first:
                self._problems.append(Problem(path, gathered.variable.name, Why.TWICE))
        return self._decoded(gathered, _json_of(gathered.variable, first))

    def _decoded(self, gathered: _Gathered, raw: object) -> Any:
        try:
            return decode_answer(gathered.variable, raw, self._book).encode()
        except AnswerError as error:
            self._report(gathered, Why.NOT_TAKEN, error.expected)
            return None

    def _report(self, gathered: _Gathered, why: Why, expected: str = "") -> None:
        self._problems += [Problem(path, gathered.variable.name, why, expected) for path in gathered.paths]

    def _check_age(self, case: dict[str, Any]) -> None:
        age, band = case.get("age"), case.get("age_band")
        bounds = band_bounds(band) if isinstance(band, str) else None
        if isinstance(age, int) and bounds is not None and not bounds[0] <= age <= bounds[1]:
            # The form asks for the group only while the age is blank: the age was said, the group was not taken back.
            del case["age_band"], self._sources["age_band"]
            self._report(self._case["age_band"], Why.CONTRADICTS)

    def _draft(self) -> IdentityDraft:
        said = {}
        for name, gathered in self._identity.items():
            texts = [text for text in gathered.texts if text not in STATES]
            if texts:
                said[name] = texts[0]
                self._sources[name] = tuple(gathered.paths)
                self._problems += [
                    Problem(path, name, Why.TWICE)
                    for path, text in zip(gathered.paths, gathered.texts, strict=True)
                    if text not in STATES and text != texts[0]
                ]

        def refuse(name: str, expected: str) -> None:
            self._sources.pop(name, None)
            self._report(self._identity[name], Why.NOT_TAKEN, expected)

        return told_identity(said, self._book, refuse)


def _json_of(variable: Variable, text: str) -> object:
    """The answer of a device, which is text always, as the codebook's JSON has it. What is no number stays text, and
    the codebook refuses it."""
    if variable.type in ("integer", "decimal"):
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    if variable.type == "date":
        # A moment where a day was meant: its day.
        return text.partition("T")[0]
    return text


def _form_order(form: XForm) -> Callable[[str], list[tuple[int, int]]]:
    """Sorts paths as the form asks: by question, and entries of a repeat one after another."""
    order = {path: place for place, path in enumerate(form.nodes)}

    def key(path: str) -> list[tuple[int, int]]:
        names = path.split("/")
        steps = []
        for end in range(2, len(names) + 1):
            upto = "/".join(names[:end])
            position = names[end - 1].partition("[")[2].rstrip("]")
            steps.append((order.get(plain_path(upto), len(order)), int(position or 1)))
        return steps

    return key
