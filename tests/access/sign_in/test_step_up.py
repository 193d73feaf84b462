"""What is grave asks again, unless password and second factor, or a passkey, were shown within ten minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from palermo.access.locking import carrying
from palermo.access.sign_in import proofs
from palermo.access.sign_in.step_up import is_fresh, require_fresh
from tests.access.sign_in.people import PASSWORD, Person, later

TEN_MINUTES = 10 * 60
GRAVE = "account_change_password"


@pytest.fixture
def with_app(person: Person) -> Person:
    person.password()
    person.set_up_app()
    return person


def request_of(person: Person, **session: Any) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = person.account
    request.session = person.client.session  # type: ignore[assignment]
    return request


class TestIsFresh:
    def test_nobody_is(self, person: Person) -> None:
        request = request_of(person)
        request.user = AnonymousUser()
        assert not is_fresh(request)

    @pytest.mark.parametrize(
        ("shown", "fresh"),
        [
            ([("password", {})], False),
            ([("mfa", {"type": "totp"})], False),
            ([("password", {}), ("mfa", {"type": "totp"})], True),
            ([("password", {}), ("mfa", {"type": "recovery_codes"})], True),
            ([("mfa", {"type": "webauthn"})], False),
            ([("mfa", {"type": "webauthn", "verified": True})], True),
            ([("mfa", {"type": "webauthn", "passwordless": True})], True),
            ([("password", {}), ("mfa", {"type": "webauthn"})], True),
            ([("socialaccount", {"factor": True})], True),
            ([("socialaccount", {"factor": False})], False),
            ([("socialaccount", {"factor": False}), ("mfa", {"type": "totp"})], True),
        ],
    )
    def test_what_counts(
        self, with_app: Person, shown: list[tuple[str, dict[str, Any]]], fresh: bool
    ) -> None:
        request = request_of(with_app)
        request.session[proofs.AUTHENTICATION_METHODS_SESSION_KEY] = []
        for method, details in shown:
            proofs.add_proof(request, with_app.account, method, **details)
        assert is_fresh(request) is fresh
        with later(TEN_MINUTES + 1):
            assert not is_fresh(request)

    def test_without_a_factor_the_password_is_all_there_is(self, person: Person) -> None:
        person.password()
        assert is_fresh(request_of(person))
        with later(TEN_MINUTES + 1):
            assert not is_fresh(request_of(person))

    def test_of_somebody_else_nothing_counts(self, with_app: Person) -> None:
        request = request_of(with_app)
        request.user.pk += 1
        assert not is_fresh(request)


class TestPage:
    def test_asks_and_goes_on(self, with_app: Person, acts: Callable[[], list[str]]) -> None:
        with later(TEN_MINUTES + 1):
            asked = with_app.get(GRAVE)["Location"]
            assert asked == f"{reverse('account_reauthenticate')}?next={quote(reverse(GRAVE), safe='')}"
            page = with_app.client.get(asked).content.decode()
            assert f'name="next" value="{reverse(GRAVE)}"' in page
            answer = with_app.post(
                "account_reauthenticate", password=PASSWORD, code=with_app.code(), next=reverse(GRAVE)
            )
            assert answer["Location"] == reverse(GRAVE)
            assert with_app.get(GRAVE).status_code == 200
        assert acts()[-1] == "account.confirmed"

    @pytest.mark.parametrize(
        ("password", "has_code"), [("", True), ("wrong", True), (PASSWORD, False), ("", False)]
    )
    def test_one_part_is_not_enough(self, with_app: Person, password: str, has_code: bool) -> None:
        with later(TEN_MINUTES + 1):
            code = with_app.code() if has_code else ""
            assert with_app.post("account_reauthenticate", password=password, code=code).status_code == 200
            assert with_app.get(GRAVE).status_code == 302

    def test_a_slip_in_the_password_uses_up_no_recovery_code(self, with_app: Person) -> None:
        code = with_app.recovery_codes()[0]
        with later(TEN_MINUTES + 1):
            assert with_app.post("account_reauthenticate", password="wrong", code=code).status_code == 200
            assert with_app.post("account_reauthenticate", password=PASSWORD, code=code).status_code == 302

    def test_never_leads_elsewhere(self, with_app: Person) -> None:
        for address in ("https://example.com/", "//example.com/", "/nowhere/", "javascript:alert(1)"):
            with later(TEN_MINUTES + 31):
                code = with_app.recovery_codes()[0]
                answer = with_app.post("account_reauthenticate", password=PASSWORD, code=code, next=address)
            assert answer["Location"] == reverse("home")

    def test_what_was_typed_travels_in_the_page(self, with_app: Person) -> None:
        form = reverse("mfa_add_webauthn")
        with later(TEN_MINUTES + 1):
            page = with_app.client.post(form, {"name": "a < b", "credential": "new & long"}).content.decode()
            assert 'name="carried-name" value="a &lt; b"' in page
            assert "new & long" not in str(dict(with_app.client.session))
            fields = dict(re.findall(r'type="hidden" name="(carried[^"]*)" value="([^"]*)"', page))
            assert fields["carried_to"] == form
            refused = with_app.post("account_reauthenticate", **fields, password="wrong", code="1")
            assert 'name="carried-name"' in refused.content.decode()
            offered = with_app.post(
                "account_reauthenticate", **fields, password=PASSWORD, code=with_app.code()
            ).content.decode()
            assert f'action="{form}"' in offered
            assert 'name="credential" value="new &amp;' in offered

    def test_passwords_do_not(self, with_app: Person) -> None:
        """They would lie in a page; its own page is opened again instead."""
        with later(TEN_MINUTES + 1):
            page = with_app.post(GRAVE, present=PASSWORD, password="new & long password").content.decode()
            assert "carried-" not in page
            assert "new &amp; long" not in page
            assert "type it again" in page
            assert f'name="next" value="{reverse(GRAVE)}"' in page
            done = with_app.post(
                "account_reauthenticate", password=PASSWORD, code=with_app.code(), next=reverse(GRAVE)
            )
            assert done["Location"] == reverse(GRAVE)

    def test_what_is_too_long_is_said_and_not_carried_in_part(self, with_app: Person) -> None:
        with later(TEN_MINUTES + 1), mock.patch.object(carrying, "LARGEST", 100):
            page = with_app.client.post(
                reverse("mfa_add_webauthn"), {"name": "x" * 101, "credential": "y"}
            ).content.decode()
        assert "carried-" not in page
        assert "too long to be carried" in page

    def test_fields_are_not_carried_to_strangers(self, with_app: Person) -> None:
        with later(TEN_MINUTES + 1):
            fields = {"carried_to": "https://example.com/", "carried-x": "1"}
            answer = with_app.post(
                "account_reauthenticate", **fields, password=PASSWORD, code=with_app.code()
            )
        assert answer["Location"] == reverse("home")


def test_the_decorator_lets_through_and_stops(with_app: Person) -> None:
    @require_fresh
    def export(request: HttpRequest) -> HttpResponse:
        return HttpResponse("the file")

    request = request_of(with_app)
    assert export(request).content == b"the file"
    with later(TEN_MINUTES + 1):
        assert export(request).status_code == 302


def test_the_page_is_for_accounts(client: Client) -> None:
    assert client.get(reverse("account_reauthenticate")).status_code == 302
