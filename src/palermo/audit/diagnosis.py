"""Tells what was done at the first place where a chain does not hold. Reads the other rows once, in constant memory.

An intruder's row fits nowhere; a moved row fits where it came from. Both can be asked of the hash, because the number
of an entry is a part of what is hashed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from palermo.audit.encoding import Row, is_genuine
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.sources.base import Source

#: How many entries beyond the last row are tried as the true place of a moved one.
BEYOND = 1_000


def diagnose(key: bytes, source: Source, expected: int, row: Row, rest: Iterator[Row]) -> Fault:
    """``row`` stands where entry ``expected`` should; ``rest`` are the rows after it."""
    if row.sequence > expected:
        return Fault(FaultKind.MISSING, expected)
    if row.sequence < expected:
        return Fault(FaultKind.INSERTED, row.sequence)
    if is_genuine(key, row):
        return Fault(FaultKind.FORKED, expected)
    after = next(rest, None)
    if after is not None and is_genuine(key, after, expected):
        third = next(rest, None)
        has_moved_down = third is not None and is_genuine(key, third, expected + 1)
        if is_genuine(key, row, after.sequence) and not has_moved_down:
            return Fault(FaultKind.SWAPPED, expected, after.sequence)
        return Fault(FaultKind.INSERTED, expected)
    last = expected
    for other in chain([] if after is None else [after], rest):
        last = other.sequence
        if is_genuine(key, row, last):
            return _came_from(key, expected, last, other, after)
    end = source.end()
    if end is not None and end.is_genuine and expected > end.sequence:
        return Fault(FaultKind.INSERTED, expected)
    if any(is_genuine(key, row, place) for place in range(last + 1, last + BEYOND)):
        # It was moved up into a gap: what stood here is gone.
        return Fault(FaultKind.MISSING, expected)
    return Fault(FaultKind.CHANGED, expected)


def _came_from(key: bytes, expected: int, place: int, other: Row, after: Row | None) -> Fault:
    """The row that stands at ``expected`` was recorded as ``place``, where ``other`` stands now."""
    if is_genuine(key, other, expected):
        return Fault(FaultKind.SWAPPED, expected, place)
    if after is not None and is_genuine(key, after, place + 1):
        # The rows after it have moved up as well.
        return Fault(FaultKind.MISSING, expected)
    return Fault(FaultKind.CHANGED, expected)
