"""Where a role needs a passkey, a code is not enough: neither to get in, nor for what is grave, nor to be left with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.models import Role
from palermo.access.sign_in import proofs
from palermo.access.sign_in.actions.add_passkey import add_passkey
from palermo.access.sign_in.actions.remove_factor import remove_factor
from palermo.access.sign_in.actions.renew_recovery_codes import renew_recovery_codes
from palermo.access.sign_in.recovery_codes import has_codes
from palermo.access.sign_in.second_factor import missing_step, needs_passkey
from palermo.access.sign_in.step_up import can_prove_by, is_fresh
from palermo.config.environment import ROLES, Environment
from palermo.errors import UnsafeSettings
from tests.access.sign_in.passkeys import SoftKey
from tests.access.sign_in.people import PASSWORD, Person


@pytest.fixture
def strict(settings: Any) -> None:
    settings.PALERMO_PASSKEY_ROLES = (Role.CASEWORKER,)


def request_of(person: Person, *shown: tuple[str, dict[str, Any]]) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = person.account
    request.session = person.client.session  # type: ignore[assignment]
    request.session.pop(proofs.HAS_FACTOR, None)
    request.session[proofs.AUTHENTICATION_METHODS_SESSION_KEY] = []
    for method, details in shown:
        proofs.add_proof(request, person.account, method, **details)
    return request


PASSWORD_SHOWN = ("password", {})
APP = ("mfa", {"type": "totp"})
CODE = ("mfa", {"type": "recovery_codes"})
PASSKEY = ("mfa", {"type": "webauthn"})


@pytest.mark.usefixtures("strict")
class TestWithOnlyAnApp:
    def test_the_way_leads_to_a_passkey(self, person: Person) -> None:
        Authenticator.objects.create(user=person.account, type="totp", data={})
        for shown in ((PASSWORD_SHOWN, APP), (PASSWORD_SHOWN, CODE)):
            assert missing_step(request_of(person, *shown), person.account) == "set_up"

    def test_the_page_offers_nothing_else(self, person: Person) -> None:
        person.password()
        page = person.get("mfa_index").content.decode()
        assert reverse("mfa_add_webauthn") in page
        assert reverse("mfa_activate_totp") not in page
        assert "For your role it must be a passkey" in page
        assert person.get("home")["Location"] == reverse("mfa_index")

    def test_setting_one_up_all_the_same_changes_nothing(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        assert person.get("home")["Location"] == reverse("mfa_index")
        assert not has_codes(person.account)


@pytest.mark.usefixtures("strict")
class TestWithAPasskey:
    @pytest.fixture
    def owner(self, person: Person) -> Person:
        add_passkey(actor=person.account, name="phone", credential=SoftKey().registration())
        return person

    @pytest.mark.parametrize(
        ("shown", "missing"),
        [
            ((PASSWORD_SHOWN,), "prove"),
            ((PASSWORD_SHOWN, APP), "prove"),
            ((PASSWORD_SHOWN, CODE), "prove"),
            ((PASSWORD_SHOWN, PASSKEY), ""),
            ((("mfa", {"type": "webauthn", "passwordless": True}),), ""),
            # The organisation answers for the factor that it asked for.
            ((("socialaccount", {"factor": True}),), ""),
        ],
    )
    def test_only_it_lets_in(self, owner: Person, shown: Any, missing: str) -> None:
        assert missing_step(request_of(owner, *shown), owner.account) == missing

    def test_only_it_is_enough_for_what_is_grave(self, owner: Person) -> None:
        assert not is_fresh(request_of(owner, PASSWORD_SHOWN, APP))
        assert not is_fresh(request_of(owner, PASSWORD_SHOWN, CODE))
        assert is_fresh(request_of(owner, PASSWORD_SHOWN, PASSKEY))

    def test_no_page_asks_for_a_code(self, owner: Person) -> None:
        Authenticator.objects.create(user=owner.account, type="totp", data={})
        assert can_prove_by(owner.account) == {"password", "webauthn"}
        owner.client = Client()
        owner.password()
        page = owner.get("mfa_authenticate").content.decode()
        assert "data-passkey-ask" in page
        assert 'name="code"' not in page

    def test_the_last_one_stays(self, owner: Person) -> None:
        app = Authenticator.objects.create(user=owner.account, type="totp", data={})
        passkey = Authenticator.objects.get(type="webauthn")
        with pytest.raises(NotAcceptedError):
            remove_factor(actor=owner.account, number=passkey.pk)
        assert remove_factor(actor=owner.account, number=app.pk)

    def test_codes_on_paper_are_not_made(self, owner: Person) -> None:
        assert not has_codes(owner.account)
        with pytest.raises(NotAcceptedError):
            renew_recovery_codes(actor=owner.account)


def test_other_roles_go_on_as_before(person: Person, settings: Any) -> None:
    settings.PALERMO_PASSKEY_ROLES = (Role.ADMINISTRATOR,)
    assert not needs_passkey(person.account)
    person.password(PASSWORD)
    person.set_up_app()
    assert person.is_in


def test_a_demonstration_asks_nobody(person: Person, settings: Any) -> None:
    settings.PALERMO_MODE, settings.PALERMO_SECOND_FACTOR = "demo", "demo_exempt"
    settings.PALERMO_PASSKEY_ROLES = ROLES
    person.account.is_demo = True
    assert not needs_passkey(person.account)


class TestSetting:
    def test_the_roles_are_those_that_there_are(self) -> None:
        assert tuple(sorted(Role.values)) == ROLES

    @pytest.mark.parametrize(
        ("mode", "words", "roles"),
        [
            ("production", None, ROLES),
            ("demo", None, ()),
            ("test", None, ()),
            ("production", "none", ()),
            ("production", "all", ROLES),
            ("demo", "ALL", ROLES),
            ("production", "focal_point, administrator,focal_point", ("administrator", "focal_point")),
        ],
    )
    def test_unsaid_it_is_everybody(self, mode: str, words: str | None, roles: tuple[str, ...]) -> None:
        variables = {"PALERMO_MODE": mode} | ({} if words is None else {"PALERMO_PASSKEY_ROLES": words})
        assert Environment.read(variables).passkey_roles == roles

    @pytest.mark.parametrize("words", ["everybody", "all,none", "administrator;analyst"])
    def test_a_slip_is_no_default(self, words: str) -> None:
        with pytest.raises(UnsafeSettings, match="PALERMO_PASSKEY_ROLES"):
            Environment.read({"PALERMO_PASSKEY_ROLES": words})


def test_every_role_can_be_asked(account_of: Callable[..., Any], settings: Any) -> None:
    settings.PALERMO_PASSKEY_ROLES = ROLES
    assert all(needs_passkey(account_of(role)) for role in Role.values)
