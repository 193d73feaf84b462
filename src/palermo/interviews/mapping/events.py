"""To which event of the trafficking an answer belongs: that of its page, or one of its own for an entry of a repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from palermo.cases.models import EventKind
from palermo.codebook.model import Variable
from palermo.interviews.xforms.model import Node, XForm

#: Of a node, its variable of the codebook, if it has one.
VariableOf = Callable[[Node], Variable | None]

#: What the chapters of the codebook are about. What was done to somebody there, conditions included, is exploitation.
_KIND_OF_SECTION = {"recruitment": EventKind.RECRUITMENT, "movement": EventKind.TRANSPORT}
#: The codes of the variable ``event_type``.
_KIND_OF_TYPE = {
    "recruitment": EventKind.RECRUITMENT,
    "transit": EventKind.TRANSPORT,
    "exploitation": EventKind.EXPLOITATION,
}
EVENT_TYPE = "event_type"
#: Statistics and lists take the first event for the one on account of which the person was assisted.
ORDER = (EventKind.EXPLOITATION, EventKind.RECRUITMENT, EventKind.TRANSPORT, EventKind.HARBOURING)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An event of one interview. ``entry`` is the path of the repeat's entry that tells it, "" for that of a page."""

    entry: str
    kind: str


def kind_of_variable(variable: Variable) -> EventKind:
    """The kind of event that a variable is about."""
    return _KIND_OF_SECTION.get(variable.section, EventKind.EXPLOITATION)


def kind_of_type(code: object) -> EventKind:
    """The kind of an event that says its own type."""
    return _KIND_OF_TYPE.get(str(code), EventKind.EXPLOITATION)


def place_of(form: XForm, path: str, variable: Variable, variable_of: VariableOf) -> Place:
    """The event of an answer at ``path`` (with positions) to a question of ``variable``.

    An entry of a repeat is an event of its own when it asks for something that an event has once; otherwise several
    entries add to the event of one kind, such as the countries on the way. What stands together on a page belongs
    to the event that its first question is about, so that the currency of a promise is not that of a debt.
    """
    for entry in _above(path):
        repeat = form.nodes.get(_plain(entry))
        if repeat is not None and repeat.kind == "repeat" and _tells_one(repeat, variable_of):
            return Place(entry, "")
    group = form.nodes.get(_plain(path).rpartition("/")[0])
    if group is None or group is form.root:
        return Place("", kind_of_variable(variable))
    first = next(_events_in(group, variable_of), variable)
    return Place("", kind_of_variable(first))


def _tells_one(repeat: Node, variable_of: VariableOf) -> bool:
    return any(not variable.multiple for variable in _events_in(repeat, variable_of))


def _events_in(node: Node, variable_of: VariableOf) -> Iterator[Variable]:
    for each in node.walk():
        variable = variable_of(each) if each.kind == "value" else None
        if variable is not None and variable.unit == "event":
            yield variable


def _above(path: str) -> Iterator[str]:
    """The places that a path lies in, the innermost first."""
    while path.count("/") > 1:
        path = path.rpartition("/")[0]
        yield path


def _plain(path: str) -> str:
    return "/".join(name.partition("[")[0] for name in path.split("/"))
