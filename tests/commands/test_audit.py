"""``palermo audit``: exit status 0 whole, 1 broken, 2 cannot be read."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.db import connection

from palermo.audit.errors import CannotRead
from palermo.audit.walls import lower_walls
from palermo.commands import main
from palermo.commands.audit import command
from tests.audit import intruder
from tests.audit.chains import CASES, Chain, chain
from tests.audit.flushing import let_tests_flush

__all__ = ["chain"]

let_tests_flush()


def palermo_audit(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def test_a_new_instance_has_nothing_to_verify(chain: Chain) -> None:
    assert palermo_audit("verify").exit_code == 0
    assert "Nothing has been recorded yet." in palermo_audit("verify").output


def test_whole_and_broken(chain: Chain) -> None:
    chain.act(4)
    result = palermo_audit("verify")
    assert result.exit_code == 0
    assert "4 entries hold: 1 - 4" in result.output
    assert f"4:{chain.heads[-1][1].hex()}" in result.output
    lower_walls(connection)
    assert "walls around the audit are down" in palermo_audit("verify").output
    intruder.change(3, "actor", "account:99")
    result = palermo_audit("verify")
    assert result.exit_code == 1
    assert "BROKEN: Entry 3 is not as it was recorded." in result.output


def test_the_head_is_printed_and_can_be_held_against_the_chain(chain: Chain) -> None:
    chain.act()
    assert palermo_audit("head").output.splitlines()[0] == f"1:{chain.heads[0][1].hex()}"
    head = palermo_audit("head").output.splitlines()[0]
    assert "UTC" in palermo_audit("head").output
    chain.act(2)
    assert palermo_audit("verify", "--head", head).exit_code == 0
    other = f"1:{'00' * 32}"
    assert "noted outside" in palermo_audit("verify", "--head", other).output
    assert palermo_audit("verify", "--head", other).exit_code == 1


@pytest.mark.parametrize("head", ["", "1", "1:00", f"0:{'00' * 32}", f"x:{'00' * 32}"])
def test_a_head_that_was_mistyped(head: str) -> None:
    result = palermo_audit("verify", "--head", head)
    assert result.exit_code == 2
    assert "64 hexadecimal digits" in result.output


def test_an_export_verifies_offline_and_a_tampered_one_is_refused(chain: Chain, tmp_path: Path) -> None:
    chain.act(4)
    out = tmp_path / "audit.jsonl"
    result = palermo_audit("export", "--out", out)
    assert "4 entries written" in result.output
    assert "Keep this head apart from the machine: 5:" in result.output
    assert palermo_audit("verify", "--file", out).exit_code == 0
    out.write_text(out.read_text().replace(CASES[2], CASES[3]))
    result = palermo_audit("verify", "--file", out)
    assert result.exit_code == 1
    assert "Entry 3 is not as it was recorded." in result.output


def test_the_days_of_an_export(chain: Chain, tmp_path: Path) -> None:
    chain.act()
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    result = palermo_audit("export", "--out", tmp_path / "a", "--from", "2020-01-01")
    assert "1 entry written" in result.output
    assert "2 entries written" in palermo_audit("export", "--out", tmp_path / "b", "--to", today).output
    with pytest.raises(CannotRead, match="no entry"):
        palermo_audit("export", "--out", tmp_path / "c", "--to", "2020-01-01")


def test_a_copy_of_a_sqlite_database_verifies_offline(chain: Chain, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("there is no file to copy")
    chain.act(4)
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(copy)) as target:
        connection.ensure_connection()
        connection.connection.backup(target)
    chain.act(2)
    assert palermo_audit("verify", "--file", copy).exit_code == 0
    with closing(sqlite3.connect(copy)) as target, target:
        target.execute("DROP TRIGGER audit_entry_no_delete")
        target.execute("DELETE FROM audit_auditentry WHERE sequence = 2")
    result = palermo_audit("verify", "--file", copy)
    assert result.exit_code == 1
    assert "Entry 2 is missing." in result.output


def test_resuming(chain: Chain) -> None:
    chain.act(3)
    lower_walls(connection)
    intruder.run("UPDATE audit_audithead SET sequence = 2")
    assert palermo_audit("verify").exit_code == 1
    assert palermo_audit("resume").exit_code == 1
    assert "resumed" in palermo_audit("resume", "--yes").output
    result = palermo_audit("verify")
    assert result.exit_code == 1
    assert "The chain was resumed at entry 4" in result.output
    assert palermo_audit("verify", "--resumed", "4").exit_code == 0


def exit_status(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    """Of the whole program, where errors become sentences."""
    monkeypatch.setattr(sys, "argv", ["palermo", "audit", *map(str, words)])
    with pytest.raises(SystemExit) as leaving:
        main()
    assert isinstance(leaving.value.code, int)
    return leaving.value.code


def test_what_cannot_be_read_is_no_verdict(
    chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chain.act()
    other = tmp_path / "other"
    other.write_text("something else")
    assert exit_status(monkeypatch, "verify", "--file", other) == 2
    assert "neither" in capsys.readouterr().err
    secret = settings.HOME.keys / "audit_secret"
    kept = secret.read_bytes()
    secret.unlink()
    try:
        assert exit_status(monkeypatch, "verify") == 2
        assert "audit_secret" in capsys.readouterr().err
        assert exit_status(monkeypatch, "head") == 2
        assert not secret.exists()
    finally:
        secret.write_bytes(kept)
    assert exit_status(monkeypatch, "verify") == 0
