"""An organisation's own sign-in opens accounts that exist, and nothing else; only the issuer is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.access.sign_in.oidc import IssuerOnly
from palermo.audit.models import AuditEntry
from palermo.config.environment import Environment, unsafe_settings
from palermo.config.organisation_sign_in import OrganisationSignIn
from palermo.errors import UnsafeSettings
from tests.access.sign_in.issuer import CLIENT, SECRET, Issuer
from tests.access.sign_in.people import Person

REFUSED = "sign-in did not open Palermo"


@pytest.fixture
def issuer(settings: Any) -> Iterator[Issuer]:
    issuer = Issuer()
    issuer.start()
    settings.PALERMO_OIDC = {
        "name": "Our organisation", "issuer": issuer.address, "origins": (issuer.address,), "acr": ("urn:two",),
    }  # fmt: skip
    app = {
        "provider_id": "organisation", "name": "Our organisation", "client_id": CLIENT, "secret": SECRET,
        "settings": {"server_url": issuer.address, "oauth_pkce_enabled": True},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield issuer
    issuer.stop()


@pytest.fixture
def known(person: Person, issuer: Issuer) -> Person:
    issuer.claims = {
        "sub": "subject-1", "email": person.account.email.upper(), "email_verified": True, "amr": ["pwd", "mfa"],
        "name": "Oksana Shevchenko",
    }  # fmt: skip
    return person


def go(person: Person, issuer: Issuer, *, next: str = "", **changes: Any) -> Any:
    """Press the button, and come back from the issuer with a code."""
    gone = person.post("openid_connect_login", "organisation", next=next)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(gone["Location"]).query).items()}
    issuer.challenge = asked["code_challenge"]
    issuer.claims = {"nonce": asked["nonce"]} | issuer.claims
    query = {"code": "one", "state": asked["state"]} | changes
    return person.client.get(reverse("openid_connect_callback", args=["organisation"]), query)


def shown(person: Person) -> str:
    return str(person.get("account_login").content.decode())


class TestComingIn:
    def test_by_verified_address_then_by_subject(
        self, known: Person, issuer: Issuer, acts: Callable[[], list[str]]
    ) -> None:
        assert go(known, issuer, next=reverse("codebook"))["Location"] == reverse("codebook")
        assert known.is_in
        bound = SocialAccount.objects.get()
        assert (bound.user, bound.uid, bound.extra_data) == (known.account, "subject-1", {})
        assert acts() == ["account.bound", "account.signed_in"]
        issuer.claims = {"sub": "subject-1", "amr": ["mfa"], "email": "new@example.org"}
        known.client = Client()
        assert go(known, issuer).status_code == 302
        assert known.is_in
        assert not SocialToken.objects.exists()

    def test_what_the_browser_is_sent_with(self, known: Person, issuer: Issuer) -> None:
        gone = known.post("openid_connect_login", "organisation")["Location"]
        asked = parse_qs(urlsplit(gone).query)
        assert gone.startswith(f"{issuer.address}/authorize?")
        assert asked["prompt"] == ["login"]
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["acr_values"] == ["urn:two"]
        assert {"state", "nonce"} <= set(asked)

    def test_by_userinfo_of_the_same_person(self, known: Person, issuer: Issuer) -> None:
        address = issuer.claims.pop("email")
        issuer.userinfo = {"sub": "subject-1", "email": address, "email_verified": True}
        go(known, issuer)
        assert known.is_in

    def test_nothing_that_was_told_is_kept(self, known: Person, issuer: Issuer) -> None:
        go(known, issuer)
        stored = json.dumps([row.get_decoded() for row in Session.objects.all()])
        stored += json.dumps(list(SocialAccount.objects.values("uid", "extra_data")))
        for word in ("Oksana", known.account.email, "opaque"):
            assert word not in stored

    def test_needs_our_second_factor_where_the_organisation_asked_for_none(
        self, known: Person, issuer: Issuer
    ) -> None:
        issuer.claims["amr"] = ["pwd"]
        go(known, issuer)
        assert known.get("home")["Location"] == reverse("mfa_index")
        known.set_up_app()
        assert known.is_in
        known.client = Client()
        issuer.claims.pop("nonce")
        assert go(known, issuer)["Location"] == reverse("mfa_authenticate")
        known.post("mfa_authenticate", code=known.code())
        assert known.is_in

    @pytest.mark.parametrize(("more", "enough"), [({"acr": "urn:two"}, True), ({"acr": "urn:one"}, False)])
    def test_acr_that_is_named_counts(
        self, known: Person, issuer: Issuer, more: dict[str, str], enough: bool
    ) -> None:
        issuer.claims |= {"amr": ["pwd"]} | more
        go(known, issuer)
        assert known.is_in is enough

    def test_the_button_is_there_only_when_it_is_set_up(self, known: Person, settings: Any) -> None:
        assert "Sign in with Our organisation" in shown(known)
        settings.PALERMO_OIDC, settings.SOCIALACCOUNT_PROVIDERS = {}, {}
        assert "Our organisation" not in shown(known)


class TestStayingOut:
    @pytest.mark.parametrize(
        "change",
        [
            {"email": "nobody@example.org"},
            {"email_verified": False},
            {"email_verified": "yes"},
            {"email": None},
            {"nonce": "of another time"},
            {"iss": "https://example.com"},
            {"aud": "somebody else"},
            {"exp": 1},
        ],
        ids=str,
    )
    def test_what_does_not_hold(self, known: Person, issuer: Issuer, change: dict[str, Any]) -> None:
        issuer.claims |= change
        assert go(known, issuer)["Location"] == reverse("account_login")
        assert REFUSED in shown(known)
        assert not known.client.session.get("_auth_user_id")
        assert not SocialAccount.objects.exists()
        assert Account.objects.count() == 1
        assert AuditEntry.objects.latest("sequence").act == "account.sign_in_failed"

    def test_a_signature_of_somebody_else(self, known: Person, issuer: Issuer) -> None:
        issuer.signs_with = 2
        assert go(known, issuer)["Location"] == reverse("account_login")

    def test_no_signature(self, known: Person, issuer: Issuer) -> None:
        issuer.algorithm = "none"
        assert go(known, issuer)["Location"] == reverse("account_login")

    def test_a_state_that_we_never_gave(self, known: Person, issuer: Issuer) -> None:
        assert go(known, issuer, state="guessed")["Location"] == reverse("account_login")

    def test_an_answer_that_is_used_again(self, known: Person, issuer: Issuer) -> None:
        answer = go(known, issuer)
        again = answer.wsgi_request.get_full_path()
        known.client = Client()
        assert known.client.get(again)["Location"] == reverse("account_login")

    def test_an_account_follows_no_second_subject(self, known: Person, issuer: Issuer) -> None:
        go(known, issuer)
        known.client = Client()
        issuer.claims = issuer.claims | {"sub": "subject-2"}
        issuer.claims.pop("nonce")
        assert go(known, issuer)["Location"] == reverse("account_login")

    def test_a_closed_account(self, known: Person, issuer: Issuer) -> None:
        Account.objects.update(is_active=False)
        assert go(known, issuer)["Location"] == reverse("account_login")
        assert not SocialAccount.objects.exists()

    def test_userinfo_of_another_person(self, known: Person, issuer: Issuer) -> None:
        address = issuer.claims.pop("email")
        issuer.userinfo = {"sub": "subject-2", "email": address, "email_verified": True}
        assert go(known, issuer)["Location"] == reverse("account_login")

    def test_a_refusal_over_there(self, known: Person, issuer: Issuer) -> None:
        assert go(known, issuer, code="", error="access_denied").status_code == 302
        assert not known.client.session.get("_auth_user_id")

    def test_a_provider_written_into_the_database(self, known: Person, settings: Any) -> None:
        SocialApp.objects.create(
            provider="openid_connect", provider_id="evil", name="Evil", client_id="x",
            settings={"server_url": "https://example.com"},
        )  # fmt: skip
        assert known.post("openid_connect_login", "evil")["Location"] == reverse("account_login")


class TestWhoIsAsked:
    def test_nobody_until_the_button_is_pressed(self, known: Person, issuer: Issuer) -> None:
        shown(known)
        assert issuer.asked == []
        go(known, issuer)
        assert set(issuer.asked) == {"/.well-known/openid-configuration", "/token", "/keys"}

    @pytest.mark.parametrize(
        "address", ["https://example.com/", "http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/"]
    )
    @pytest.mark.usefixtures("issuer")
    def test_nobody_else(self, address: str) -> None:
        with pytest.raises(requests.exceptions.InvalidURL):
            IssuerOnly().get(address)

    def test_nobody_to_whom_the_issuer_sends_us(self, known: Person, issuer: Issuer) -> None:
        issuer.moves_to = "http://127.0.0.1:1"
        assert go(known, issuer)["Location"] == reverse("account_login")

    def test_nobody_who_calls_itself_otherwise(self, known: Person, issuer: Issuer) -> None:
        issuer.calls_itself = "https://example.com"
        assert known.post("openid_connect_login", "organisation")["Location"] == reverse("account_login")
        assert REFUSED in shown(known)

    def test_when_it_does_not_answer(self, known: Person, issuer: Issuer) -> None:
        issuer.stop()
        assert known.post("openid_connect_login", "organisation")["Location"] == reverse("account_login")
        assert REFUSED in shown(known)
        issuer.start()


class TestSettings:
    WHOLE = {
        "PALERMO_OIDC_ISSUER": "https://sign-in.example.org/realm/", "PALERMO_OIDC_CLIENT_ID": "palermo",
        "PALERMO_OIDC_CLIENT_SECRET": "secret",
    }  # fmt: skip

    def test_nothing_is_nothing(self) -> None:
        assert OrganisationSignIn.read({}) is None

    def test_what_is_read(self, tmp_path: Any) -> None:
        (tmp_path / "secret").write_text("from a file\n")
        found = OrganisationSignIn.read(
            self.WHOLE
            | {
                "PALERMO_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
                "PALERMO_OIDC_HOSTS": "keys.example.org, tokens.example.org",
                "PALERMO_OIDC_ACR": "urn:a urn:b",
            }
        )
        assert found
        assert (found.name, found.client_secret, found.acr) == (
            "sign-in.example.org",
            "from a file",
            ("urn:a", "urn:b"),
        )
        assert found.issuer == "https://sign-in.example.org/realm"
        assert found.origins == (
            "https://sign-in.example.org", "https://keys.example.org", "https://tokens.example.org",
        )  # fmt: skip
        assert "from a file" not in repr(found)

    @pytest.mark.parametrize(
        "change",
        [
            {"PALERMO_OIDC_CLIENT_ID": ""},
            {"PALERMO_OIDC_CLIENT_SECRET": ""},
            {"PALERMO_OIDC_CLIENT_SECRET_FILE": "/nowhere"},
            {"PALERMO_OIDC_ISSUER": "sign-in.example.org"},
        ],
        ids=str,
    )
    def test_half_of_it_stops(self, change: dict[str, str]) -> None:
        with pytest.raises(UnsafeSettings, match="PALERMO_OIDC"):
            OrganisationSignIn.read(self.WHOLE | change)

    def test_in_clear_is_unsafe(self) -> None:
        rest = {"PALERMO_ALLOWED_HOSTS": "a.example.org", "PALERMO_PUBLIC_URL": "https://a.example.org"}
        safe = Environment.read(self.WHOLE | rest)
        assert unsafe_settings(safe, home_is_shared=False) == []
        clear = Environment.read(self.WHOLE | rest | {"PALERMO_OIDC_ISSUER": "http://sign-in.example.org"})
        assert "PALERMO_OIDC_ISSUER" in unsafe_settings(clear, home_is_shared=False)[0]


def test_roles_have_no_part_in_it(known: Person, issuer: Issuer) -> None:
    Account.objects.update(role=Role.ADMINISTRATOR, mission=None)
    issuer.claims |= {"role": "supervisor", "groups": ["admin"]}
    go(known, issuer)
    assert Account.objects.get().role == Role.ADMINISTRATOR
