"""Everything of a form that can be worked out before an answer is seen: its expressions compiled, and their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from palermo.interviews.xforms.model import Node, Words, XForm
from palermo.interviews.xforms.tree import Element
from palermo.interviews.xforms.xpath.analysing import is_by_language, is_volatile, not_known, references
from palermo.interviews.xforms.xpath.compiling import compile_expression
from palermo.interviews.xforms.xpath.parsing import Expression, parse
from palermo.interviews.xforms.xpath.problems import NotKnown, XPathProblem
from palermo.interviews.xforms.xpath.running import Evaluate


@dataclass(frozen=True, slots=True)
class Program:
    """An expression, ready to run."""

    evaluate: Evaluate
    needs: frozenset[str]
    is_volatile: bool
    by_language: bool


@dataclass(frozen=True, slots=True)
class Trigger:
    """A program that decides something about every element of a path: ``relevant`` or ``calculate``."""

    path: str
    kind: str
    program: Program


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: *fixed* codes, or the nodes that one program finds, with their codes by another."""

    fixed: frozenset[str] | None
    items: Program | None = None
    code: Program | None = None


@dataclass(slots=True)
class Plan:
    """A form, worked out. ``unknown`` is what cannot be computed here."""

    triggers: tuple[Trigger, ...] = ()
    required: dict[str, Program] = field(default_factory=dict)
    constraints: dict[str, Program] = field(default_factory=dict)
    #: How many entries a repeat may have, where the form computes it.
    counts: dict[str, Program] = field(default_factory=dict)
    choices: dict[str, Choices] = field(default_factory=dict)
    labels: dict[str, Mapping[str, Words]] = field(default_factory=dict)
    documents: dict[str, Element] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


_plans: WeakKeyDictionary[XForm, Plan] = WeakKeyDictionary()


def plan_of(form: XForm) -> Plan:
    """The plan of a form, made once."""
    plan = _plans.get(form)
    if plan is None:
        plan = _plans[form] = _Planner(form).plan()
    return plan


class _Planner:
    def __init__(self, form: XForm) -> None:
        self.form = form
        self.unknown: dict[str, None] = {}
        self.programs: dict[tuple[str, str], Program | None] = {}

    def plan(self) -> Plan:
        """All of it."""
        plan = Plan()
        triggers = []
        for path, node in self.form.nodes.items():
            for kind, text in (("relevant", node.relevant), ("calculate", node.calculate)):
                if program := self.program(text, path, kind):
                    triggers.append(Trigger(path, kind, program))
            if program := self.program(node.required, path, "required"):
                plan.required[path] = program
            if program := self.program(node.constraint, path, "constraint"):
                plan.constraints[path] = program
            if program := self.program(node.count, path, "count"):
                plan.counts[path] = program
            if node.control in {"select", "select1", "rank"}:
                if choices := self.choices(node):
                    plan.choices[path] = choices
                plan.labels[path] = {choice.value: choice.labels for choice in reversed(node.items)}
        plan.triggers = _in_order(triggers)
        for name, root in self.form.instances.items():
            document = Element("")
            document.children[root.name] = [root]
            root.parent = document
            plan.documents[name] = document
        plan.unknown = tuple(sorted(self.unknown))
        return plan

    def program(self, text: str, path: str, what: str) -> Program | None:
        """The expression at a path, or none where there is none or it cannot be computed."""
        if not text:
            return None
        key = (text, path)
        if key not in self.programs:
            self.programs[key] = self._compiled(text, path, what)
        return self.programs[key]

    def choices(self, node: Node) -> Choices | None:
        """What can be chosen there, where the server can tell."""
        itemset = node.itemset
        if "search(" in node.appearance:
            # Collect looks the choices up in a file while it shows them.
            return None
        if itemset is None or (node.items and "[" not in itemset.nodeset):
            return Choices(frozenset(choice.value for choice in node.items)) if node.items else None
        items = self.program(itemset.nodeset, node.path, "choices")
        code = self.program(itemset.value, "", "choices")
        return Choices(None, items, code) if items and code else None

    def _compiled(self, text: str, path: str, what: str) -> Program | None:
        try:
            expression = parse(text)
            missing = list(not_known(expression))
            self.unknown.update(dict.fromkeys(missing))
            return None if missing else self._program(expression, path)
        except NotKnown as problem:
            self.unknown[problem.what] = None
        except (XPathProblem, RecursionError):
            self.unknown[f"{what}: {path}"] = None
        return None

    def _program(self, expression: Expression, path: str) -> Program:
        return Program(
            compile_expression(expression, self._is_single),
            frozenset(references(expression, path, self.form.nodes.keys())),
            is_volatile(expression),
            is_by_language(expression),
        )

    def _is_single(self, path: str) -> bool:
        return path in self.form.nodes and not self.form.repeats_of(path)


def _in_order(triggers: list[Trigger]) -> tuple[Trigger, ...]:
    """Triggers after what they need; those that need each other in the order of the form."""
    by_target: dict[str, list[int]] = {}
    for place, trigger in enumerate(triggers):
        by_target.setdefault(trigger.path, []).append(place)
    waiting: list[int] = [0] * len(triggers)
    followers: list[list[int]] = [[] for _ in triggers]
    for place, trigger in enumerate(triggers):
        for other in set(_needed(trigger, triggers, by_target)) - {place}:
            waiting[place] += 1
            followers[other].append(place)
    ready = deque(place for place, count in enumerate(waiting) if not count)
    ordered: list[int] = []
    while ready:
        place = ready.popleft()
        ordered.append(place)
        for follower in followers[place]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    done = set(ordered)
    ordered.extend(place for place in range(len(triggers)) if place not in done)
    return tuple(triggers[place] for place in ordered)


def _needed(trigger: Trigger, triggers: list[Trigger], by_target: Mapping[str, list[int]]) -> Iterable[int]:
    """The triggers whose results an expression looks at: of what it names, and the relevance of all around that."""
    for need in trigger.program.needs:
        if need == "/":
            yield from (place for place, other in enumerate(triggers) if other.path != trigger.path)
            continue
        yield from by_target.get(need, ())
        above = need.rpartition("/")[0]
        while above:
            yield from (place for place in by_target.get(above, ()) if triggers[place].kind == "relevant")
            above = above.rpartition("/")[0]
