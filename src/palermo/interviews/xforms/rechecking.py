"""Checks a filled form again, as if no device had: who was asked what, what was refused, what was computed.

A device decides what is asked and refuses what cannot be; whoever sends something else has another program, an older
form, or bad intentions. Nothing is dropped and nobody is accused: a finding is a remark for the person who reads the
interview. The rules are JavaRosa's, the engine inside ODK Collect: hidden questions count as blank, and blanks are held
against no constraint.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from palermo.interviews.xforms.datatypes import fits
from palermo.interviews.xforms.instances import Instance
from palermo.interviews.xforms.model import Node, Words, XForm
from palermo.interviews.xforms.planning import Choices, Plan, Program, Trigger, plan_of
from palermo.interviews.xforms.tree import Element
from palermo.interviews.xforms.working import Working
from palermo.interviews.xforms.xpath.problems import LimitReached, NotKnown, TooLong, XPathProblem
from palermo.interviews.xforms.xpath.running import SECONDS, STEPS, Run, Scope
from palermo.interviews.xforms.xpath.values import (
    NUMBERS,
    Moment,
    Scalar,
    Value,
    number_text,
    scalar,
    to_boolean,
    to_moment_or_none,
    to_number,
    to_text,
    typed,
)

__all__ = ["KINDS", "Finding", "Recheck", "recheck", "unknown_functions"]

#: Kinds of finding: an answer to a question that is not asked; none to one that must be answered; one that the form
#: refuses; one that is none of its type; one that is no choice; another result of a calculation; a place that the form
#: does not have; a place of the form that was left out; an entry of a repeat beyond their number; an expression without
#: a value; more work than is done.
KINDS: Final = (
    "irrelevant", "required", "constraint", "type", "choice", "calculation", "unknown", "missing_node", "repeat_count",
    "uncomputable", "limit",
)  # fmt: skip
#: Findings of one instance. Whoever needs more remarks than this does not read them.
MOST: Final = 300
#: How far the clock of a device can be from the server's: from the first zone of the day to the last.
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark. *path* has the positions of repeats; *message* is the form's own sentence or empty, never an answer."""

    path: str
    kind: str
    message: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Recheck:
    """What came out. *recalculated* are all results of calculations that the server could compute, by path."""

    findings: tuple[Finding, ...]
    recalculated: Mapping[str, str]
    #: Paths of the questions that are asked by these answers.
    asked: frozenset[str]


def unknown_functions(form: XForm) -> tuple[str, ...]:
    """What cannot be computed here in a form: functions by name, expressions that cannot be read by their place."""
    return plan_of(form).unknown


def recheck(
    form: XForm,
    instance: Instance,
    *,
    now: datetime | None = None,
    language: str = "",
    steps: int = STEPS,
    seconds: float = SECONDS,
) -> Recheck:
    """Checks an instance. Never raises: what takes more than *steps* or *seconds* ends with a finding ``limit``.

    *now* is when the form was finished as far as that is known, else the time of the server; *language* is that of the
    messages, the form's first where there are none in it.
    """
    check = _Check(form, instance, now or datetime.now(UTC), language or next(iter(form.languages), ""))
    return check.run(steps, seconds)


