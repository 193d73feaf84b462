"""In which part of a case the answers of an interview lie, and how they are kept there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from palermo.access.parts import Part
from palermo.interviews.intake.tokens import content_digest
from palermo.interviews.mapping.splitting import part_of_node, plain_path, split
from palermo.interviews.models import AnswerPart, Interview
from palermo.interviews.xforms.instances import Answer, Instance, answers_of
from palermo.interviews.xforms.model import XForm

#: The first of these that some answers have is the part of all of them together.
_STRICTEST = (Part.PRIVILEGED, Part.IDENTITY, Part.STORY, Part.FACTS)
Placed = dict[Part, dict[str, str]]


def placed_answers(
    form: XForm, instance: Instance, recalculated: Mapping[str, str], questions: Mapping[str, Any]
) -> Placed:
    """The answers of a filled form by part. ``recalculated`` takes the place of what was sent: a calculation is what
    the form says, not what a device says."""
    found = {answer.path: answer for answer in answers_of(form, instance)}
    for path, value in recalculated.items():
        node = form.nodes.get(plain_path(path))
        if node is None or not value:
            found.pop(path, None)
        else:
            found[path] = Answer(path, node, value)
    said = split(form, found.values(), questions)
    return {part: dict(answers) for part in Part if (answers := said.of(part))}


def placed_like(
    form: XForm, questions: Mapping[str, Any], answers: Mapping[str, str], *before: Placed
) -> Placed:
    """The same for answers without a filled form. An answer to a question that this version does not have stays in the
    part where one of ``before`` has it, else with what was told."""
    placed: Placed = {}
    for path, value in answers.items():
        node = form.nodes.get(plain_path(path))
        if node is not None:
            part = part_of_node(node, questions)
        else:
            part = next((part for one in before for part, held in one.items() if path in held), Part.STORY)
        placed.setdefault(part, {})[path] = value
    return placed


def together(placed: Placed) -> dict[str, str]:
    """All answers, whatever their part."""
    return {path: value for answers in placed.values() for path, value in answers.items()}


def strictest(placed: Placed) -> Part:
    """The part that somebody must be allowed to read who is shown all of these answers."""
    return next((part for part in _STRICTEST if placed.get(part)), Part.STORY)


def is_silent(form: XForm, path: str) -> bool:
    """Whether the form writes this answer by itself: a calculation, the moment of the beginning, the device's name."""
    node = form.nodes.get(plain_path(path))
    return node is not None and (not node.control or bool(node.calculate))


def asked(form: XForm, placed: Placed) -> dict[str, str]:
    """The answers that people gave. What the form writes by itself is nobody's change."""
    return {path: value for path, value in together(placed).items() if not is_silent(form, path)}


def seen_as(placed: Placed) -> str:
    """What somebody saw who was shown these answers, as a keyed digest that a device can carry."""
    return content_digest(json.dumps(together(placed), sort_keys=True).encode()).hex()


def kept_answers(interview: Interview) -> Placed:
    """What the interview says now. Needs a clearance."""
    placed: Placed = {Part.FACTS: dict(interview.facts)} if interview.facts else {}
    for row in AnswerPart.objects.of(interview):
        if row.content:
            placed[Part(row.part)] = dict(row.content)
    return placed


def keep_answers(interview: Interview, placed: Placed, *, is_new: bool = False) -> None:
    """Make ``placed`` what the interview says; its ``facts`` are set, and saved by the caller. Needs a clearance."""
    interview.facts = dict(placed.get(Part.FACTS, {}))
    before = () if is_new else AnswerPart.objects.of(interview)
    rows = {row.part: row for row in before}
    for part in (Part.IDENTITY, Part.STORY, Part.PRIVILEGED):
        answers, row = placed.get(part), rows.get(part)
        if answers:
            row = row or AnswerPart(interview=interview, individual_id=interview.individual_id, part=part)
            row.content = answers
            row.save()
        elif row is not None:
            row.delete()
