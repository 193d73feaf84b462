"""Finds questions that depend on one another in a circle. Devices would refuse such a form when it is opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([\w.-]+)\s*\}")
_DEPENDS = ("relevant", "relevance", "calculation", "calculate", "bind::relevant", "bind::calculate")


def find_cycle(survey: Iterable[Mapping[str, str]]) -> list[str]:
    """The names of one circle, in its order; empty when there is none. What a page depends on, its questions do too."""
    return _circle(_graph(survey))


def _graph(survey: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """Name -> the names that it is computed from or shown by."""
    graph: dict[str, list[str]] = {}
    above: list[str] = []
    for cells in survey:
        kind = "_".join(cells.get("type", "").lower().split())
        if kind.startswith("end_"):
            if above:
                above.pop()
            continue
        name = cells.get("name", "")
        found = [each for column in _DEPENDS for each in _REFERENCE.findall(cells.get(column, ""))]
        if above:
            found.append(above[-1])
        graph.setdefault(name, []).extend(found)
        if kind.startswith("begin_"):
            above.append(name)
    return graph


def _circle(graph: Mapping[str, list[str]]) -> list[str]:
    """Walks into the depth without recursion: a form may be longer than Python's stack."""
    done: set[str] = set()
    for start in graph:
        if start in done:
            continue
        path: list[str] = []
        on_path: set[str] = set()
        waiting = [(start, iter(graph[start]))]
        path.append(start)
        on_path.add(start)
        while waiting:
            name, following = waiting[-1]
            step = next(following, None)
            if step is None:
                waiting.pop()
                path.pop()
                on_path.discard(name)
                done.add(name)
            elif step in on_path:
                return path[path.index(step) :]
            elif step in graph and step not in done:
                path.append(step)
                on_path.add(step)
                waiting.append((step, iter(graph[step])))
    return []
