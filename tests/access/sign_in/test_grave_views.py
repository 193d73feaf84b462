"""Everything grave asks for a fresh proof; what is new and sounds grave must ask too, or say here why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from palermo.access.models import Account, Mission, Role
from palermo.access.sign_in.step_up import MARK
from palermo.audit.models import AuditEntry

#: Names of all addresses where something grave is done.
GRAVE = frozenset(
    {
        "account_change_password", "mfa_activate_totp", "mfa_add_webauthn", "sign_in_remove_factor",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "sign_in_end_others", "sign_in_end_place",
        "audit_export", "release_reading", "freeze_mission", "unfreeze_mission",
        "case_share", "case_emergency", "consent_exception",
        "device_new", "device_empty", "form_publish",
    }
)  # fmt: skip
#: An address whose name holds one of these is grave until somebody says why not.
WORDS = (
    "export", "share", "glass", "emergency", "freeze", "erase", "transfer", "release", "exception", "recovery",
    "password", "rotate", "keys",
)  # fmt: skip
#: Sounds grave and is not.
HARMLESS = {
    "shared": "a list of what others shared; it changes nothing",
    "share_revoke": "takes an access away: whoever is afraid must not be asked first",
}


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


def named() -> dict[str, URLPattern]:
    return {str(found.name): found for found in addresses(get_resolver().url_patterns)}


def test_all_that_is_grave_asks() -> None:
    found = named()
    assert set(found) >= GRAVE
    assert [name for name in sorted(GRAVE) if not getattr(found[name].callback, MARK, False)] == []


def test_what_sounds_grave_asks_too() -> None:
    sounds = {
        name
        for name, address in named().items()
        if any(word in f"{name} {address.pattern}".lower() for word in WORDS)
    }
    unguarded = {name for name in sounds if not getattr(named()[name].callback, MARK, False)}
    assert unguarded - set(HARMLESS) == set()
    assert set(HARMLESS) <= sounds


def test_the_list_is_whole() -> None:
    asking = {name for name, address in named().items() if getattr(address.callback, MARK, False)}
    assert asking == GRAVE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "arguments", "role"),
    [
        ("audit_export", (), Role.FOCAL_POINT),
        ("freeze_mission", ("UKR",), Role.SUPERVISOR),
        ("sign_in_end_others", (), Role.CASEWORKER),
        ("sign_in_end_place", (1,), Role.CASEWORKER),
        ("release_reading", (1,), Role.FOCAL_POINT),
    ],
)
def test_nothing_happens_without_a_proof(
    client: Client,
    account_of: Callable[..., Account],
    settings: Any,
    name: str,
    arguments: tuple[object, ...],
    role: Role,
) -> None:
    """The posted fields wait in the page that asks."""
    settings.PALERMO_SECOND_FACTOR = "off"
    account_of(Role.SUPERVISOR)
    account = Account.objects.filter(role=role).first() or account_of(role)
    client.force_login(account)
    answer = client.post(reverse(name, args=arguments), {"kind": "table"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="carried-kind"' in page
    assert "could not be kept" not in page
    assert reverse(name, args=arguments) in page
    assert not Mission.objects.filter(frozen_at__isnull=False).exists()
    assert not AuditEntry.objects.exists()
