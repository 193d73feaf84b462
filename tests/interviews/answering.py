"""Answers as a device sends them, by question, for tests of what becomes of them. People in them are invented."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from functools import cache

from palermo.codebook import load_codebook
from palermo.interviews.xforms.instances import Answer
from palermo.interviews.xforms.model import Node, XForm
from palermo.interviews.xforms.reading import read_xform

STATES = ("~unknown", "~refused")


@cache
def form_of(name: str) -> XForm:
    """One of the project's forms, as it is published."""
    from tests.interviews.conftest import ready_form

    return read_xform(ready_form(name).xform)


def path_of(form: XForm, name: str, *positions: int) -> str:
    """The path of the question ``name``, in these entries of the repeats that it lies in (the first, if not said)."""
    node = next(each for each in form.nodes.values() if each.name == name)
    steps, left = [], list(positions)
    for end in range(2, node.path.count("/") + 2):
        upto = "/".join(node.path.split("/")[:end])
        own = form.nodes.get(upto)
        is_repeat = own is not None and own.kind == "repeat"
        steps.append(upto.rpartition("/")[2] + (f"[{left.pop(0) if left else 1}]" if is_repeat else ""))
    return "/" + "/".join(steps)


def answers(form: XForm, **said: str) -> dict[str, str]:
    """``{path: answer}`` of these questions."""
    return {path_of(form, name): value for name, value in said.items()}


def as_answers(form: XForm, said: dict[str, str]) -> tuple[Answer, ...]:
    """The same as they are read from a filled form."""
    plain = {path: "/".join(step.partition("[")[0] for step in path.split("/")) for path in said}
    return tuple(Answer(path, form.nodes[plain[path]], value) for path, value in said.items())


def random_answers(
    form: XForm, seed: int, *, leave: Callable[[Node], bool] = lambda node: False
) -> dict[str, str]:
    """Answers that the form's questions take: to each a value, a state, or nothing. Entries of repeats: up to three."""
    chance = random.Random(seed)
    said: dict[str, str] = {}
    _fill(form.root, f"/{form.root.name}", chance, said, leave)
    return said


def _fill(
    node: Node, path: str, chance: random.Random, said: dict[str, str], leave: Callable[[Node], bool]
) -> None:
    for child in node.children:
        place = f"{path}/{child.name}"
        if child.kind == "repeat":
            for position in range(1, chance.randint(0, 3) + 1):
                _fill(child, f"{place}[{position}]", chance, said, leave)
        elif child.kind == "group":
            _fill(child, place, chance, said, leave)
        elif (
            child.control
            and not child.state_of
            and not child.readonly
            and not leave(child)
            and chance.random() < 0.7
        ):
            value = _value(child, chance)
            if value:
                said[place] = value
            elif not child.items:
                said[f"{place}_blank"] = chance.choice(STATES)


def _value(node: Node, chance: random.Random) -> str:
    """A value, or "" for a question without choices that is left blank with a reason."""
    codes = [choice.value for choice in node.items]
    if codes and node.control == "select":
        own = [code for code in codes if code not in (*STATES, "none")]
        if chance.random() < 0.2:
            return chance.choice([code for code in codes if code in (*STATES, "none")])
        return " ".join(chance.sample(own, min(len(own), chance.randint(1, 3))))
    if codes:
        return chance.choice(codes)
    if chance.random() < 0.2:
        return ""
    variable = load_codebook().variables.get(node.variable)
    if node.type == "int":
        low, high = (variable.minimum or 0, variable.maximum or 90) if variable else (0, 90)
        return str(chance.randint(int(low), int(high)))
    if node.type == "decimal":
        return f"{chance.uniform(0, 900):.2f}"
    if node.type == "date" or (variable is not None and variable.type == "date"):
        return chance.choice(
            ["2024-05-17", "2023-11-02"] + ([] if node.type == "date" else ["2019", "2019-04"])
        )
    if node.type == "binary":
        return "1700000000000.jpg"
    return chance.choice(_words(node.name))


def _words(name: str) -> Iterable[str]:
    known = {
        "mobile_phone": ["+393312345678"],
        "home_phone": ["+390212345678"],
        "email": ["nobody@example.org"],
        "first_name": ["Олена", "Mbali", "نور"],
    }
    return known.get(name, ["A place nobody knows", "zwei Wörter", "كلمات من لا أحد"])
