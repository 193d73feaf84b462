"""What a file is, is found out by looking into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from palermo.audit.errors import CannotRead
from palermo.audit.sources.opening import file_source
from palermo.vault.chain import ChainKeys
from tests.audit.chains import Chain

KEYS = ChainKeys(b"e" * 32, b"h" * 32, b"x" * 32, b"a" * 32)


@pytest.mark.parametrize("content", [b"", b"PGDMP", b"{}", b"SQLite format 3\x00" + b"\x00" * 200])
def test_what_is_neither_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(CannotRead), file_source(path, KEYS) as source:
        list(source.rows())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CannotRead), file_source(tmp_path / "nowhere", KEYS):
        pass


def test_the_live_database_is_read_from_its_own_connection(chain: Chain) -> None:
    chain.act(3)
    assert chain.verdict().entries == 3
