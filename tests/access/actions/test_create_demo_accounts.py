"""Demonstration accounts: made, made again, and refused where they do not belong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import override_settings

from palermo.access.actions.create_demo_accounts import DemoRefused, create_demo_accounts
from palermo.access.actors import SystemActor
from palermo.access.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from palermo.access.models import Account, Role
from palermo.errors import NotFoundOrNotAllowed
from tests.cases.factory import make_mission

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")


def test_one_account_for_each_entry() -> None:
    mission = make_mission("UKR")
    accounts = create_demo_accounts(actor=SYSTEM)
    assert [account.email for account in accounts] == [entry.email for entry in DEMO_ACCOUNTS]
    assert all(account.is_demo and account.check_password(DEMO_PASSWORD) for account in accounts)
    assert {account.role for account in accounts if account.mission == mission} == {
        Role.CASEWORKER,
        Role.SUPERVISOR,
    }


def test_again_sets_them_right() -> None:
    make_mission("UKR")
    account = create_demo_accounts(actor=SYSTEM)[0]
    account.set_password("changed by a visitor")
    account.role = Role.SUPERVISOR
    account.save()
    again = create_demo_accounts(actor=SYSTEM)[0]
    assert again.pk == account.pk
    assert again.role == Role.CASEWORKER
    assert again.check_password(DEMO_PASSWORD)
    assert Account.objects.count() == len(DEMO_ACCOUNTS)


@override_settings(PALERMO_MODE="production")
def test_refused_in_production() -> None:
    make_mission("UKR")
    with pytest.raises(DemoRefused, match="PALERMO_MODE=demo"):
        create_demo_accounts(actor=SYSTEM)
    assert not Account.objects.exists()


def test_refused_without_the_mission() -> None:
    with pytest.raises(DemoRefused, match="UKR"):
        create_demo_accounts(actor=SYSTEM)
    assert not Account.objects.exists()


def test_never_takes_over_a_real_account(account_of: Callable[..., Account]) -> None:
    real = account_of(Role.ANALYST, email=DEMO_ACCOUNTS[0].email)
    with pytest.raises(DemoRefused, match="real account"):
        create_demo_accounts(actor=SYSTEM)
    assert Account.objects.get().check_password("a long enough password")
    assert Account.objects.get().pk == real.pk


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.DATA_STEWARD, Role.ANALYST])
def test_refused_to_others(account_of: Callable[..., Account], role: Role) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        create_demo_accounts(actor=account_of(role))
