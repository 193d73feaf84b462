"""The password of the database comes from a command, anew for each connection, and is repeated nowhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError

from palermo.config.postgresql.base import DatabaseWrapper, asked_password
from tests.security.conftest import read_settings


def command(*lines: str) -> str:
    return f'{sys.executable} -c "{"; ".join(lines)}"'


def test_what_the_command_writes() -> None:
    assert asked_password(command("print('a token with spaces ')")) == "a token with spaces "


@pytest.mark.parametrize(
    "words",
    [
        command("print('canary')", "import sys", "sys.exit(3)"),
        command("pass"),
        command("print('x' * 20000)"),
        "/no/such/command",
        "unclosed 'quote",
    ],
)
def test_anything_else_is_no_connection(words: str) -> None:
    with pytest.raises(OperationalError) as failed:
        asked_password(words)
    assert "PALERMO_DATABASE_PASSWORD_COMMAND" in str(failed.value)
    assert "canary" not in str(failed.value)


def test_it_is_not_told_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_MASTER_KEY", "canary")
    said = asked_password(command("import os", "print('PALERMO_MASTER_KEY' in os.environ)"))
    assert said == "False"


def test_each_connection_asks(tmp_path: Path) -> None:
    count = tmp_path / "count"
    words = command(f"f = open('{count}', 'a')", "f.write('x')", "print('token')")
    wrapper = DatabaseWrapper({**FIELDS, "PASSWORD_COMMAND": words})
    for turn in (1, 2):
        assert wrapper.get_connection_params()["password"] == "token"
        assert count.read_text() == "x" * turn


@pytest.mark.django_db
def test_a_real_connection() -> None:
    """On PostgreSQL: the same database, reached with what a command gave."""
    if connection.vendor != "postgresql":
        pytest.skip("the tests run on SQLite")
    wrapper = DatabaseWrapper({**connection.settings_dict, "PASSWORD_COMMAND": command("print('any')")})
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    wrapper.close()


def test_the_setting(tmp_path: Path) -> None:
    values = read_settings(
        tmp_path,
        PALERMO_ALLOWED_HOSTS="x.example.org",
        PALERMO_PUBLIC_URL="https://x.example.org",
        PALERMO_DATABASE_URL="postgresql://palermo@localhost/palermo",
        PALERMO_DATABASE_PASSWORD_COMMAND="token --now",
    )
    database = values["DATABASES"]["default"]
    assert database["ENGINE"] == "palermo.config.postgresql"
    assert database["PASSWORD_COMMAND"] == "token --now"
    assert database["CONN_MAX_AGE"] == 300


FIELDS: dict[str, Any] = {
    "NAME": "palermo", "USER": "palermo", "PASSWORD": "", "HOST": "localhost", "PORT": "", "OPTIONS": {},
    "TIME_ZONE": None, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False,
}  # fmt: skip
