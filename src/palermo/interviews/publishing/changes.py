"""What differs between two versions of a form, for the people who publish it and who fill it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from palermo.interviews.publishing.ready import Change, Sheets

#: Rows that end something: they are where they must be.
_ENDS = ("end_", "end ")
#: What of a row is compared: column -> kind of the change. Columns with languages are compared language by language.
_COMPARED = {
    "type": "type",
    "relevant": "relevance",
    "constraint": "constraint",
    "calculation": "calculation",
    "choice_filter": "choices_shown",
    "required": "required",
    "bind::palermo:local": "field_class",
    "bind::palermo:variable": "variable",
}
_WORDED = {"label": "label", "hint": "hint", "constraint_message": "constraint_message"}


def compare(before: Sheets, after: Sheets) -> Iterator[Change]:
    """The differences, in the order of the newer form: {"kind", "name", "language", "before", "after"}; empty entries
    are left out. Kinds: added, removed, moved, those of a row's cells, choice_added, choice_removed, choice_label,
    languages.

    The same form gives nothing, however its version is called."""
    yield from _languages(before, after)
    old, new = _rows(before), _rows(after)
    for name, cells in new.items():
        if name not in old:
            yield _change("added", name, after=_label(cells))
            continue
        yield from _cells(name, old[name], cells)
    for name, cells in old.items():
        if name not in new:
            yield _change("removed", name, before=_label(cells))
    yield from _moved(list(old), list(new))
    yield from _choices(before, after)


def _languages(before: Sheets, after: Sheets) -> Iterator[Change]:
    old, new = _spoken(before), _spoken(after)
    if set(old) != set(new):
        yield _change("languages", "", before=", ".join(old), after=", ".join(new))


def _spoken(sheets: Sheets) -> list[str]:
    found = dict.fromkeys(
        column.partition("::")[2]
        for cells in sheets["survey"]
        for column in cells
        if column.partition("::")[0] in _WORDED
    )
    return [language for language in found if language]


def _rows(sheets: Sheets) -> dict[str, Mapping[str, str]]:
    return {
        cells["name"]: cells
        for cells in sheets["survey"]
        if cells.get("name")
        and not cells.get("type", "").startswith(_ENDS)
        # The ways out come and go with their question.
        and not cells.get("bind::palermo:state")
    }


def _cells(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for column, kind in _COMPARED.items():
        if old.get(column, "") != new.get(column, ""):
            yield _change(kind, name, before=old.get(column, ""), after=new.get(column, ""))
    for column in dict.fromkeys([*new, *old]):
        what, _, language = column.partition("::")
        if what in _WORDED and old.get(column, "") != new.get(column, ""):
            yield _change(
                _WORDED[what], name, language=language, before=old.get(column, ""), after=new.get(column, "")
            )


def _moved(old: list[str], new: list[str]) -> Iterator[Change]:
    """Questions of both that stand in another order: the fewest that explain it."""
    place = {name: number for number, name in enumerate(old)}
    kept = [name for name in new if name in place]
    staying = _longest_rising([place[name] for name in kept])
    for name in kept:
        if place[name] not in staying:
            yield _change("moved", name)


def _longest_rising(numbers: list[int]) -> set[int]:
    """The longest sequence among different numbers that rises (patience sorting)."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if ends[middle] < number else (low, middle)
        before[number] = ends[low - 1] if low else None
        ends[low:low + 1] = [number]  # fmt: skip
    found: set[int] = set()
    step: int | None = ends[-1] if ends else None
    while step is not None:
        found.add(step)
        step = before[step]
    return found


def _choices(before: Sheets, after: Sheets) -> Iterator[Change]:
    old, new = _codes(before["choices"]), _codes(after["choices"])
    lists_before = {name for name, _code in old}
    lists_after = {name for name, _code in new}
    for (name, code), cells in new.items():
        if (name, code) in old:
            for column in dict.fromkeys([*cells, *old[name, code]]):
                what, _, language = column.partition("::")
                was, now = old[name, code].get(column, ""), cells.get(column, "")
                if what == "label" and was != now:
                    yield _change("choice_label", code, list=name, language=language, before=was, after=now)
        elif name in lists_before:
            yield _change("choice_added", code, list=name, after=_label(cells))
    for (name, code), cells in old.items():
        # A list that is gone with its questions, or came with them, is told by the questions.
        if (name, code) not in new and name in lists_after:
            yield _change("choice_removed", code, list=name, before=_label(cells))


def _codes(choices: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], Mapping[str, str]]:
    return {(cells.get("list_name", ""), cells.get("name", "")): cells for cells in choices}


def _label(cells: Mapping[str, str]) -> str:
    """The words of a row in the first language that it has."""
    return next((text for column, text in cells.items() if column.partition("::")[0] == "label"), "")


def _change(kind: str, name: str, **more: Any) -> Change:
    return {"kind": kind, "name": name} | {key: value for key, value in more.items() if value}
