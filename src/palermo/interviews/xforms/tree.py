"""The elements of an instance while it is checked: names, texts, parents. lxml's own are slow to walk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Element:
    """One element. ``text`` is its own text, stripped, and empty for one that has children.

    ``position`` counts the elements of this name under the same parent, from 1. ``relevant`` is whether it counts in
    expressions.
    """

    __slots__ = (
        "children", "given", "name", "parent", "path", "position", "relevant", "sent", "text", "type", "value",
    )  # fmt: skip

    def __init__(self, name: str, text: str = "", parent: Element | None = None) -> None:
        self.name = name
        self.text = text
        self.parent = parent
        self.children: dict[str, list[Element]] = {}
        self.position = 1
        self.relevant = True
        #: Whether it was sent, and is not merely a place of the form that was left out.
        self.given = True
        #: The text as it was sent, where a result of ours has taken its place.
        self.sent = text
        #: Path without positions, as the form names it; empty outside the filled form.
        self.path = ""
        #: The data type of its value, and the value in it.
        self.type = "string"
        self.value: Any = text
        if parent is not None:
            siblings = parent.children.setdefault(name, [])
            siblings.append(self)
            self.position = len(siblings)

    def __iter__(self) -> Iterator[Element]:
        """Its children, those of the same name together."""
        for siblings in self.children.values():
            yield from siblings

    def descendants(self) -> Iterator[Element]:
        """Everything under it, parents before children."""
        for child in self:
            yield child
            yield from child.descendants()

    def string_value(self) -> str:
        """Its text and that of everything under it, as XPath has it."""
        if not self.children:
            return self.text
        return self.text + "".join(child.string_value() for child in self)
