"""Invented instances of any form, from a seed: for tests, and for trying a form out before people fill it.

Answers are drawn by lot from what the question takes; what nobody is asked is mostly left out again, and what the form
refuses mostly drawn anew, so that a few instances of every hundred hold what no device would send.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from lxml import etree

from palermo.interviews.xforms.instances import read_instance
from palermo.interviews.xforms.model import Node, XForm
from palermo.interviews.xforms.rechecking import Recheck, recheck

#: How often all is looked at and drawn again.
_ROUNDS: Final = 3
_ANSWERED: Final = 0.8
_MENDED: Final = 0.93
#: How often the first choice is taken: mostly a yes, which leads on.
_FIRST: Final = 0.7
_MOST_ENTRIES: Final = 3
_TEXTS: Final = (
    "2008", "2019-11", "2001-02-28", "2004-02-29", "+15550100", "555 0100", "noor@example.org", "Example Street 1",
    "Noor Example", "Она сказала: «да» & ушла", "مثال", "<no tag>", "17", "x" * 400,
)  # fmt: skip
_INTS: Final = (0, 1, 2, 5, 9, 10, 17, 18, 30, 44, 120, 121, 2020, -3)
_DECIMALS: Final = ("0", "0.5", "12.25", "1500", "99999999", "-1")
_NOW: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)


@dataclass(slots=True)
class _Place:
    """One element of the instance while it is made."""

    node: Node
    path: str
    text: str = ""
    children: list[_Place] = field(default_factory=list)


def random_instance(form: XForm, seed: int, *, now: datetime | None = None) -> bytes:
    """An instance of *form*, the same for the same seed and *now*, which is what the form takes for today."""
    moment = now or _NOW
    draw = _Draw(Random(seed), moment.date())
    root = _place(form.root, f"/{form.root.name}", draw)
    for _round in range(_ROUNDS):
        found = recheck(form, read_instance(_written(form, root)), now=moment)
        if not _mend(root, found, draw):
            break
    return _written(form, root)


@dataclass(frozen=True, slots=True)
class _Draw:
    """Where answers come from: the lot, and the day."""

    rng: Random
    today: date

    def answer(self, node: Node) -> str:
        """A value for a place; empty for what nobody is asked, and now and then for what somebody is."""
        if node.name == "instanceID":
            return f"uuid:{UUID(int=self.rng.getrandbits(128), version=4)}"
        is_asked = bool(node.control) and node.readonly != "true()"
        return self.value(node) if is_asked and self.rng.random() < _ANSWERED else ""

    def value(self, node: Node) -> str:
        """A value of the kind that a question takes."""
        match node.control:
            case "select1" | "select" | "rank":
                return self.choices(node)
            case "trigger":
                return "OK"
            case "range":
                start, end, step = (float(node.parameters.get(name, 1)) for name in ("start", "end", "step"))
                return f"{start + step * self.rng.randint(0, max(0, int((end - start) / step))):g}"
        return _BY_TYPE.get(node.type, _text)(self)

    def choices(self, node: Node) -> str:
        """One choice, several, or all in some order."""
        codes = [choice.value for choice in node.items]
        if not codes:
            return ""
        if node.control == "rank":
            return " ".join(self.rng.sample(codes, len(codes)))
        if node.control == "select1" or self.rng.random() < 0.4:
            return codes[0] if self.rng.random() < _FIRST else self.rng.choice(codes)
        drawn = self.rng.sample(codes, min(len(codes), self.rng.randint(1, 3)))
        return " ".join(sorted(drawn, key=codes.index))

    def day(self) -> str:
        """A day long ago or to come; never today or next to it, where the zones of two clocks may disagree."""
        days = self.rng.randint(-2000, -2) if self.rng.random() < 0.9 else self.rng.randint(3, 30)
        return (self.today + timedelta(days=days)).isoformat()

    def clock(self) -> str:
        """A time of the day."""
        return f"{self.rng.randint(0, 23):02}:{self.rng.randint(0, 59):02}:00.000+00:00"


def _text(draw: _Draw) -> str:
    return draw.rng.choice(_TEXTS)


_BY_TYPE: Final[Mapping[str, Callable[[_Draw], str]]] = {
    "int": lambda draw: str(draw.rng.choice(_INTS)),
    "decimal": lambda draw: draw.rng.choice(_DECIMALS),
    "date": _Draw.day,
    "dateTime": lambda draw: f"{draw.day()}T{draw.clock()}",
    "time": _Draw.clock,
    "geopoint": lambda draw: f"{draw.rng.uniform(-80, 80):.4f} {draw.rng.uniform(-170, 170):.4f} 0 0",
    "geotrace": lambda draw: "0.1 0.1 0 0;0.2 0.2 0 0",
    "geoshape": lambda draw: "0.1 0.1 0 0;0.2 0.2 0 0;0.3 0.1 0 0;0.1 0.1 0 0",
    "binary": lambda draw: f"example-{draw.rng.randint(1, 9)}.jpg",
}


def _place(node: Node, path: str, draw: _Draw) -> _Place:
    place = _Place(node, path, draw.answer(node) if node.kind == "value" else "")
    for child in node.children:
        if child.kind == "repeat":
            for position in range(1, draw.rng.randint(0, _MOST_ENTRIES) + 1):
                place.children.append(_place(child, f"{path}/{child.name}[{position}]", draw))
        else:
            place.children.append(_place(child, f"{path}/{child.name}", draw))
    return place


def _mend(place: _Place, found: Recheck, draw: _Draw) -> bool:
    """Draw anew what was refused, put in what was computed, leave out what is not asked; whether anything changed."""
    refused = {finding.path: finding.kind for finding in found.findings}
    changed = False
    for each in _all(place):
        kind = refused.get(each.path, "")
        if kind == "irrelevant" and draw.rng.random() < _MENDED:
            each.text, changed = "", True
        elif kind in {"required", "constraint", "choice", "type"} and draw.rng.random() < _MENDED:
            each.text, changed = draw.value(each.node), True
        elif each.path in found.recalculated and each.text != found.recalculated[each.path]:
            each.text, changed = found.recalculated[each.path], True
    return changed


def _all(place: _Place) -> list[_Place]:
    return [place, *(below for child in place.children for below in _all(child))]


def _written(form: XForm, root: _Place) -> bytes:
    def element(place: _Place) -> Any:
        made = etree.Element(place.node.name)
        if place.text:
            made.text = place.text
        made.extend([element(child) for child in place.children])
        return made

    top = element(root)
    if form.namespace:
        top.tag = f"{{{form.namespace}}}{top.tag}"
    top.set("id", form.form_id)
    if form.version:
        top.set("version", form.version)
    written: bytes = etree.tostring(top, encoding="utf-8", xml_declaration=True)
    return written
