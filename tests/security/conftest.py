"""The product as it runs in production: its settings read again in that mode, and a browser that speaks TLS to it."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client, override_settings

from palermo.config import settings as the_settings
from palermo.vault.opened import vault
from palermo.vault.setting_up import set_up_keys

HOST = "palermo.example.org"


def read_settings(home: Path, **variables: str) -> dict[str, Any]:
    """The settings that ``palermo.config.settings`` makes of these variables and of no others."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PALERMO_")}
    spec = importlib.util.spec_from_file_location("settings_read_again", the_settings.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with patch.dict(os.environ, clean | {"PALERMO_HOME": str(home)} | variables, clear=True):
        spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items() if name.isupper()}


@pytest.fixture(scope="session")
def production_settings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Every setting of an instance that was given nothing but its address."""
    home = tmp_path_factory.mktemp("production") / "home"
    return read_settings(
        home, PALERMO_ALLOWED_HOSTS=HOST, PALERMO_PUBLIC_URL=f"https://{HOST}", PALERMO_DATABASE_URL=""
    )


@pytest.fixture
def in_production(db: None, production_settings: Mapping[str, Any]) -> Iterator[None]:
    """The settings of production, but for the places where state lies."""
    kept = ("DATABASES", "STORAGES", "HOME", "LOGGING", "CACHES", "PASSWORD_HASHERS", "SECRET_KEY")
    named = {
        name: value
        for name, value in production_settings.items()
        if name not in kept and value != getattr(settings, name, None)
    }
    # Production makes no keys by itself; somebody has run "palermo keys init".
    set_up_keys(vault(), may_create=True)
    with override_settings(**named):
        yield


@pytest.fixture
def outside(in_production: None) -> Client:
    """A browser behind the TLS of the web server in front."""
    return Client(headers={"host": HOST, "x-forwarded-proto": "https"}, raise_request_exception=False)
