"""Is the chain whole? Reads a source once, in constant memory, and names the first place where it is not.

Found: any change, removal, insertion or exchange of entries by whoever has not the key; entries cut off the end, by
the head, and together with the head by the anchors or by a head that was written down. Not found: what whoever holds
the key and the anchors did after the last head that was sent elsewhere.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.audit.anchors import Anchor, BadLine, Notes, standing_anchors
from palermo.audit.diagnosis import diagnose
from palermo.audit.encoding import encode
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.models import moment
from palermo.audit.sources.base import Source
from palermo.vault.chain import ChainKeys, link

#: The act after which a chain goes on that had been broken at its end.
RESUMED = b"audit.resumed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``entries`` held before the first fault, or all. ``last`` is the newest of them (0: none), ``last_at`` in
    microseconds. ``remarks`` are translated sentences about what is odd without being a break."""

    entries: int
    first: int
    last: int
    last_hash: bytes
    last_at: int
    fault: Fault | None
    remarks: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.fault is None


def verify(
    source: Source,
    keys: ChainKeys,
    *,
    notes: Notes | None = None,
    heads: Iterable[Anchor] = (),
    resumed: Container[int] = (),
    is_copy: bool = False,
    is_part: bool = False,
) -> Verdict:
    """Verify a chain, and hold it against ``notes`` (an anchors file) and ``heads`` that somebody kept.

    A copy may be older than the notes: those after its last entry are then a remark, since nobody can tell an old
    copy from one that was cut. ``heads`` must be in it in any case, unless it is a part (an export of a period) that
    does not reach so far. A place where the chain was resumed is a fault, unless whoever verifies knows of it and names
    it in ``resumed``: somebody may have cut the end off in order to resume. Raises CannotRead.
    """
    return _Walk(source, keys, resumed, is_copy=is_copy, is_part=is_part).verdict(notes, heads)


@dataclass(slots=True)
class _Walk:
    source: Source
    keys: ChainKeys
    known: Container[int]
    is_copy: bool
    is_part: bool
    last: int = 0
    last_hash: bytes = b""
    last_at: int = 0
    entries: int = 0
    backwards: int = 0
    backwards_first: int = 0
    unknown_resumption: int = 0
    bad_lines: list[BadLine] = field(default_factory=list)
    #: Anchors after the last entry: how many, and the highest number.
    later: tuple[int, int] = (0, 0)

    def verdict(self, notes: Notes | None, heads: Iterable[Anchor]) -> Verdict:
        self.last, self.last_hash = self.source.first - 1, self.source.previous
        kept = frozenset(heads)
        noted = standing_anchors(notes, self.keys, self.bad_lines) if notes else iter(())
        marks = heapq.merge(noted, sorted(kept), key=lambda anchor: anchor.sequence)
        fault = self._walk(marks, kept)
        return Verdict(
            self.entries,
            self.source.first,
            self.last,
            self.last_hash,
            self.last_at,
            fault,
            tuple(self._remarks(fault)),
        )

    def _walk(self, marks: Iterator[Anchor], kept: frozenset[Anchor]) -> Fault | None:
        key, previous, expected, last_at = self.keys.entry, self.last_hash, self.last + 1, 0
        contradicted: Fault | None = None
        mark = _next_from(marks, expected)
        rows = self.source.rows()
        for row in rows:
            # By position: names cost a fifth of the time, and a chain may have millions of rows.
            if row[0] != expected or row[8] != previous or link(key, encode(row)) != row[9]:
                self._stand_at(expected - 1, previous, last_at)
                return diagnose(key, self.source, expected, row, rows)
            while mark is not None and mark.sequence == expected:
                if mark.hash != row.hash:
                    contradicted = contradicted or Fault(FaultKind.ANCHOR, expected)
                mark = next(marks, None)
            if row[1] < last_at:
                self.backwards += 1
                self.backwards_first = self.backwards_first or expected
            if row[3] == RESUMED and not self.unknown_resumption and expected not in self.known:
                self.unknown_resumption = expected
            last_at, previous = row[1], row[9]
            expected += 1
        self._stand_at(expected - 1, previous, last_at)
        return contradicted or self._end_fault() or self._later_fault(mark, marks, kept)

    def _stand_at(self, last: int, last_hash: bytes, last_at: int) -> None:
        self.last, self.last_hash, self.last_at = last, last_hash, last_at
        self.entries = last + 1 - self.source.first

    def _end_fault(self) -> Fault | None:
        end = self.source.end()
        if self.is_part:
            if end is None:
                return Fault(FaultKind.MISSING, self.last + 1)
            is_end = end.is_genuine and (end.sequence, end.hash) == (self.last, self.last_hash)
            return None if is_end else Fault(FaultKind.SEAL, self.last)
        if end is None:
            return Fault(FaultKind.HEAD, self.last) if self.entries else None
        if end.is_genuine and end.sequence > self.last:
            return Fault(FaultKind.MISSING, self.last + 1)
        if not end.is_genuine or (end.sequence, end.hash) != (self.last, self.last_hash):
            return Fault(FaultKind.HEAD, self.last)
        return None

    def _later_fault(
        self, mark: Anchor | None, marks: Iterator[Anchor], kept: frozenset[Anchor]
    ) -> Fault | None:
        """What to think of anchors beyond the last entry."""
        is_lost = False
        while mark is not None:
            self.later = (self.later[0] + 1, mark.sequence)
            is_lost = is_lost or not (self.is_copy or self.is_part) or (mark in kept and not self.is_part)
            mark = next(marks, None)
        if is_lost:
            return Fault(FaultKind.MISSING, self.last + 1)
        if any(not line.torn for line in self.bad_lines):
            return Fault(FaultKind.NOTES, self.last)
        if self.unknown_resumption:
            return Fault(FaultKind.RESUMED, self.unknown_resumption)
        return None

    def _remarks(self, fault: Fault | None) -> Iterator[str]:
        if fault is not None and not self.entries and fault.kind is FaultKind.CHANGED:
            yield _("Not even the first entry holds: is this the right key?")
        if self.backwards:
            yield ngettext(
                "The clock went back %(count)s time, first at entry %(first)s.",
                "The clock went back %(count)s times, first at entry %(first)s.",
                self.backwards,
            ) % {"count": self.backwards, "first": self.backwards_first}
        if self.later[0] and not self.is_part:
            yield ngettext(
                "%(count)s note outside the database names a later entry, up to %(newest)s.",
                "%(count)s notes outside the database name later entries, up to %(newest)s.",
                self.later[0],
            ) % {"count": self.later[0], "newest": self.later[1]}
            if fault is None:
                yield _("This is an older copy, or its end was cut off.")
        if self.bad_lines:
            yield _(
                "The notes outside the database have lines that Palermo did not write, or not to their end."
            )


def _next_from(marks: Iterator[Anchor], first: int) -> Anchor | None:
    """The first mark that the chain, or the part of it, can be held against."""
    return next((mark for mark in marks if mark.sequence >= first), None)


def last_moment(verdict: Verdict) -> str:
    """Date and time of the last entry in ISO 8601, UTC; "" without entries."""
    return moment(verdict.last_at).isoformat(timespec="seconds") if verdict.entries else ""
