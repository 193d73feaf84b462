"""Appending to the chain: lock the head, link, insert, move the head; then the transaction has to end.

PostgreSQL: SELECT ... FOR UPDATE makes writers take turns between here and their commit. SQLite: the transaction is
IMMEDIATE (settings) and has been the only writer from its start.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from palermo.audit.anchors import Anchor, drop_anchor
from palermo.audit.encoding import COLUMNS, Row, encode, head_content, row_of
from palermo.audit.errors import ChainBroken
from palermo.audit.walls import ENTRY, HEAD
from palermo.vault.chain import GENESIS, ChainKeyMissing, ChainKeys, chain_keys, link, same

INSERT = f"INSERT INTO {ENTRY} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
READ_HEAD = f"SELECT sequence, hash, seal FROM {HEAD} WHERE id = 1"  # noqa: S608
MOVE_HEAD = f"UPDATE {HEAD} SET sequence = %s, hash = %s, seal = %s WHERE id = 1"  # noqa: S608
FIRST_HEAD = f"INSERT INTO {HEAD} (id, sequence, hash, seal) VALUES (1, 0, %s, %s) ON CONFLICT DO NOTHING"  # noqa: S608
ANY_ENTRY = f"SELECT 1 FROM {ENTRY} LIMIT 1"  # noqa: S608


class Pending(NamedTuple):
    """An entry that has no number, time and hash yet; everything in it has been checked."""

    actor: str
    act: str
    object_kind: str
    object_id: str
    mission: str
    details: str


class Head(NamedTuple):
    """The end of the chain as it stands in the database."""

    sequence: int
    hash: bytes
    seal: bytes


def append(connection: BaseDatabaseWrapper, entries: list[Pending]) -> None:
    """Append entries inside the open transaction. Raises ChainBroken, ChainKeyMissing."""
    if not entries:
        return
    with connection.cursor() as cursor:
        keys, head = lock_head(cursor, connection.vendor)
        now = time.time_ns() // 1000
        rows = chained(keys, head, now, entries)
        if len(rows) == 1:
            cursor.execute(INSERT, _columns(rows[0]))
        else:
            cursor.executemany(INSERT, [_columns(row) for row in rows])
        move_head(cursor, keys, rows[-1].sequence, rows[-1].hash)
    anchor = Anchor(rows[-1].sequence, rows[-1].hash, now)

    def drop() -> None:
        drop_anchor(settings.HOME, keys, anchor)

    # Robust: what cannot be noted (a full disk) is logged; the act is committed by then.
    transaction.on_commit(drop, robust=True)


def lock_head(cursor: CursorWrapper, vendor: str) -> tuple[ChainKeys, Head]:
    """Wait for the head, and hold it until the transaction ends. The first entry ever makes key and head.

    Raises ChainBroken when the head has not our seal: somebody cut off the end and moved the head back, and the next
    entry would seal what they did.
    """
    keys = None
    with suppress(ChainKeyMissing):
        # Before the lock: others wait for as long as it is held.
        keys = chain_keys(settings.HOME)
    head = read_head(cursor, vendor)
    if keys is None:
        keys = chain_keys(settings.HOME, create=head is None and not has_entries(cursor))
    if head is None:
        # Two first writers: the second waits here, and then finds the head of the first.
        cursor.execute(FIRST_HEAD, [GENESIS, link(keys.head, head_content(0, GENESIS))])
        head = read_head(cursor, vendor)
        if head is not None and head.sequence == 0 and has_entries(cursor):
            raise ChainBroken(_("The audit has entries but no head. Run: palermo audit verify"))
    if head is None or not same(link(keys.head, head_content(head.sequence, head.hash)), head.seal):
        raise ChainBroken(
            _("The head of the audit was changed, or the key is another one. Run: palermo audit verify")
        )
    return keys, head


def read_head(cursor: CursorWrapper, vendor: str) -> Head | None:
    """The head, locked where the database locks rows."""
    cursor.execute(READ_HEAD if vendor == "sqlite" else f"{READ_HEAD} FOR UPDATE")
    row = cursor.fetchone()
    if row is None:
        return None
    sequence, *sealed = row
    # SQLite gives back whatever type somebody put there; what is of another type is not ours.
    head_hash, seal = (bytes(one) if isinstance(one, bytes | memoryview) else b"" for one in sealed)
    return Head(sequence if type(sequence) is int else 0, head_hash, seal)


def move_head(cursor: CursorWrapper, keys: ChainKeys, sequence: int, head_hash: bytes) -> None:
    """Point the head at an entry, with a seal of our own."""
    cursor.execute(MOVE_HEAD, [sequence, head_hash, link(keys.head, head_content(sequence, head_hash))])


def has_entries(cursor: CursorWrapper) -> bool:
    cursor.execute(ANY_ENTRY)
    return cursor.fetchone() is not None


def chained(keys: ChainKeys, head: Head, now: int, entries: list[Pending]) -> list[Row]:
    """The entries with number, time and both hashes."""
    rows, previous = [], head.hash
    for sequence, entry in enumerate(entries, start=head.sequence + 1):
        draft = row_of(sequence, now, [text.encode() for text in entry], previous, b"")
        row = draft._replace(hash=link(keys.entry, encode(draft)))
        rows.append(row)
        previous = row.hash
    return rows


def _columns(row: Row) -> list[int | str | bytes]:
    sequence, at, *texts, previous, own = row
    return [sequence, at, *(text.decode() for text in texts), previous, own]