class _Check:
    def __init__(self, form: XForm, instance: Instance, now: datetime, language: str) -> None:
        self.form = form
        self.instance = instance
        self.now = now if now.tzinfo else now.replace(tzinfo=UTC)
        self.language = language
        self.plan: Plan = plan_of(form)
        self.findings: dict[tuple[str, str], Finding] = {}
        self.recalculated: dict[str, str] = {}
        self.asked: set[str] = set()
        #: Paths of calculations that were sent with another result. Whether they count is known at the end.
        self.differing: set[str] = set()

    def run(self, steps: int, seconds: float) -> Recheck:
        """All of it, or as much as the limits allow."""
        try:
            self.work = Working(self.form, self.instance, lambda path: self.remark(path, "unknown"))
            self.state = Run(
                self.work.document,
                now=self.now,
                instances=self.plan.documents,
                texts=self.form.texts,
                labels=self.labels,
                steps=steps,
                seconds=seconds,
            )
            self.state.single = {
                path: found[0] for path, found in self.work.by_path.items() if not self.form.repeats_of(path)
            }
            for trigger in self.plan.triggers:
                self.pull(trigger)
            for element in self.work.elements:
                self.look_at(element, self.form.nodes[element.path])
        except (LimitReached, RecursionError):
            self.findings[self.form.root.path, "limit"] = Finding(self.form.root.path, "limit")
        return Recheck(
            tuple(self.findings.values()), MappingProxyType(self.recalculated), frozenset(self.asked)
        )

    def remark(self, path: str, kind: str, words: Words | None = None) -> None:
        """Write down a finding, once a path and kind."""
        if len(self.findings) >= MOST:
            raise LimitReached
        message = "" if not words else words.get(self.language) or next(iter(words.values()), "")
        self.findings.setdefault((path, kind), Finding(path, kind, message))

    def labels(self, path: str, code: str) -> Words:
        """The words of a choice."""
        return self.plan.labels.get(path, {}).get(code, {})

    def value(self, program: Program, element: Element) -> Value:
        """What an expression gives at an element. Raises XPathProblem, LimitReached."""
        self.state.spend(1)
        try:
            return program.evaluate(Scope(element, element, self.state))
        except (ArithmeticError, ValueError, TypeError) as problem:
            raise XPathProblem("no value") from problem

    def value_or_remark(self, program: Program, element: Element) -> Value | None:
        """The value, or none where there is none: a list that only the device has is nobody's fault."""
        try:
            return self.value(program, element)
        except NotKnown:
            return None
        except TooLong:
            self.remark(self.work.place(element), "limit")
        except XPathProblem:
            self.remark(self.work.place(element), "uncomputable")
        return None

    def pull(self, trigger: Trigger) -> None:
        """Decide what a trigger decides, for every element of its path."""
        node = self.form.nodes[trigger.path]
        for element in self.work.by_path.get(trigger.path, ()):
            if trigger.kind == "relevant":
                value = self.value_or_remark(trigger.program, element)
                if value is not None and not to_boolean(value):
                    element.relevant = False
                    for below in element.descendants():
                        below.relevant = False
            elif not trigger.program.is_volatile and is_computed(node):
                self.calculate(trigger.program, element, node)

    def calculate(self, program: Program, element: Element, node: Node) -> None:
        """Put the server's own result in the place of the one that was sent, and remember a difference."""
        results = []
        for language in (program.by_language and self.form.languages) or ("",):
            self.state.language = language
            value = self.value_or_remark(program, element)
            if value is None:
                return
            results.append(scalar(value))
        sent = element.sent
        matching = next((each for each in results if is_same(sent, each, node.type)), results[0])
        element.text = as_answer(matching, node.type)
        # A yes or no stays one for those who look at it, though its text is a text.
        element.value = matching if isinstance(matching, bool) else typed(element.text, node.type)
        path = self.work.place(element)
        self.recalculated[path] = element.text
        if not is_same(sent, matching, node.type):
            self.differing.add(path)

    def look_at(self, element: Element, node: Node) -> None:
        """Everything that can be found about one element, once relevance is known."""
        path = self.work.place(element)
        if not element.relevant:
            self.recalculated.pop(path, None)
            if element.sent:
                self.remark(path, "irrelevant")
            return
        if node.control:
            self.asked.add(path)
        if not element.given and element.parent is not None and element.parent.given:
            self.remark(path, "missing_node")
        if node.kind == "repeat":
            self.look_at_count(element, path)
        if node.kind != "value":
            return
        if path in self.differing:
            self.remark(path, "calculation")
        elif element.text:
            self.look_at_answer(element, node, path)
        elif self.is_required(element, node):
            self.remark(path, "required", node.required_messages)

    def look_at_count(self, element: Element, path: str) -> None:
        """Whether the form has so many entries."""
        program = self.plan.counts.get(element.path)
        if program is None or program.is_volatile:
            return
        most = self.value_or_remark(program, element)
        if most is not None and element.position > to_number(most):
            self.remark(path, "repeat_count")

    def look_at_answer(self, element: Element, node: Node, path: str) -> None:
        """Type, choices and constraint of an answer."""
        if not fits(element.text, node.type):
            # Conditions on a number mean nothing for what is none.
            self.remark(path, "type")
            return
        choices = self.plan.choices.get(node.path)
        if choices and not self.is_chosen(element, choices, single=node.control == "select1"):
            self.remark(path, "choice")
        constraint = self.plan.constraints.get(node.path)
        if constraint and not self.holds(constraint, element):
            self.remark(path, "constraint", node.constraint_messages)

    def is_required(self, element: Element, node: Node) -> bool:
        """Whether a question must be answered. What nobody is asked cannot be missing."""
        program = self.plan.required.get(node.path)
        if program is None or not node.control:
            return False
        value = self.value_or_remark(program, element)
        return value is not None and to_boolean(value)

    def holds(self, constraint: Program, element: Element) -> bool:
        """Whether a constraint holds; one that looks at the clock, whether it does anywhere on earth."""
        moments = (self.now, self.now + _LATEST, self.now + _EARLIEST)
        for moment in moments if constraint.is_volatile else moments[:1]:
            self.state.now = moment
            value = self.value_or_remark(constraint, element)
            self.state.now = self.now
            if value is None or to_boolean(value):
                return True
        return False

    def is_chosen(self, element: Element, choices: Choices, *, single: bool) -> bool:
        """Whether every code of an answer can be chosen there."""
        codes = {element.text} if single else set(element.text.split())
        offered = choices.fixed if choices.fixed is not None else self.offered(element, choices)
        return offered is None or codes <= offered

    def offered(self, element: Element, choices: Choices) -> frozenset[str] | None:
        """The codes that a filtered list offers for an element; none where the server cannot tell."""
        if choices.items is None or choices.code is None:
            return None
        items = self.value_or_remark(choices.items, element)
        if not isinstance(items, list):
            return None
        self.state.spend(len(items))
        code = choices.code.evaluate
        return frozenset(to_text(code(Scope(item, element, self.state))) for item in items)


