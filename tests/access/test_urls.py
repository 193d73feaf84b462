"""The only doors are signing in and signing out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.urls import urlpatterns as allauth_patterns
from django.test import Client, override_settings
from django.urls import NoReverseMatch, resolve, reverse
from django.urls.exceptions import Resolver404

from palermo.access.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from palermo.access.models import Account, Role

OPEN = {"account_login", "account_logout", "account_reauthenticate", "account_change_password"}
PASSWORD = "a long enough password"
pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> int:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more}).status_code


@pytest.mark.parametrize(
    "name", sorted({pattern.name for pattern in allauth_patterns if pattern.name} - OPEN)
)
def test_no_other_door_has_a_name(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "address", ["signup/", "password/reset/", "password/change/", "email/", "confirm-email/", "inactive/"]
)
def test_no_other_door_has_an_address(client: Client, address: str) -> None:
    with pytest.raises(Resolver404):
        resolve(f"/accounts/{address}")
    assert client.get(f"/accounts/{address}").status_code == 404


class TestSigningIn:
    def test_leads_to_the_page_that_was_asked_for(
        self, client: Client, account_of: Callable[..., Account]
    ) -> None:
        account = account_of(Role.CASEWORKER)
        assert (
            client.get(reverse("codebook"))["Location"]
            == f"{reverse('account_login')}?next={reverse('codebook')}"
        )
        response = client.post(
            reverse("account_login"),
            {"login": account.email.upper(), "password": PASSWORD, "next": reverse("codebook")},
        )
        assert response["Location"] == reverse("codebook")
        assert client.get(reverse("codebook")).status_code == 200

    def test_never_leads_elsewhere(self, client: Client, account_of: Callable[..., Account]) -> None:
        response = client.post(
            reverse("account_login"),
            {"login": account_of(Role.ANALYST).email, "password": PASSWORD, "next": "https://example.com/"},
        )
        assert response["Location"] == reverse("home")

    def test_signing_out_needs_a_press(self, client: Client, account_of: Callable[..., Account]) -> None:
        client.force_login(account_of(Role.ANALYST))
        assert b"Sign out?" in client.get(reverse("account_logout")).content
        assert client.get(reverse("home")).status_code == 200
        client.post(reverse("account_logout"))
        assert client.get(reverse("home")).status_code == 302

    @pytest.mark.parametrize("case", ["unknown", "wrong password", "closed account"])
    def test_refusals_look_alike(self, client: Client, account_of: Callable[..., Account], case: str) -> None:
        account = account_of(Role.ANALYST)
        email, password = account.email, PASSWORD
        if case == "unknown":
            email = "nobody@example.org"
        elif case == "wrong password":
            password = "another long password"
        else:
            Account.objects.filter(pk=account.pk).update(is_active=False)
        response = client.post(reverse("account_login"), {"login": email, "password": password})
        assert response.status_code == 200
        assert b"That address and password do not go together." in response.content
        assert "_auth_user_id" not in client.session

    def test_empty_form_says_what_to_enter(self, client: Client) -> None:
        page = client.post(reverse("account_login"), {}).content.decode()
        assert "Enter the e-mail address of your account." in page
        assert "Enter your password." in page
        assert page.count('aria-invalid="true"') == 2


class TestDemonstrationAccounts:
    def test_are_listed_in_a_demonstration_only(self, client: Client) -> None:
        assert DEMO_PASSWORD not in client.get(reverse("account_login")).content.decode()
        with override_settings(PALERMO_MODE="demo"):
            page = client.get(reverse("account_login")).content.decode()
        for account in DEMO_ACCOUNTS:
            assert f'data-fill-login="{account.email}"' in page
        assert DEMO_PASSWORD in page

    @pytest.mark.parametrize(("mode", "status"), [("demo", 302), ("test", 302), ("production", 200)])
    def test_never_open_production(
        self, client: Client, account_of: Callable[..., Account], mode: str, status: int
    ) -> None:
        account = account_of(Role.ANALYST)
        Account.objects.filter(pk=account.pk).update(is_demo=True)
        with override_settings(PALERMO_MODE=mode):
            assert sign_in(client, account.email) == status

    @override_settings(AUTHENTICATION_BACKENDS=["palermo.access.sign_in.door.DoorBackend"])
    def test_session_from_a_demonstration_ends_in_production(
        self, client: Client, account_of: Callable[..., Account]
    ) -> None:
        account = account_of(Role.ANALYST)
        Account.objects.filter(pk=account.pk).update(is_demo=True)
        assert sign_in(client, account.email) == 302
        assert client.get(reverse("home")).status_code == 200
        with override_settings(PALERMO_MODE="production"):
            assert client.get(reverse("home")).status_code == 302
