"""A copy of a SQLite database is verified where it lies, and nothing is written beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from palermo.audit.appending import Head, Pending, chained
from palermo.audit.encoding import COLUMNS, head_content
from palermo.audit.errors import CannotRead
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.sources.sqlite import sqlite_source
from palermo.audit.verification import verify
from palermo.home import Home
from palermo.vault.chain import GENESIS, ChainKeys, chain_keys, link

TABLES = """
CREATE TABLE audit_auditentry (sequence integer NOT NULL PRIMARY KEY, at bigint, actor varchar(80), act varchar(64),
    object_kind varchar(32), object_id varchar(64), mission varchar(32), details text, previous BLOB, hash BLOB);
CREATE TABLE audit_audithead (id smallint PRIMARY KEY, sequence bigint, hash BLOB, seal BLOB);
"""


@pytest.fixture
def keys(tmp_path: Path) -> ChainKeys:
    return chain_keys(Home(tmp_path / "home"), create=True)


@pytest.fixture
def copy(tmp_path: Path, keys: ChainKeys) -> Iterator[Path]:
    """A database with five entries in a folder where nothing may be written."""
    folder = tmp_path / "evidence # 1?"
    folder.mkdir()
    path = folder / "copy.sqlite3"
    pending = [Pending("account:1", "case.read", "case", "a" * 16, "", "{}")] * 5
    rows = chained(keys, Head(0, GENESIS, b""), 1_000_000, pending)
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(f"PRAGMA journal_mode=WAL; {TABLES}")
        for row in rows:
            texts = [one.decode() for one in row[2:8]]
            database.execute(
                f"INSERT INTO audit_auditentry ({', '.join(COLUMNS)}) VALUES (?,?,?,?,?,?,?,?,?,?)",
                [row.sequence, row.at, *texts, row.previous, row.hash],
            )
        seal = link(keys.head, head_content(5, rows[-1].hash))
        database.execute("INSERT INTO audit_audithead VALUES (1, 5, ?, ?)", [rows[-1].hash, seal])
    folder.chmod(0o500)
    yield path
    folder.chmod(0o700)


def fault(path: Path, keys: ChainKeys) -> Fault | None:
    with sqlite_source(path, keys, is_copy=True) as source:
        return verify(source, keys, is_copy=True).fault


def tamper(path: Path, statement: str) -> None:
    path.parent.chmod(0o700)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)
    path.parent.chmod(0o500)


def test_a_copy_is_whole_and_stays_as_it_is(copy: Path, keys: ChainKeys) -> None:
    before = copy.read_bytes()
    assert fault(copy, keys) is None
    assert [path.name for path in copy.parent.iterdir()] == ["copy.sqlite3"]
    assert copy.read_bytes() == before


def test_what_is_in_the_write_ahead_log_is_read(copy: Path, keys: ChainKeys) -> None:
    copy.parent.chmod(0o700)
    with closing(sqlite3.connect(copy)) as database:
        database.execute("DELETE FROM audit_auditentry WHERE sequence = 5")
        database.commit()
        assert copy.with_name("copy.sqlite3-wal").stat().st_size
        assert fault(copy, keys) == Fault(FaultKind.MISSING, 5)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE audit_auditentry SET actor = NULL WHERE sequence = 2", Fault(FaultKind.CHANGED, 2)),
        ("UPDATE audit_auditentry SET at = 1.5 WHERE sequence = 2", Fault(FaultKind.CHANGED, 2)),
        ("DELETE FROM audit_auditentry WHERE sequence > 3", Fault(FaultKind.MISSING, 4)),
        ("DELETE FROM audit_audithead", Fault(FaultKind.HEAD, 5)),
        ("UPDATE audit_audithead SET seal = NULL", Fault(FaultKind.HEAD, 5)),
    ],
)
def test_a_copy_that_was_tampered_with(copy: Path, keys: ChainKeys, statement: str, expected: Fault) -> None:
    tamper(copy, statement)
    assert fault(copy, keys) == expected


@pytest.mark.parametrize(
    "statement", ["DROP TABLE audit_auditentry", "ALTER TABLE audit_auditentry RENAME COLUMN at TO was"]
)
def test_a_database_without_an_audit_cannot_be_read(copy: Path, keys: ChainKeys, statement: str) -> None:
    tamper(copy, statement)
    with pytest.raises(CannotRead):
        fault(copy, keys)


def test_a_damaged_file_cannot_be_read(copy: Path, keys: ChainKeys) -> None:
    copy.write_bytes(copy.read_bytes()[:100] + b"\xff" * 5_000)
    with pytest.raises(CannotRead):
        fault(copy, keys)


def test_a_table_without_numbers_of_its_own_hides_no_row(copy: Path, keys: ChainKeys) -> None:
    tamper(copy, "ALTER TABLE audit_auditentry RENAME TO old")
    tamper(copy, "CREATE TABLE audit_auditentry AS SELECT * FROM old")
    assert fault(copy, keys) is None
    tamper(copy, "INSERT INTO audit_auditentry (sequence, actor) VALUES (NULL, 'account:9')")
    assert fault(copy, keys) == Fault(FaultKind.INSERTED, 0)
