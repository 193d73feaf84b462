"""Two people changed one interview: what each changed alone is kept, what both changed differently is put to a person.

Everything here is about answers as ``{path: answer}``, with the positions of repeats in the path
(``/data/journey[2]/country``). A blank is no entry. Nothing that either side gave or took away gets lost: it is in the
result, or in a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Disagreement:
    """``path`` is a question, or a repeat as a whole (without position). The three are ``{path: answer}`` of what lies
    under it: empty for no answer, at most one for a question."""

    path: str
    started_from: dict[str, str]
    kept: dict[str, str]
    other: dict[str, str]


@dataclass(slots=True, repr=False)
class Merged:
    """The answers that count now, and what is to be decided. Of a disagreement, the current side counts until then."""

    answers: dict[str, str] = field(default_factory=dict)
    differences: list[Disagreement] = field(default_factory=list)


def merge(started_from: Answers, current: Answers, incoming: Answers) -> Merged:
    """What becomes of ``current`` when ``incoming`` arrives, both changed from ``started_from``.

    Entries of repeats are merged by position, as long as position tells which entry is meant: where one side changed
    how many there are and the other changed one of the same entries, or both changed how many, the repeat as a whole is
    one disagreement.
    """
    merged = Merged()
    _block("", started_from, current, incoming, merged)
    return merged


def under(path: str, answers: Answers) -> dict[str, str]:
    """The answers of a question, or of all entries of a repeat (``path`` without position)."""
    return {place: value for place, value in answers.items() if place == path or place.startswith(f"{path}[")}


def _block(prefix: str, base: Answers, current: Answers, incoming: Answers, merged: Merged) -> None:
    """The questions and repeats directly under ``prefix``."""
    parted = [_parted(prefix, side) for side in (base, current, incoming)]
    for path in _union(single for single, _repeats in parted):
        before, kept, other = (single.get(path) for single, _repeats in parted)
        if other in (kept, before):
            _keep(merged, path, kept)
        elif kept == before:
            _keep(merged, path, other)
        else:
            _keep(merged, path, kept)
            merged.differences.append(
                Disagreement(path, _one(path, before), _one(path, kept), _one(path, other))
            )
    for path in _union(repeats for _single, repeats in parted):
        all_before, all_kept, all_other = (repeats.get(path, {}) for _single, repeats in parted)
        _repeat(path, all_before, all_kept, all_other, merged)


def _repeat(
    path: str, base: dict[str, str], current: dict[str, str], incoming: dict[str, str], merged: Merged
) -> None:
    if incoming in (current, base):
        merged.answers |= current
    elif current == base:
        merged.answers |= incoming
    elif _is_by_position(path, base, current, incoming):
        entries = [_entries(path, side) for side in (base, current, incoming)]
        for position in sorted(set().union(*entries)):
            before, kept, other = (side.get(position, {}) for side in entries)
            _block(f"{path}[{position}]", before, kept, other, merged)
    else:
        merged.answers |= current
        merged.differences.append(Disagreement(path, dict(base), dict(current), dict(incoming)))


def _is_by_position(path: str, base: Answers, current: Answers, incoming: Answers) -> bool:
    """Whether the third entry of one side is the third entry of the other."""
    before, kept, other = (_entries(path, side) for side in (base, current, incoming))
    counts = [max(side, default=0) for side in (before, kept, other)]
    if counts[1] == counts[0] == counts[2]:
        return True
    if counts[0] not in counts[1:]:
        return False
    # Whoever takes one out of the middle, or puts one in, changes all behind it.
    return not _changed(before, kept) & _changed(before, other)


def _changed(before: Mapping[int, Answers], after: Mapping[int, Answers]) -> set[int]:
    return {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}


def _parted(prefix: str, answers: Answers) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Answers that lie in no (further) repeat, and the others by their outermost repeat."""
    single: dict[str, str] = {}
    repeats: dict[str, dict[str, str]] = {}
    for path, value in answers.items():
        start = path.find("[", len(prefix))
        if start < 0:
            single[path] = value
        else:
            repeats.setdefault(path[:start], {})[path] = value
    return single, repeats


def _entries(path: str, answers: Answers) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for place, value in answers.items():
        position = place[len(path) + 1 : place.index("]", len(path))]
        found.setdefault(int(position), {})[place] = value
    return found


def _union(sides: Iterable[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(path for side in sides for path in side))


def _keep(merged: Merged, path: str, value: str | None) -> None:
    if value is not None:
        merged.answers[path] = value


def _one(path: str, value: str | None) -> dict[str, str]:
    return {} if value is None else {path: value}
