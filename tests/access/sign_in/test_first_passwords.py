"""A password that somebody else chose is good for choosing one's own, and not for long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.create_account import create_account
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.access.sign_in.actions.give_password import give_password
from palermo.access.sign_in.actions.reset_factors import reset_factors
from palermo.access.sign_in.first_passwords import GOOD_FOR
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from tests.access.sign_in.people import PASSWORD, Person

COMMAND_LINE = SystemActor("command line")
FIRST, OWN = "somebody typed this one", "green tractor on ice"
REFUSED = "do not go together"


@pytest.fixture
def newcomer(client: Client) -> Person:
    account = create_account(
        actor=COMMAND_LINE, email="new@example.org", display_name="New", role=Role.ANALYST, password=FIRST
    )
    return Person(account, client)


class TestFirstSignIn:
    def test_own_password_then_second_step_then_the_page_that_was_asked_for(self, newcomer: Person) -> None:
        wanted = reverse("case_list") + "?sex=female"
        asked = newcomer.client.get(wanted)
        answer = newcomer.client.post(asked["Location"], {"login": newcomer.account.email, "password": FIRST})
        assert answer["Location"] == wanted
        assert newcomer.client.get(wanted)["Location"] == reverse("account_change_password")
        page = newcomer.get("account_change_password").content.decode()
        assert "Choose your own password" in page
        assert reverse("case_list") not in page
        done = newcomer.post("account_change_password", present=FIRST, password=OWN)
        assert done["Location"] == reverse("mfa_index")
        newcomer.account.refresh_from_db()
        assert newcomer.account.initial_password_until is None
        assert newcomer.set_up_app()["Location"] == reverse("mfa_view_recovery_codes")
        newcomer.get("mfa_view_recovery_codes")
        assert newcomer.post("mfa_view_recovery_codes")["Location"] == wanted
        assert newcomer.client.get(wanted).status_code == 200

    @pytest.mark.parametrize("name", ["home", "usersessions_list", "codebook"])
    def test_nothing_else_opens_meanwhile(self, newcomer: Person, name: str) -> None:
        newcomer.password(FIRST)
        assert newcomer.get(name)["Location"] == reverse("account_change_password")
        assert newcomer.client.get("/api/v1/cases").status_code == 401

    def test_also_where_no_second_step_is_asked_for(self, newcomer: Person, settings: object) -> None:
        settings.PALERMO_SECOND_FACTOR = "off"  # type: ignore[attr-defined]
        newcomer.password(FIRST)
        assert newcomer.get("home")["Location"] == reverse("account_change_password")
        done = newcomer.post("account_change_password", present=FIRST, password=OWN)
        assert done["Location"] == reverse("mfa_index")
        assert newcomer.is_in

    def test_the_same_one_is_no_choice(self, newcomer: Person) -> None:
        newcomer.password(FIRST)
        answer = newcomer.post("account_change_password", present=FIRST, password=FIRST)
        assert b"Choose another one" in answer.content
        assert newcomer.get("home")["Location"] == reverse("account_change_password")

    def test_leaving_is_open(self, newcomer: Person) -> None:
        newcomer.password(FIRST)
        assert newcomer.post("account_logout").status_code == 302
        assert newcomer.get("home")["Location"].startswith(reverse("account_login"))


class TestEnd:
    def test_after_two_weeks_it_is_a_wrong_password(self, newcomer: Person) -> None:
        Account.objects.update(initial_password_until=timezone.now() - timedelta(seconds=1))
        assert REFUSED in newcomer.password(FIRST).content.decode()
        assert AuditEntry.objects.latest("sequence").act == "account.sign_in_failed"

    def test_until_then_it_is_right(self, newcomer: Person) -> None:
        until = newcomer.account.initial_password_until
        assert until is not None
        assert timedelta(days=13) < until - timezone.now() <= GOOD_FOR
        assert newcomer.password(FIRST).status_code == 302

    def test_somebody_gives_another_one(self, newcomer: Person) -> None:
        newcomer.password(FIRST)
        newcomer.post("account_change_password", present=FIRST, password=OWN)
        newcomer.account.refresh_from_db()
        given = give_password(actor=COMMAND_LINE, account=newcomer.account)
        assert given.ended == 1
        assert given.password not in repr(given)
        assert AuditEntry.objects.filter(act="account.password_given").count() == 1
        assert REFUSED in newcomer.password(OWN).content.decode()
        newcomer.password(given.password)
        assert newcomer.get("home")["Location"] == reverse("account_change_password")

    def test_a_forgotten_password_leaves_the_second_step(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        first = give_password(actor=COMMAND_LINE, account=person.account).password
        assert not person.is_in
        assert person.password(first)["Location"].startswith(reverse("mfa_authenticate"))
        assert not person.is_in
        assert person.post("mfa_authenticate", code=person.code()).status_code == 302
        assert person.get("home")["Location"] == reverse("account_change_password")

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.FOCAL_POINT])
    def test_not_by_everybody(self, newcomer: Person, account_of: Callable[..., Account], role: Role) -> None:
        with pytest.raises(NotFoundOrNotAllowed):
            give_password(actor=account_of(role), account=newcomer.account)


class TestNobodyHoldsBoth:
    """Whoever keeps the accounts can neither know nor choose somebody's password behind a second step."""

    def test_the_given_one_opens_nothing_without_the_second_step(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        administrator = person.elsewhere()
        first = give_password(actor=COMMAND_LINE, account=person.account).password
        administrator.password(first)
        for name in ("home", "account_change_password", "mfa_index", "mfa_activate_totp"):
            assert "/login/" in administrator.get(name)["Location"]
        administrator.post("account_change_password", present=first, password=OWN)
        person.account.refresh_from_db()
        assert person.account.check_password(first)

    def test_and_the_second_step_stays_until_the_owner_has_chosen(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        first = give_password(actor=COMMAND_LINE, account=person.account).password
        person.account.refresh_from_db()
        with pytest.raises(NotAcceptedError):
            reset_factors(actor=COMMAND_LINE, account=person.account)
        person.password(first)
        person.post("mfa_authenticate", code=person.code())
        person.post("account_change_password", present=first, password=OWN)
        person.account.refresh_from_db()
        assert reset_factors(actor=COMMAND_LINE, account=person.account) == 2

    def test_nor_the_other_way_round(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        reset_factors(actor=COMMAND_LINE, account=person.account)
        with pytest.raises(NotAcceptedError):
            give_password(actor=COMMAND_LINE, account=person.account)
        person.account.refresh_from_db()
        assert person.account.check_password(PASSWORD)
        person.password()
        person.set_up_app()
        assert give_password(actor=COMMAND_LINE, account=person.account).password

    def test_who_never_had_one_can_be_given_another_first_password(self, newcomer: Person) -> None:
        assert give_password(actor=COMMAND_LINE, account=newcomer.account).password != FIRST

    def test_where_none_is_needed_there_is_no_such_rule(self, person: Person, settings: object) -> None:
        person.password()
        person.set_up_app()
        settings.PALERMO_SECOND_FACTOR = "off"  # type: ignore[attr-defined]
        reset_factors(actor=COMMAND_LINE, account=person.account)
        assert give_password(actor=COMMAND_LINE, account=person.account).password


def test_a_demonstration_keeps_its_password() -> None:
    account = create_account(
        actor=COMMAND_LINE,
        email="demo@example.org",
        display_name="Demo",
        role=Role.ANALYST,
        password=FIRST,
        is_demo=True,
    )
    assert account.initial_password_until is None


def test_whoever_chose_it_keeps_it(person: Person) -> None:
    """Accounts from before, and everybody who has chosen."""
    person.password()
    person.set_up_app()
    assert person.is_in
