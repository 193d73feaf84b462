"""``palermo check`` and the refusal to start."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from palermo.access.models import Account, Role
from palermo.commands.check import command, refuse_unsafe
from palermo.config.environment import Environment
from palermo.errors import UnsafeSettings

pytestmark = pytest.mark.django_db

SAFE = Environment(allowed_hosts=("cases.example.org",), public_url="https://cases.example.org")


@pytest.fixture
def production(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    # The tests' own role on PostgreSQL is a superuser (tests/access/walls/test_raising.py).
    monkeypatch.setattr("palermo.commands.check.wall_problems", lambda _connection: [])
    settings.PALERMO_MODE = "production"
    settings.ENVIRONMENT = SAFE
    return settings


@pytest.mark.parametrize("trouble", [[], ["The certificate of cases.example.org ends in 3 days."]])
def test_the_public_address_is_asked_for_its_certificate(
    production: Settings, monkeypatch: pytest.MonkeyPatch, trouble: list[str]
) -> None:
    asked = []
    monkeypatch.setattr(
        "palermo.commands.check.certificate_problems", lambda address: asked.append(address) or trouble
    )
    result = CliRunner().invoke(command, [])
    assert asked == ["https://cases.example.org"]
    assert (result.exit_code == 0) is (not trouble)
    assert str(result.exception or "") == "".join(trouble)


def test_what_would_be_safer_is_said(production: Settings) -> None:
    production.PALERMO_PASSKEY_ROLES = (Role.ADMINISTRATOR,)
    said = CliRunner().invoke(command, ["--no-network"], catch_exceptions=False).output
    for word in ("breached passwords", "PALERMO_SCANNER", "PALERMO_LOG_TO", "PALERMO_PASSKEY_ROLES"):
        assert word in said
    assert "caseworker" in said
    production.PALERMO_PASSKEY_ROLES = tuple(Role.values)
    production.PALERMO_SCANNER = "clamdscan -"
    production.ENVIRONMENT = replace(SAFE, log_to="unix:/dev/log")
    said = CliRunner().invoke(command, ["--no-network"], catch_exceptions=False).output
    assert "PALERMO_SCANNER" not in said
    assert "PALERMO_LOG_TO" not in said
    assert "PALERMO_PASSKEY_ROLES" not in said


def test_safe_settings_start(production: Settings) -> None:
    result = CliRunner().invoke(command, ["--no-network"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "production" in result.output


def test_all_reasons_are_said_at_once(production: Settings) -> None:
    production.ENVIRONMENT = replace(SAFE, debug=True, public_url="")
    Account.objects.create(
        email="steward@example.org", display_name="D", role=Role.DATA_STEWARD, is_demo=True
    )
    with pytest.raises(UnsafeSettings) as refusal:
        refuse_unsafe()
    for word in ("PALERMO_DEBUG", "PALERMO_PUBLIC_URL", "demonstration accounts"):
        assert word in refusal.value.message


def test_a_switched_off_demonstration_account_is_no_reason(production: Settings) -> None:
    Account.objects.create(
        email="steward@example.org", display_name="D", role=Role.DATA_STEWARD, is_demo=True, is_active=False
    )
    refuse_unsafe()
    assert Account.objects.get().is_demo
