"""A vault of one's own, with a master key in a file; and the tables of the test-only models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from palermo.home import Home
from palermo.vault import keystore
from palermo.vault.opened import Vault
from palermo.vault.setting_up import set_up_keys
from tests.vault.sealed_models import MODELS


@pytest.fixture(autouse=True)
def no_keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "PALERMO_MASTER_KEY",
        "PALERMO_MASTER_KEY_PREVIOUS",
        "PALERMO_KMS_COMMAND",
        "PALERMO_KEYSTORE",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Master key in a file, instance keys, no mission yet."""
    opened = Vault(Home(tmp_path / "home"))
    set_up_keys(opened, may_create=True)
    return opened


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for the disk. A killed process loses nothing by that, only a power cut would."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    quick = tuple("synchronous = OFF" if "synchronous" in one else one for one in keystore.PRAGMAS)
    monkeypatch.setattr(keystore, "PRAGMAS", quick)


@pytest.fixture(scope="module")
def sealed_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables of ``sealed_models``, outside any transaction (SQLite's schema editor needs that)."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in MODELS:
                editor.create_model(model)
        yield
        with connection.schema_editor() as editor:
            for model in reversed(MODELS):
                editor.delete_model(model)
