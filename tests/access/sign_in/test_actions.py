"""Who may change how somebody signs in: the owner; whoever keeps the accounts may only take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.access.sign_in.actions.add_app import add_app
from palermo.access.sign_in.actions.add_passkey import add_passkey
from palermo.access.sign_in.actions.change_password import change_password
from palermo.access.sign_in.actions.close_account import close_account, open_account
from palermo.access.sign_in.actions.remove_factor import remove_factor
from palermo.access.sign_in.actions.renew_recovery_codes import renew_recovery_codes
from palermo.access.sign_in.actions.reset_factors import reset_factors
from palermo.access.sign_in.factors import factors_of
from palermo.audit.errors import ChainBroken
from palermo.errors import NotFoundOrNotAllowed
from tests.access.sign_in.people import PASSWORD, Person

SECRET = generate_totp_secret()
FOR_ONESELF: list[Callable[[Any], Any]] = [
    lambda actor: add_app(actor=actor, secret=SECRET),
    lambda actor: add_passkey(actor=actor, name="phone", credential={}),
    lambda actor: change_password(actor=actor, password="green tractor on ice", keep=None),
    lambda actor: remove_factor(actor=actor, number=1),
    lambda actor: renew_recovery_codes(actor=actor),
]


@pytest.mark.parametrize("act", FOR_ONESELF)
def test_nobody_and_no_machine_does_it_for_somebody(act: Callable[[Any], Any], person: Person) -> None:
    with pytest.raises(NotSignedIn):
        act(None)
    with pytest.raises(NotFoundOrNotAllowed):
        act(SystemActor("command line"))
    person.account.is_active = False
    with pytest.raises(NotSignedIn):
        act(person.account)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_only_whoever_keeps_the_accounts_takes_away(
    person: Person, account_of: Callable[..., Account], role: str
) -> None:
    other = account_of(role, email="other@example.org")
    for act in (reset_factors, close_account, open_account):
        with pytest.raises(NotFoundOrNotAllowed):
            act(actor=other, account=person.account)


def test_closing_twice_is_recorded_once(person: Person, acts: Callable[[], list[str]]) -> None:
    actor = SystemActor("command line")
    close_account(actor=actor, account=person.account)
    close_account(actor=actor, account=person.account)
    open_account(actor=actor, account=person.account)
    assert acts() == ["account.closed", "account.opened"]


def test_a_second_app_is_refused(person: Person) -> None:
    add_app(actor=person.account, secret=SECRET)
    with pytest.raises(NotAcceptedError):
        add_app(actor=person.account, secret=SECRET)


def test_recovery_codes_need_something_to_stand_for(person: Person) -> None:
    with pytest.raises(NotAcceptedError):
        renew_recovery_codes(actor=person.account)
    assert not Authenticator.objects.exists()


def test_nobody_reads_the_factors_of_others(person: Person, account_of: Callable[..., Account]) -> None:
    other = account_of(Role.ADMINISTRATOR)
    with pytest.raises(NotFoundOrNotAllowed):
        factors_of(other, account=person.account)


@pytest.mark.parametrize(
    "act",
    [
        lambda a: add_app(actor=a, secret=SECRET),
        lambda a: change_password(actor=a, password="green tractor on ice", keep=None),
    ],
)
def test_without_its_entry_nothing_happens(
    person: Person, monkeypatch: pytest.MonkeyPatch, act: Callable[[Account], Any]
) -> None:
    def broken(*_args: Any) -> None:
        raise ChainBroken

    monkeypatch.setattr("palermo.audit.recording.append", broken)
    with pytest.raises(ChainBroken):
        act(person.account)
    assert not Authenticator.objects.exists()
    assert Account.objects.get(pk=person.account.pk).check_password(PASSWORD)
