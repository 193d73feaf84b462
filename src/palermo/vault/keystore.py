"""The key store: one small file of wrapped keys, apart from the case database.

Threat: a backup of the case database outlives the wish to forget. Because the keys lie elsewhere, destroying
an individual's key makes the person unreadable in every backup of the database too (decision record 0006).

``PALERMO_HOME/keys/keystore.sqlite3`` (or ``PALERMO_KEYSTORE``) is a SQLite file of its own and not a Django
database, so that no migration, dump or test touches it by accident. Several processes of one machine share
it: write-ahead log, full synchronisation, a patience of half a minute. On storage that several machines share
set ``PALERMO_KEYSTORE_SHARED=1``: a write-ahead log needs shared memory, so a rollback journal takes its
place.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from palermo.home import Home

NAME = "keystore.sqlite3"
PATH_VARIABLE = "PALERMO_KEYSTORE"
SHARED_VARIABLE = "PALERMO_KEYSTORE_SHARED"
#: Seconds that a process waits for another one's write.
PATIENCE = 30

#: ``wrapped`` is the only column with key bytes. Rows with keys are appended and overwritten in place, never
#: deleted: SQLite moves neighbours about when rows go, and may leave copies of them in the free parts of
#: pages.
SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS instance_keys (
  number INTEGER PRIMARY KEY, purpose TEXT NOT NULL UNIQUE, key_id BLOB NOT NULL,
  master_id BLOB NOT NULL, epoch INTEGER NOT NULL, wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS mission_keys (
  number INTEGER PRIMARY KEY, mission TEXT NOT NULL, key_id BLOB NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('current', 'retiring', 'destroyed')),
  master_id BLOB NOT NULL, epoch INTEGER NOT NULL, wrapped BLOB NOT NULL, created_at TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS one_current_key_a_mission ON mission_keys (mission) WHERE state = 'current';
CREATE TABLE IF NOT EXISTS individual_keys (
  slot INTEGER PRIMARY KEY, individual TEXT NOT NULL, generation INTEGER NOT NULL, mission TEXT NOT NULL,
  key_id BLOB NOT NULL, mission_key INTEGER NOT NULL REFERENCES mission_keys (number), wrapped BLOB NOT NULL,
  is_live INTEGER NOT NULL DEFAULT 1);
CREATE UNIQUE INDEX IF NOT EXISTS one_wrap_a_mission ON individual_keys (individual, mission, generation);
CREATE INDEX IF NOT EXISTS wraps_under_a_mission_key ON individual_keys (mission_key) WHERE is_live;
CREATE TABLE IF NOT EXISTS erasures (
  number INTEGER PRIMARY KEY, individual TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, key_ids TEXT NOT NULL,
  begun_at TEXT NOT NULL, certificate TEXT);
CREATE TABLE IF NOT EXISTS copies (
  path TEXT PRIMARY KEY, erasures INTEGER NOT NULL, made_at TEXT NOT NULL) WITHOUT ROWID;
"""
#: What every connection sets: written to the disk before a commit returns, overwritten when deleted, and no
#: key bytes in temporary files or in shared memory maps.
PRAGMAS = (
    "synchronous = EXTRA",
    "fullfsync = ON",
    "checkpoint_fullfsync = ON",
    "secure_delete = ON",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "mmap_size = 0",
    "trusted_schema = OFF",
)
#: Version of the schema above, in ``PRAGMA user_version``.
SCHEMA_VERSION = 1


class Keystore:
    """Connections to one key store, one a thread and process."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self.path = path
        self.shared = shared
        self._local = threading.local()
        #: Connections inherited by a forked process. Closing them would drop the parent's locks; so they are
        #: kept.
        self._inherited: list[sqlite3.Connection] = []

    @classmethod
    def of(cls, home: Home) -> Keystore:
        """The key store of ``home``, or the one that ``PALERMO_KEYSTORE`` names."""
        named = os.environ.get(PATH_VARIABLE, "").strip()
        path = Path(named).expanduser() if named else home.keys / NAME
        return cls(path, shared=os.environ.get(SHARED_VARIABLE, "").strip() == "1")

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that may hold pages of the store (``-shm`` holds page numbers only).

        Never open and close the first of them beside SQLite: a process that closes any descriptor of a file
        loses all its locks on it (POSIX), SQLite's too. ``standing_descriptor`` is for reading it.
        """
        return tuple(self.path.with_name(self.path.name + end) for end in ("", "-wal", "-journal"))

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode. Fetch all rows of a read, so that no snapshot stays
        open."""
        kept: tuple[int, sqlite3.Connection] | None = getattr(self._local, "kept", None)
        if kept is not None:
            owner, connection = kept
            if owner == os.getpid():
                return connection
            self._inherited.append(connection)
        connection = self._open()
        self._local.kept = (os.getpid(), connection)
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        kept: tuple[int, sqlite3.Connection] | None = getattr(self._local, "kept", None)
        if kept is not None and kept[0] == os.getpid():
            kept[1].close()
        self._local.kept = None

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its first line: what is read in it cannot change
        meanwhile."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def fact(self, name: str) -> bytes | None:
        row = self.connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made before SQLite opens it: the log and the index inherit the mode of the file. Kept open, see
        # ``files``.
        standing_descriptor(self.path)
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        _set_journal(connection, "TRUNCATE" if self.shared else "WAL")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        if connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION:
            connection.executescript(
                f"BEGIN IMMEDIATE;{SCHEMA};PRAGMA user_version = {SCHEMA_VERSION};COMMIT;"
            )
        return connection


_standing: dict[tuple[int, int], int] = {}
_standing_lock = threading.Lock()


def standing_descriptor(path: Path) -> int:
    """A descriptor of the file at ``path``, made if need be, that stays open as long as the process: closing
    it would drop SQLite's locks."""
    with _standing_lock:
        try:
            found = path.stat()
        except FileNotFoundError:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            found = os.fstat(descriptor)
            _standing[found.st_dev, found.st_ino] = descriptor
        if (found.st_dev, found.st_ino) not in _standing:
            _standing[found.st_dev, found.st_ino] = os.open(path, os.O_RDONLY)
        return _standing[found.st_dev, found.st_ino]


def _set_journal(connection: sqlite3.Connection, mode: str) -> None:
    """Processes that start together all want this; SQLite does not wait here by itself."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}").fetchall()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def set_fact(connection: sqlite3.Connection, name: str, value: bytes) -> None:
    """Inside ``write``: note a fact about the whole store."""
    connection.execute(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
