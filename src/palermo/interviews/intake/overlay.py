"""Lays answers over a filled form: for checking what a merge came to, and for a device that wants to change it."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from palermo.interviews.intake.placing import is_silent
from palermo.interviews.mapping.splitting import STATES, plain_path
from palermo.interviews.xforms.instances import Instance, answers_of
from palermo.interviews.xforms.model import Node, XForm
from palermo.interviews.xforms.names import local_name, namespace

_STEP = re.compile(r"([^\[/]+)(?:\[([0-9]+)\])?")


def laid_over(form: XForm, instance: Instance, answers: Mapping[str, str]) -> Instance:
    """A copy of ``instance`` that has these answers and no others; what the form writes by itself stays as it is.

    ``answers`` are as an interview keeps them: a question left blank with a reason has that reason for an answer.
    Answers that this version of the form has no place for are left out.
    """
    changed = replace(instance, tree=copy.deepcopy(instance.tree))
    written = dict(_as_written(form, path, value) for path, value in answers.items())
    _cut_repeats(form, changed.tree, written)
    for answer in answers_of(form, changed):
        if answer.path not in written and not is_silent(form, answer.path):
            _set(_found(changed.tree, answer.path), "")
    for path, value in written.items():
        node = form.nodes.get(plain_path(path))
        if node is not None and node.kind == "value":
            _set(_found(changed.tree, path), value)
    return changed


def as_bytes(instance: Instance) -> bytes:
    """The filled form as XML in UTF-8."""
    buffer = io.BytesIO()
    instance.tree.getroottree().write(buffer, encoding="utf-8", xml_declaration=True)
    return buffer.getvalue()


def _as_written(form: XForm, path: str, value: str) -> tuple[str, str]:
    """Where a device writes this answer: the reason of a blank has a question of its own, unless it is a choice."""
    node = form.nodes.get(plain_path(path))
    if node is None or value not in STATES or any(choice.value == value for choice in node.items):
        return path, value
    reason = _reason_of(form, node)
    if reason is None:
        return path, value
    above = reason.path.split("/")[:-1]
    own = path.split("/")
    # The group of the reason is the question's, or lies in it: positions are known as far as both go together.
    steps = [
        own[place] if place < len(own) - 1 and plain_path(own[place]) == step else step
        for place, step in enumerate(above)
    ]
    return "/".join([*steps, reason.name]), value


def _reason_of(form: XForm, node: Node) -> Node | None:
    group = node.path.rpartition("/")[0]
    for other in form.nodes.values():
        if other.state_of == node.name and other.path.startswith(f"{group}/"):
            return other
    return None


def _cut_repeats(form: XForm, root: Any, written: Mapping[str, str]) -> None:
    """Take out entries behind the last one that has an answer, where answers say how many there are."""
    counts: dict[str, int] = {}
    for path in written:
        for match in re.finditer(r"\[([0-9]+)\]", path):
            repeat = path[: match.start()]
            counts[repeat] = max(counts.get(repeat, 0), int(match[1]))
    for path, entries in _repeats(form.root, root, f"/{form.root.name}"):
        for surplus in entries[counts.get(path, 0) :]:
            if surplus.getparent() is not None:
                surplus.getparent().remove(surplus)


def _repeats(node: Node, element: Any, path: str) -> list[tuple[str, list[Any]]]:
    """Every repeat that stands in the filled form, by its path with the positions above it."""
    found: list[tuple[str, list[Any]]] = []
    for child in node.children:
        if child.kind == "value":
            continue
        entries = _named(element, child.name)
        place = f"{path}/{child.name}"
        if child.kind == "repeat":
            found.append((place, entries))
            for position, entry in enumerate(entries, 1):
                found += _repeats(child, entry, f"{place}[{position}]")
        elif entries:
            found += _repeats(child, entries[0], place)
    return found


def _found(root: Any, path: str) -> Any:
    """The element of this path; what is missing on the way there is made."""
    element = root
    for step in path.split("/")[2:]:
        match = _STEP.fullmatch(step)
        if match is None:
            raise ValueError("not a path of an answer")
        entries = _named(element, match[1])
        for _missing in range(len(entries), int(match[2] or 1)):
            space = namespace(element.tag)
            made = element.makeelement(f"{{{space}}}{match[1]}" if space else match[1])
            if entries:
                entries[-1].addnext(made)
            else:
                element.append(made)
            entries.append(made)
        element = entries[int(match[2] or 1) - 1]
    return element


def _named(element: Any, name: str) -> list[Any]:
    return [child for child in element.iterchildren("{*}*") if local_name(child.tag) == name]


def _set(element: Any, value: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = value or None