def is_computed(node: Node) -> bool:
    """Whether a result is the form's alone: what a person may change, or an event sets, cannot be computed again."""
    return not node.is_set_by_action and (not node.control or node.readonly == "true()")


def as_answer(value: Scalar, kind: str) -> str:
    """A result as the text of an answer of this data type."""
    if value == "" or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, Moment):
        return value.full() if kind == "dateTime" else value.text()
    if kind in NUMBERS:
        number = to_number(value)
        if math.isnan(number):
            return to_text(value)
        return number_text(
            float(math.trunc(number)) if kind.startswith("int") and math.isfinite(number) else number
        )
    return to_text(value)


def is_same(sent: str, value: Scalar, kind: str) -> bool:
    """Whether a text that was sent says the same as a result: numbers by their value, moments by their time."""
    expected = as_answer(value, kind)
    if sent == expected or (isinstance(value, bool) and sent == str(int(value))):
        # JavaRosa writes 1 and 0 for a yes and a no, the browser's engine true and false.
        return True
    one, other = to_number(typed(sent, "decimal")), to_number(typed(expected, "decimal"))
    if not math.isnan(one) and not math.isnan(other) and not isinstance(value, Moment):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(value, Moment):
        moment = to_moment_or_none(sent)
        # The browser's engine writes the time too where JavaRosa writes the day alone.
        return moment is not None and moment.text() == expected[:10] and _same_time(moment, value, kind)
    return " ".join(sent.split()) == " ".join(expected.split())


def _same_time(one: Moment, other: Moment, kind: str) -> bool:
    if kind != "dateTime" or not (one.has_time and other.has_time):
        return True
    return math.isclose(one.decimal_days(), other.decimal_days(), abs_tol=1e-8)
