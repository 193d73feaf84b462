"""Whoever owns an account hears what was done to it, in the browser and not from whoever did it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.access.sign_in.actions.change_password import change_password
from palermo.access.sign_in.actions.give_password import give_password
from palermo.access.sign_in.actions.renew_recovery_codes import renew_recovery_codes
from palermo.access.sign_in.actions.reset_factors import reset_factors
from palermo.access.sign_in.news import changes_of
from tests.access.sign_in.people import PASSWORD, Person

COMMAND_LINE = SystemActor("command line")
OTHER = "green tractor on ice"
TOLD = "since you last signed in here"


def words(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(html.unescape(text).split())


@pytest.fixture
def owner(person: Person) -> Person:
    """Set up, signed out, told of it once, and signed out again."""
    person.password()
    person.set_up_app()
    person.post("account_logout")
    person.sign_in()
    person.get("home")
    person.post("account_logout")
    return person


def home_after_sign_in(person: Person, password: str = PASSWORD) -> str:
    """The first page, after one more second step with a recovery code (those of the app are used up)."""
    person.password(password)
    person.post("mfa_authenticate", code=person.recovery_codes()[0])
    return words(person.get("home"))


class TestAfterSigningIn:
    def test_nothing_is_said_when_nothing_happened(self, owner: Person) -> None:
        assert TOLD not in home_after_sign_in(owner)

    def test_ones_own_changes_are_said_once(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        person.post("account_logout")
        said = home_after_sign_in(person)
        assert "an app with codes was added" in said
        assert "recovery codes were made" in said
        assert "a browser that was new" not in said
        assert TOLD not in words(person.get("home"))
        person.post("account_logout")
        assert TOLD not in home_after_sign_in(person)

    def test_a_thief_who_signs_in_elsewhere_does_not_take_it_away(self, owner: Person) -> None:
        thief = owner.elsewhere()
        thief.password()
        thief.post("mfa_authenticate", code=owner.recovery_codes()[0])
        change_password(actor=owner.account, password=OTHER, keep=None)
        owner._codes = codes = renew_recovery_codes(actor=owner.account)
        for turn in range(2):
            again = owner.elsewhere()
            again.password(OTHER)
            again.post("mfa_authenticate", code=codes[turn])
            again.get("home")
        said = home_after_sign_in(owner, OTHER)
        for happened in (
            "the password was changed",
            "new recovery codes were made",
            "a browser that was new",
        ):
            assert happened in said
        assert "Tell whoever runs Palermo" in said

    def test_by_whom(self, owner: Person, account_of: Callable[..., Account]) -> None:
        administrator = account_of(Role.ADMINISTRATOR)
        administrator.display_name = "Ada Ministrator"
        administrator.save()
        reset_factors(actor=COMMAND_LINE, account=owner.account)
        owner.password()
        said = words(owner.get("mfa_index"))
        assert re.search(r"an app with codes was removed \([^)]*, by whoever runs Palermo\)", said)
        owner.set_up_app()
        first = give_password(actor=administrator, account=owner.account).password
        owner.password(first)
        owner.post("mfa_authenticate", code=owner.code())
        said = words(owner.get("account_change_password"))
        assert re.search(r"a new first password was given \([^)]*, by Ada Ministrator\)", said)

    def test_attempts_that_failed(self, owner: Person) -> None:
        for place in range(3):
            Person(owner.account, Client(REMOTE_ADDR=f"198.51.100.{place}")).password("wrong")
        said = home_after_sign_in(owner)
        assert "3 attempts to sign in to your account failed" in said
        assert "had the right password" not in said
        owner.post("account_logout")
        assert "failed" not in home_after_sign_in(owner)

    def test_a_right_password_and_a_wrong_code_is_said_louder(self, owner: Person) -> None:
        thief = owner.elsewhere()
        thief.password()
        thief.post("mfa_authenticate", code="000000")
        said = home_after_sign_in(owner)
        assert "1 attempt to sign in to your account failed" in said
        assert "Somebody had the right password" in said

    def test_of_other_accounts_nothing(self, owner: Person, account_of: Callable[..., Account]) -> None:
        other = account_of(Role.SUPERVISOR)
        change_password(actor=other, password=OTHER, keep=None)
        Person(other, Client()).password("wrong")
        assert TOLD not in home_after_sign_in(owner)


class TestPageOfPlaces:
    def test_lists_what_changed(self, owner: Person) -> None:
        reset_factors(actor=COMMAND_LINE, account=owner.account)
        owner.password()
        page = words(owner.get("mfa_index"))
        owner.set_up_app()
        page = words(owner.get("usersessions_list"))
        assert "An app with codes was added" in page
        assert "An app with codes was removed" in page
        assert "by whoever runs Palermo" in page

    def test_not_for_others(self, owner: Person, account_of: Callable[..., Account]) -> None:
        since = timezone.now() - timedelta(days=1)
        assert changes_of(owner.account, account=owner.account, since=since)
        assert changes_of(account_of(Role.ADMINISTRATOR), account=owner.account, since=since) == []
