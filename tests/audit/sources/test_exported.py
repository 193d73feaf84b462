"""A file that was exported verifies anywhere with the key; any byte that was changed is found."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.audit.appending import Head, Pending, chained
from palermo.audit.encoding import Row
from palermo.audit.errors import CannotRead
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.sources.exported import ExportSource, is_export, write_export
from palermo.audit.verification import verify
from palermo.vault.chain import GENESIS, ChainKeys

KEYS = ChainKeys(b"e" * 32, b"h" * 32, b"x" * 32, b"a" * 32)
PENDING = [Pending(f"account:{n}", "case.read", "case", "a" * 16, "", '{"n":"é\\u0000"}') for n in range(6)]
ROWS = chained(KEYS, Head(0, GENESIS, b""), 1_000_000, PENDING)


def exported(rows: list[Row]) -> bytes:
    out = io.BytesIO()
    last = write_export(out, rows, rows[0].sequence, KEYS, datetime(2026, 11, 22, tzinfo=UTC))
    assert last == (rows[-1].sequence, rows[-1].hash)
    return out.getvalue()


def fault(content: bytes) -> Fault | None:
    return verify(ExportSource(io.BytesIO(content), KEYS), KEYS, is_copy=True, is_part=True).fault


FILE = exported(ROWS)
LINES = FILE.splitlines(keepends=True)


def changed(line: int, **changes: Any) -> bytes:
    content = json.loads(LINES[line]) | changes
    altered = json.dumps(content, separators=(",", ":")).encode() + b"\n"
    return b"".join([*LINES[:line], altered, *LINES[line + 1 :]])


def test_a_file_and_a_part_of_the_chain_are_whole() -> None:
    assert fault(FILE) is None
    assert fault(exported(ROWS[2:5])) is None
    verdict = verify(ExportSource(io.BytesIO(exported(ROWS[2:5])), KEYS), KEYS, is_part=True)
    assert (verdict.entries, verdict.first, verdict.last) == (3, 3, 5)


@settings(deadline=None)
@given(place=st.integers(0, len(FILE) - 1), byte=st.integers(0, 255))
def test_any_byte_that_is_changed_is_found(place: int, byte: int) -> None:
    altered = FILE[:place] + bytes([byte]) + FILE[place + 1 :]
    if altered == FILE:
        return
    try:
        assert fault(altered) is not None
    except CannotRead:
        assert place < len(LINES[0])


@settings(deadline=None)
@given(cut=st.integers(0, len(FILE) - 1))
def test_any_file_that_is_cut_is_found(cut: int) -> None:
    try:
        assert fault(FILE[:cut]) is not None
    except CannotRead:
        assert cut < len(LINES[0])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (changed(3, actor="account:99"), Fault(FaultKind.CHANGED, 3)),
        (changed(3, at="text"), Fault(FaultKind.CHANGED, 3)),
        (changed(3, hash="xx"), Fault(FaultKind.CHANGED, 3)),
        (changed(3, sequence=2**70), Fault(FaultKind.INSERTED, 0)),
        (b"".join([*LINES[:3], b"not json\n", *LINES[4:]]), Fault(FaultKind.CHANGED, 3)),
        (b"".join([*LINES[:3], b"[" * 100_000 + b"\n", *LINES[4:]]), Fault(FaultKind.CHANGED, 3)),
        (b"".join([*LINES[:3], *LINES[4:]]), Fault(FaultKind.MISSING, 3)),
        (b"".join([*LINES[:3], LINES[4], LINES[3], *LINES[5:]]), Fault(FaultKind.MISSING, 3)),
        (b"".join([*LINES[:-2], LINES[-1]]), Fault(FaultKind.SEAL, 5)),
        (b"".join(LINES[:-1]), Fault(FaultKind.MISSING, 7)),
        (FILE + b"\n", Fault(FaultKind.SEAL, 6)),
        (changed(0, made_at="2020-01-01"), Fault(FaultKind.SEAL, 6)),
        (changed(0, first=2), Fault(FaultKind.INSERTED, 1)),
        (changed(7, last=5), Fault(FaultKind.SEAL, 6)),
        (changed(7, more=5), Fault(FaultKind.SEAL, 6)),
        (changed(7, seal="00" * 32), Fault(FaultKind.SEAL, 6)),
        (changed(7, seal=None), Fault(FaultKind.SEAL, 6)),
        (FILE.replace(b'"mission":"",', b'"mission":"" ,', 1), Fault(FaultKind.SEAL, 6)),
    ],
)
def test_what_was_changed_is_named(content: bytes, expected: Fault) -> None:
    assert content != FILE
    assert fault(content) == expected


def test_a_chain_without_its_key_cannot_be_exported_as_ours() -> None:
    other = ChainKeys(b"o" * 32, b"o" * 32, b"o" * 32, b"o" * 32)
    verdict = verify(ExportSource(io.BytesIO(FILE), other), other, is_part=True)
    assert verdict.fault == Fault(FaultKind.CHANGED, 1)


def test_a_damaged_entry_is_exported_as_it_stands() -> None:
    rows = [*ROWS[:2], ROWS[2]._replace(actor=b"\xff\x00"), *ROWS[3:]]
    assert fault(exported(rows)) == Fault(FaultKind.CHANGED, 3)


def test_nothing_cannot_be_exported() -> None:
    with pytest.raises(CannotRead):
        write_export(io.BytesIO(), [], 1, KEYS, datetime(2026, 11, 22, tzinfo=UTC))


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"[]", b"\xff", b'{"format":"palermo audit 1"}\n', b'{"format":"x"}']
)
def test_another_file_is_not_an_export(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        ExportSource(io.BytesIO(content), KEYS)
    path = tmp_path / "file"
    path.write_bytes(content)
    assert is_export(path) == (b"palermo" in content)
