"""Settings: what is unsafe is refused by name, and what cannot be understood is never a silent default."""

from __future__ import annotations

import pytest

from palermo.config.environment import Environment, unsafe_settings
from palermo.errors import UnsafeSettings

SAFE = {
    "PALERMO_ALLOWED_HOSTS": "cases.example.org",
    "PALERMO_PUBLIC_URL": "https://cases.example.org",
}


def reasons(**changes: str) -> list[str]:
    return unsafe_settings(Environment.read({**SAFE, **changes}), home_is_shared=False)


def test_production_is_what_nobody_asked_for() -> None:
    assert Environment.read({}).is_production


def test_safe_settings_pass() -> None:
    assert reasons() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PALERMO_DEBUG", "1"),
        ("PALERMO_ALLOWED_HOSTS", ""),
        ("PALERMO_ALLOWED_HOSTS", "cases.example.org, *"),
        ("PALERMO_SECRET_KEY", "short"),
        ("PALERMO_PUBLIC_URL", ""),
        ("PALERMO_PUBLIC_URL", "http://cases.example.org"),
        ("PALERMO_DATABASE_URL", "postgresql://u@db.example.org/palermo"),
        ("PALERMO_DATABASE_URL", "postgresql://u@db.example.org/palermo?sslmode=require"),
        ("PALERMO_DATABASE_URL", "postgresql://u:p@localhost/palermo"),
        ("PALERMO_DATABASE_URL", "postgresql://u@localhost/palermo?password=p"),
    ],
)
def test_each_unsafe_setting_is_named(name: str, value: str) -> None:
    found = reasons(**{name: value})
    assert len(found) == 1
    assert name in found[0]
    assert (
        unsafe_settings(Environment.read({**SAFE, name: value, "PALERMO_MODE": "demo"}), home_is_shared=True)
        == []
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://palermo@localhost/palermo",
        "postgresql://palermo@%2fvar%2frun%2fpostgresql/palermo",
        "postgresql://u@db.example.org/palermo?sslmode=verify-full",
    ],
)
def test_a_database_that_is_near_or_verified_is_safe(url: str) -> None:
    assert reasons(PALERMO_DATABASE_URL=url) == []


def test_a_home_that_others_can_enter_is_named() -> None:
    (found,) = unsafe_settings(Environment.read(SAFE), home_is_shared=True)
    assert "PALERMO_HOME" in found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PALERMO_MODE", "prod"),
        ("PALERMO_DEBUG", "maybe"),
        ("PALERMO_SCANNER", "clamdscan 'unclosed"),
        ("PALERMO_DATABASE_PASSWORD_COMMAND", 'token "unclosed'),
        ("PALERMO_LOG_TO", "logs.example.org"),
        ("PALERMO_RETENTION_YEARS", "0"),
        ("PALERMO_RETENTION_YEARS", "ten"),
        ("PALERMO_LOG_TO", "tcp://logs.example.org:514"),
        ("PALERMO_LOG_TO", "unix:relative"),
    ],
)
def test_a_typing_error_stops(name: str, value: str) -> None:
    with pytest.raises(UnsafeSettings, match=name):
        Environment.read({name: value})


def test_secrets_do_not_appear_in_what_is_printed() -> None:
    environment = Environment.read(
        {"PALERMO_SECRET_KEY": "s3cret", "PALERMO_DATABASE_URL": "postgresql://u:pw@h/d"}
    )
    assert "s3cret" not in repr(environment)
    assert "pw" not in repr(environment)


@pytest.mark.parametrize(("word", "minutes"), [("", 15), ("1", 1), (" 60 ", 60)])
def test_minutes_until_a_session_is_locked(word: str, minutes: int) -> None:
    assert Environment.read({"PALERMO_LOCK_MINUTES": word}).lock_minutes == minutes


@pytest.mark.parametrize("word", ["0", "61", "-5", "15.0", "a quarter", "1e1", "١٥"])
def test_a_lock_that_would_never_come_is_refused(word: str) -> None:
    with pytest.raises(UnsafeSettings, match="PALERMO_LOCK_MINUTES"):
        Environment.read({"PALERMO_LOCK_MINUTES": word})
