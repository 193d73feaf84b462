"""The newest part of the chain, verified while somebody waits; the whole is for ``palermo audit verify``.

Found: what was changed, removed, inserted or moved among the newest entries, an end that was cut off, a head that does
not fit. Not found: whatever was done to older entries; the answer says how far back it looked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from palermo.audit.anchors import Notes, anchors_path
from palermo.audit.encoding import Row, is_genuine
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.models import moment
from palermo.audit.sources.base import End
from palermo.audit.sources.opening import live_source
from palermo.audit.sources.postgresql import PostgresqlSource
from palermo.audit.sources.sqlite import SqliteSource
from palermo.audit.verification import Verdict, verify
from palermo.vault.chain import GENESIS, ChainKeys, chain_keys

#: Entries read while somebody waits: about half a second.
NEWEST = 100_000
_LAST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Recent:
    """``verdict`` over the entries from ``verdict.first`` on; ``is_all``: there are no older ones. ``since`` is the
    moment of the first one looked at."""

    verdict: Verdict
    is_all: bool
    since: datetime | None


class _Newest:
    """The end of a live source, from a number on, as a source of its own."""

    def __init__(self, live: SqliteSource | PostgresqlSource, first: int, previous: bytes) -> None:
        self._live, self.first, self.previous = live, first, previous
        self.since: datetime | None = None

    def rows(self) -> Iterator[Row]:
        rows = self._live.rows() if self.first == 1 else self._live.rows_between(self.first, _LAST_NUMBER)
        for row in rows:
            if self.since is None:
                self.since = moment(row.at)
            yield row

    def end(self) -> End | None:
        return self._live.end()


def verify_recent(number: int = NEWEST) -> Recent | None:
    """Verify the newest ``number`` entries; None when nothing has been recorded. Raises ChainKeyMissing, CannotRead."""
    keys = chain_keys(settings.HOME)
    notes = Notes.now(anchors_path(settings.HOME))
    with live_source(keys) as live:
        end = live.end()
        first = max(1, (end.sequence if end else 0) - number + 1)
        previous = GENESIS if first == 1 else _hash_of(live, first - 1, keys)
        if previous is None:
            fault = Fault(FaultKind.CHANGED, first - 1)
            return Recent(Verdict(0, first, first - 1, b"", 0, fault), False, None)
        source = _Newest(live, first, previous)
        verdict = verify(source, keys, notes=notes)
    if end is None and not verdict.entries and verdict.fault is None:
        return None
    return Recent(verdict, first == 1, source.since)


def _hash_of(live: SqliteSource | PostgresqlSource, sequence: int, keys: ChainKeys) -> bytes | None:
    """The hash of an entry that is genuine by itself: the ground on which the newer ones stand."""
    row = next(iter(live.rows_between(sequence, sequence)), None)
    return row.hash if row is not None and is_genuine(keys.entry, row, sequence) else None
