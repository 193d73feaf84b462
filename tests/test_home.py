"""The home folder: private, whole, and its secrets made once."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from palermo.home import Home, default_root


def test_everything_is_for_the_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    home.create()
    for folder in (home.root, home.database.parent, home.keys, home.attachments, home.extracts, home.scratch):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    home.secret("one")
    assert stat.S_IMODE((home.keys / "one").stat().st_mode) == 0o600
    assert not home.is_shared()
    home.root.chmod(0o750)
    assert home.is_shared()


def test_a_secret_is_made_once_even_by_many_at_the_same_time(tmp_path: Path) -> None:
    home = Home(tmp_path)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(home.secret("one"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) >= 50
    assert home.secret("two") != found[0]
    assert sorted(os.listdir(home.keys)) == ["one", "two"]


def test_the_environment_names_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PALERMO_HOME", str(tmp_path / "here"))
    assert default_root() == tmp_path / "here"
    monkeypatch.delenv("PALERMO_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_root() == tmp_path / "palermo"
