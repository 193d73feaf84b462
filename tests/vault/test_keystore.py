"""The file of wrapped keys."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from palermo.home import Home
from palermo.vault.keystore import Keystore, set_fact
from tests.vault.processes import together


def test_the_file_and_its_log_are_for_the_owner_alone(tmp_path: Path) -> None:
    store = Keystore.of(Home(tmp_path / "home"))
    with store.write() as connection:
        set_fact(connection, "master", b"x")
    assert store.fact("master") == b"x"
    assert store.fact("nothing") is None
    for path in store.files:
        if path.exists():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(("shared", "journal"), [(False, "wal"), (True, "truncate")])
def test_what_is_deleted_is_overwritten_and_what_is_written_is_synchronised(
    tmp_path: Path, shared: bool, journal: str
) -> None:
    connection = Keystore(tmp_path / "store", shared=shared).connection
    answers = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "secure_delete", "synchronous", "temp_store", "foreign_keys")
    }
    assert answers == {
        "journal_mode": journal, "secure_delete": 1, "synchronous": 3, "temp_store": 2, "foreign_keys": 1
    }  # fmt: skip


def test_another_place_by_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_KEYSTORE", str(tmp_path / "elsewhere" / "store"))
    monkeypatch.setenv("PALERMO_KEYSTORE_SHARED", "1")
    store = Keystore.of(Home(tmp_path / "home"))
    assert (store.path, store.shared) == (tmp_path / "elsewhere" / "store", True)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    store = Keystore(tmp_path / "store")

    def fail() -> None:
        with store.write() as connection:
            set_fact(connection, "master", b"x")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert store.fact("master") is None


def test_each_thread_and_each_forked_process_has_its_own_connection(tmp_path: Path) -> None:
    store = Keystore(tmp_path / "store")
    mine = store.connection
    others: list[object] = []
    thread = threading.Thread(target=lambda: others.append(store.connection))
    thread.start()
    thread.join()
    assert others[0] is not mine

    def child() -> None:
        assert store.connection is not mine
        with store.write() as connection:
            set_fact(connection, "child", b"was here")

    assert together(1, child) == [0]
    assert store.connection is mine
    assert store.fact("child") == b"was here"


def test_processes_that_start_together_find_one_store(tmp_path: Path) -> None:
    def add() -> None:
        store = Keystore(tmp_path / "store")
        for _ in range(20):
            with store.write() as connection:
                count = int(store.fact("count") or b"0")
                set_fact(connection, "count", str(count + 1).encode())

    assert together(6, add) == [0] * 6
    assert Keystore(tmp_path / "store").fact("count") == b"120"
