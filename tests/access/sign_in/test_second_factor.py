"""Nobody gets further than the page that sets up a second factor, until there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.access.sign_in.second_factor import needs_second_factor
from tests.access.sign_in.people import Person


class TestWhoNeedsOne:
    @pytest.mark.parametrize("role", Role.values)
    def test_everybody(self, account_of: Callable[..., Account], role: str) -> None:
        assert needs_second_factor(account_of(role))

    @pytest.mark.parametrize(
        ("mode", "policy", "is_demo", "needs"),
        [
            ("demo", "demo_exempt", True, False),
            ("demo", "demo_exempt", False, True),
            ("production", "demo_exempt", True, True),
            ("production", "off", False, True),
            ("test", "off", False, False),
            ("demo", "something else", True, True),
        ],
    )
    def test_exceptions(
        self, settings: Any, person: Person, mode: str, policy: str, is_demo: bool, needs: bool
    ) -> None:
        settings.PALERMO_MODE, settings.PALERMO_SECOND_FACTOR = mode, policy
        person.account.is_demo = is_demo
        assert needs_second_factor(person.account) is needs

    def test_a_demonstration_works_at_once_and_can_be_protected_all_the_same(
        self, settings: Any, person: Person
    ) -> None:
        settings.PALERMO_MODE, settings.PALERMO_SECOND_FACTOR = "demo", "demo_exempt"
        Account.objects.update(is_demo=True)
        assert person.password()["Location"] == reverse("home")
        assert person.is_in
        assert "Add a passkey" in person.get("mfa_index").content.decode()
        assert reverse("mfa_index") in person.get("home").content.decode()


class TestWithoutOne:
    @pytest.mark.parametrize(
        "name", ["home", "case_list", "codebook", "usersessions_list", "account_change_password"]
    )
    def test_everything_leads_to_the_set_up(self, person: Person, name: str) -> None:
        person.password()
        assert person.get(name)["Location"] == reverse("mfa_index")
        page = person.get("mfa_index").content.decode()
        assert "Set up a second step" in page
        assert reverse("case_list") not in page

    def test_leaving_is_always_possible(self, person: Person) -> None:
        person.password()
        assert person.post("leave")["Location"] == reverse("away")
        assert person.get("mfa_index").status_code == 302

    def test_with_one_everything_opens(self, person: Person, acts: Callable[[], list[str]]) -> None:
        person.password()
        assert person.set_up_app()["Location"] == reverse("mfa_view_recovery_codes")
        assert person.is_in
        assert acts() == ["account.signed_in", "account.factor_added", "account.factor_added"]

    def test_a_session_that_never_proved_the_factor_must_prove_it(self, person: Person) -> None:
        other = person.elsewhere()
        other.password()
        person.password()
        person.set_up_app()
        assert other.get("home")["Location"] == reverse("account_reauthenticate")
        other.secret = person.secret
        other.post("account_reauthenticate", password="a long enough password", code=person.code())
        assert other.is_in


class TestSecondStep:
    def test_password_then_code(self, person: Person, acts: Callable[[], list[str]]) -> None:
        person.password()
        person.set_up_app()
        person.client = Client()
        assert person.password()["Location"] == reverse("mfa_authenticate")
        assert not person.is_in
        assert person.post("mfa_authenticate", code=person.code())["Location"] == reverse("home")
        assert person.is_in

    def test_a_code_works_once(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        code = person.code()
        person.client = Client()
        person.password()
        assert person.post("mfa_authenticate", code=code).status_code == 302
        person.client = Client()
        person.password()
        answer = person.post("mfa_authenticate", code=code)
        assert answer.status_code == 200
        assert "That did not fit" in answer.content.decode()

    def test_a_recovery_code_works_once(self, person: Person, acts: Callable[[], list[str]]) -> None:
        person.password()
        person.set_up_app()
        code = person.recovery_codes()[3]
        for works in (True, False):
            person.client = Client()
            person.password()
            assert (
                person.post("mfa_authenticate", code=f" {code[:5]} {code[5:]}").status_code == 302
            ) is works
        assert acts()[-2:] == ["account.signed_in", "account.sign_in_failed"]

    def test_a_code_is_good_for_its_half_minute_only(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        for steps in (-1, 1, 2):
            person.client = Client()
            person.password()
            assert person.post("mfa_authenticate", code=person.code(steps)).status_code == 200
            assert not person.is_in
        assert person.post("mfa_authenticate", code=person.code()).status_code == 302

    def test_starting_over(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        person.client = Client()
        person.password()
        assert person.get("account_login")["Location"] == reverse("mfa_authenticate")
        person.post("sign_in_start_over")
        assert person.get("account_login").status_code == 200

    def test_without_a_password_there_is_no_second_step(self, person: Person) -> None:
        assert person.get("mfa_authenticate")["Location"] == reverse("account_login")


class TestRemoving:
    def test_the_last_one_stays(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        number = Authenticator.objects.get(type="totp").pk
        page = person.client.post(
            reverse("sign_in_remove_factor", args=[number]), follow=True
        ).content.decode()
        assert "This is the only second step you have" in page
        assert Authenticator.objects.filter(type="totp").exists()

    def test_where_none_is_needed_it_goes_with_its_recovery_codes(
        self, settings: Any, person: Person, acts: Callable[[], list[str]]
    ) -> None:
        settings.PALERMO_SECOND_FACTOR = "off"
        person.password()
        person.set_up_app()
        person.post("sign_in_remove_factor", Authenticator.objects.get(type="totp").pk)
        assert not Authenticator.objects.exists()
        assert acts().count("account.factor_removed") == 2

    def test_somebody_elses_is_not_found(self, person: Person, account_of: Callable[..., Account]) -> None:
        person.password()
        person.set_up_app()
        other = Person(account_of(Role.ANALYST), Client())
        other.password()
        other.set_up_app()
        number = Authenticator.objects.get(user=person.account, type="totp").pk
        assert other.get("sign_in_remove_factor", number).status_code == 404
        assert other.post("sign_in_remove_factor", number).status_code == 404
        assert Authenticator.objects.filter(pk=number).exists()
