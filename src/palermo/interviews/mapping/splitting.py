"""Lays each answer in the part of a case that it belongs to: coded facts, identity, what was told, privileged notes.

The class of the variable decides; a local question says its class itself. Where nobody said it, the answer lies with
what was told: that is sealed, and only those who may read the story see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from palermo.access.parts import Part, part_of
from palermo.codebook import load_codebook
from palermo.codebook.model import FIELD_CLASSES, FieldClass

if TYPE_CHECKING:
    from palermo.interviews.xforms.instances import Answer
    from palermo.interviews.xforms.reading import Node, XForm

#: The states that a person can choose. The third, not asked, is an absent answer.
STATES = frozenset({"~unknown", "~refused"})
#: Names of one filled form and of the one it was begun from. Each submission has its own; they say nothing of anybody.
_OF_THE_ENVELOPE = frozenset({"instanceID", "deprecatedID"})
_POSITION = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True, repr=False)
class Split:
    """Answers by part, ``{path: answer}``, positions of repeats in the path. ``parts`` has only parts with answers.

    A question that was left blank with a reason has ``~unknown`` or ``~refused`` for an answer."""

    facts: dict[str, str] = field(default_factory=dict)
    parts: dict[Part, dict[str, str]] = field(default_factory=dict)

    def of(self, part: Part) -> dict[str, str]:
        """The answers of one part; none where there are none."""
        return self.facts if part == Part.FACTS else self.parts.get(part, {})

    def everything(self) -> dict[str, str]:
        """All answers of all parts together."""
        return {path: value for part in Part for path, value in self.of(part).items()}


def split(form: XForm, answers: Iterable[Answer], questions: Mapping[str, Any]) -> Split:
    """The answers by part. ``questions``: those of the version (``FormVersion.questions``), which say the class of a
    question where the XForm does not, as in a form that was written elsewhere."""
    given = [answer for answer in answers if not _of_the_envelope(answer.path)]
    said = {answer.path for answer in given}
    parted = Split()
    for answer in given:
        explained = _explained(form, answer)
        if explained is None or explained[0] in said:
            _lay(parted, part_of_node(answer.node, questions), answer.path, answer.value)
        else:
            path, node = explained
            _lay(parted, part_of_node(node, questions), path, answer.value)
    return parted


def part_of_node(node: Node, questions: Mapping[str, Any]) -> Part:
    """The part in which the answers of a question lie; of a question whose class nobody knows, the story."""
    field_class = class_of_node(node, questions)
    return Part.STORY if field_class is None else part_of(field_class)


def class_of_node(node: Node, questions: Mapping[str, Any]) -> FieldClass | None:
    """The class of a question: its variable's, or the one that it says of itself. None where no known one is said."""
    told = questions.get(node.name) or {}
    variable = node.variable or ("" if node.local else str(told.get("variable") or ""))
    if variable:
        known = load_codebook().variables.get(variable)
        return None if known is None else known.field_class
    word = node.local or str(told.get("field_class") or "")
    return word if word in FIELD_CLASSES else None


def plain_path(path: str) -> str:
    """A path without the positions of repeats: the question rather than one answer to it."""
    return _POSITION.sub("", path)


def _lay(parted: Split, part: Part, path: str, value: str) -> None:
    (parted.facts if part == Part.FACTS else parted.parts.setdefault(part, {}))[path] = value


def _of_the_envelope(path: str) -> bool:
    *_before, group, name = path.split("/") if path.count("/") > 1 else ("", "", "")
    return group == "meta" and name in _OF_THE_ENVELOPE


def _explained(form: XForm, answer: Answer) -> tuple[str, Node] | None:
    """The question, with its place, whose blank this answer explains; None for an answer that stands for itself.

    The question stands in the same group or in one round it, so the positions of repeats are those of the answer."""
    name = answer.node.state_of
    if not name or answer.value not in STATES:
        return None
    group = answer.path
    while "/" in group.lstrip("/"):
        group = group.rpartition("/")[0]
        node = form.nodes.get(f"{plain_path(group)}/{name}")
        if node is not None:
            return f"{group}/{name}", node
    return None
