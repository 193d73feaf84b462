"""A compiled form, as the server reads it: its questions in a tree, its lists, its words in each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from palermo.interviews.xforms.tree import Element

#: Text by code of language; under "" where a form has words in one unnamed language.
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    value: str
    labels: Words


@dataclass(frozen=True, slots=True)
class Itemset:
    """Where the choices of a question come from: an XPath for the items, and paths in each for value and label."""

    nodeset: str
    value: str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One place of the form.

    *path* has no positions of repeats. *kind* is ``group``, ``repeat`` or ``value``. *control* is the element of the
    form's body (``input``, ``select1``, ``select``, ``upload``, ``trigger``, ``range``, ``rank``), empty for what
    nobody is asked. *type* is the data type of XForms. Expressions are XPath, empty where there is none; *variable*,
    *local*, *state_of* and *voice* are ours (decision 0012). *items* are the choices of a question, those that a filter
    may hide included; none where the list lies in a file of its own. *parameters* are further attributes of the control
    (``start``, ``end`` and ``step`` of a range).
    """

    path: str
    name: str
    kind: str
    type: str = "string"
    control: str = ""
    media_type: str = ""
    relevant: str = ""
    required: str = ""
    constraint: str = ""
    calculate: str = ""
    readonly: str = ""
    preload: str = ""
    #: XPath of how many entries a repeat has, empty where the person decides.
    count: str = ""
    default: str = ""
    variable: str = ""
    local: str = ""
    state_of: str = ""
    voice: str = ""
    appearance: str = ""
    labels: Words = field(default_factory=dict)
    hints: Words = field(default_factory=dict)
    constraint_messages: Words = field(default_factory=dict)
    required_messages: Words = field(default_factory=dict)
    itemset: Itemset | None = None
    items: tuple[Choice, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    #: Set once or at an event by the form itself (``setvalue``), so it cannot be computed again.
    is_set_by_action: bool = False
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all under it, in the order of the form."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class XForm:
    """A compiled form. *nodes* are all of them by path, in the order of the form, the root included.

    *languages* are codes, the form's default first; empty where its words are in one unnamed language. *instances* are
    the lists that lie in the form, by id; *external* names the files of those that do not.
    """

    form_id: str
    version: str
    namespace: str
    root: Node
    nodes: Mapping[str, Node]
    languages: tuple[str, ...]
    titles: Words
    instances: Mapping[str, Element]
    external: Mapping[str, str]
    #: itext: the words of each id by language, for ``jr:itext`` and ``jr:choice-name``.
    texts: Mapping[str, Words]
    is_encrypted: bool = False

    def repeats_of(self, path: str) -> tuple[str, ...]:
        """The repeats that a path lies in, outermost first; itself included when it is one."""
        names = path.split("/")
        above = ("/".join(names[:end]) for end in range(2, len(names) + 1))
        return tuple(each for each in above if each in self.nodes and self.nodes[each].kind == "repeat")
