"""The filled form laid over the form: an element for every place, whether it was sent or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from palermo.interviews.xforms.instances import Instance, own_text
from palermo.interviews.xforms.model import Node, XForm
from palermo.interviews.xforms.names import local_name
from palermo.interviews.xforms.tree import Element
from palermo.interviews.xforms.xpath.problems import LimitReached
from palermo.interviews.xforms.xpath.values import typed

#: Elements. A repeat that stands a thousand times has all its questions each time, sent or not.
MOST: Final = 100_000
_LONGEST_NAME: Final = 64


class Working:
    """The elements of one instance: all in the order of the form, and by path."""

    def __init__(self, form: XForm, instance: Instance, unknown: Callable[[str], None]) -> None:
        self.form = form
        self.unknown = unknown
        self.document = Element("")
        self.elements: list[Element] = []
        self.by_path: dict[str, list[Element]] = {}
        self._lay(form.root, instance.tree, self.document)

    def place(self, element: Element) -> str:
        """The path of an element with the positions of repeats."""
        names = []
        above: Element | None = element
        while above is not None and above.path:
            is_entry = self.form.nodes[above.path].kind == "repeat"
            names.append(f"{above.name}[{above.position}]" if is_entry else above.name)
            above = above.parent
        return "/" + "/".join(reversed(names))

    def _lay(self, node: Node, source: Any, parent: Element) -> None:
        if len(self.elements) >= MOST:
            raise LimitReached
        is_value = node.kind == "value"
        text = own_text(source) if is_value and source is not None else ""
        element = Element(node.name, text, parent)
        element.path = node.path
        element.given = source is not None
        element.type = node.type
        if text:
            element.value = typed(text, node.type)
        self.elements.append(element)
        self.by_path.setdefault(node.path, []).append(element)
        sources = self._sources(element, node, source)
        for child in node.children:
            found = sources.get(child.name, [])
            if child.kind == "repeat":
                for each in found:
                    self._lay(child, each, element)
            else:
                self._lay(child, found[0] if found else None, element)

    def _sources(self, element: Element, node: Node, source: Any) -> dict[str, list[Any]]:
        """What was sent under an element by name; what the form does not know is remarked."""
        found: dict[str, list[Any]] = {}
        if source is None:
            return found
        for child in source.iterchildren("{*}*"):
            found.setdefault(local_name(child.tag), []).append(child)
        known = {child.name: child for child in node.children}
        for name, children in found.items():
            if name not in known or (known[name].kind != "repeat" and len(children) > 1):
                self.unknown(f"{self.place(element)}/{name[:_LONGEST_NAME]}")
        return found
