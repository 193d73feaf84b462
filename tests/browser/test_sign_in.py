"""Passkeys with a virtual device, an app with codes, recovery codes: as people do it, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import Page, expect

from palermo.access.models import Account, Role
from tests.access.sign_in.people import steady_codes
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, Visitor
from tests.cases.factory import make_mission

__all__ = ["steady_codes"]
pytestmark = pytest.mark.django_db(transaction=True)
MOST_SECONDS = 30


@pytest.fixture(autouse=True)
def strict_door(settings: Any, transactional_db: None, steady_codes: None) -> None:
    settings.PALERMO_SECOND_FACTOR = "required"


@pytest.fixture(autouse=True)
def account(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.ANALYST, email="analyst@example.org")


def password(visitor: Visitor) -> Page:
    page = visitor.open("/accounts/login/")
    page.fill("#id_login", "analyst@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("#sign-in [type=submit]")
    return page


def give_device(page: Page, **options: Any) -> str:
    """A virtual device in the browser: a phone with a finger on it, unless told otherwise."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    wanted = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    found: str = session.send("WebAuthn.addVirtualAuthenticator", {"options": wanted | options})[
        "authenticatorId"
    ]
    return found


def sign_out(visitor: Visitor) -> None:
    page = visitor.open("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(visitor.base + "/accounts/login/")


def code(secret: str) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, int(auth.time.time()) // 30))


def set_up_app(page: Page) -> str:
    """From the page of ways to the recovery codes; the secret, as the app would have read it."""
    page.get_by_role("link", name=re.compile("app")).first.click()
    page.get_by_text("No camera? Type this key").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    # Half a minute ago, so that the code of now is still good for signing in.
    with mock.patch.object(auth.time, "shift", -30):
        page.get_by_label("The code that the app shows now").fill(code(secret))
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    return secret


class TestPasskey:
    def test_set_up_and_sign_in_with_it_alone(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(PHONE)
        give_device(visitor.page)
        page = password(visitor)
        expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second step")
        page.get_by_role("link", name="Set up a passkey").click()
        page.get_by_label("Name of the device").fill("My phone")
        page.get_by_role("button", name="Make the passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
        page.get_by_role("button", name="I have kept them").click()
        expect(page.locator("main")).to_contain_text("My phone")
        expect(page.locator("main")).to_contain_text("signs in without the password")
        sign_out(visitor)
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(visitor.base + "/")

    def test_as_second_step_and_to_prove_oneself_again(
        self, visit: Callable[..., Visitor], settings: Any
    ) -> None:
        visitor = visit()
        give_device(visitor.page)
        page = password(visitor)
        page.get_by_role("link", name="Set up a passkey").click()
        page.get_by_role("button", name="Make the passkey").click()
        page.get_by_role("button", name="I have kept them").click()
        sign_out(visitor)
        password(visitor)
        page.get_by_role("button", name="Use your passkey").click()
        page.wait_for_url(visitor.base + "/")
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
        visitor.open("/accounts/security/password/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
        page.get_by_role("button", name="Use your passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Change the password")

    def test_a_key_without_a_pin_is_a_second_step_only(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        give_device(
            visitor.page,
            transport="usb",
            hasResidentKey=False,
            hasUserVerification=False,
            isUserVerified=False,
        )
        page = password(visitor)
        page.get_by_role("link", name="Set up a passkey").click()
        page.get_by_label("Sign in with it alone").uncheck()
        page.get_by_role("button", name="Make the passkey").click()
        page.get_by_role("button", name="I have kept them").click()
        expect(page.locator("main")).to_contain_text("second step only")
        sign_out(visitor)
        password(visitor)
        page.get_by_role("button", name="Use your passkey").click()
        page.wait_for_url(visitor.base + "/")

    def test_a_refusal_of_the_device_is_said(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        give_device(visitor.page, isUserVerified=False)
        page = password(visitor)
        page.get_by_role("link", name="Set up a passkey").click()
        page.get_by_role("button", name="Make the passkey").click()
        expect(page.locator("[data-passkey-said]")).to_have_text(
            "That did not work. Try again, or take another way."
        )


class TestApp:
    def test_set_up_sign_in_and_recover(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(DESKTOP, accept_downloads=True)
        page = password(visitor)
        secret = set_up_app(page)
        codes = page.locator(".codes li").all_inner_texts()
        assert len(codes) == 10
        with page.expect_download() as download:
            page.get_by_role("link", name="Download").click()
        assert codes[0] in download.value.path().read_text()
        expect(page.get_by_role("button", name="Print")).to_be_visible()
        page.get_by_role("button", name="I have kept them").click()
        for answer, works in ((code(secret), True), (codes[0], True), (codes[0], False)):
            sign_out(visitor)
            password(visitor)
            page.get_by_label("Code of the app, or a recovery code").fill(answer)
            page.get_by_role("button", name="Sign in").click()
            if works:
                page.wait_for_url(visitor.base + "/")
            else:
                expect(page.locator("main")).to_contain_text("That did not fit")

    def test_without_a_script(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(java_script_enabled=False)
        page = password(visitor)
        page.get_by_role("link", name="Set up a passkey").click()
        expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
        expect(page.locator("main")).to_contain_text("An app with codes works without.")
        page.get_by_role("link", name="Back").click()
        secret = set_up_app(page)
        page.get_by_role("button", name="I have kept them").click()
        page.get_by_role("link", name="Change the password").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Change the password")
        sign_out(visitor)
        password(visitor)
        page.get_by_label("Code of the app, or a recovery code").fill(code(secret))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(visitor.base + "/")


class TestTooLate:
    """A form that is posted when the last proof is too old."""

    @pytest.fixture
    def ready(self, visit: Callable[..., Visitor], account: Account) -> tuple[Visitor, str]:
        """Signed in as a caseworker, with an app that has the secret."""
        Account.objects.filter(pk=account.pk).update(role=Role.CASEWORKER, mission=make_mission("UKR"))
        visitor = visit()
        page = password(visitor)
        secret = set_up_app(page)
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("button", name="I have kept them").click()
        return visitor, secret

    def prove(self, page: Page, secret: str) -> None:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Code of the app, or a recovery code").fill(code(secret))
        page.get_by_role("button", name="Go on").click()

    def test_is_not_lost(self, ready: tuple[Visitor, str], settings: Any) -> None:
        visitor, secret = ready
        page = visitor.open("/cases/emergency/")
        page.locator("[name=case]").fill("abcdefghijklmnop")
        page.locator("[name=reason]").fill("Вона чекає на кордоні; it is cold.")
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
        page.get_by_role("button", name="Open for four hours").click()
        expect(page.locator("main")).to_contain_text("What you typed is kept on this page.")
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
        self.prove(page, secret)
        page.get_by_role("button", name="Send it now").click()
        expect(page.locator("main")).to_contain_text("There is no case under this number")
        expect(page.locator("[name=reason]")).to_have_value("Вона чекає на кордоні; it is cold.")

    def test_a_password_is_typed_again(self, ready: tuple[Visitor, str], settings: Any) -> None:
        visitor, secret = ready
        page = visitor.open("/accounts/security/password/")
        new = "quite another long password"
        for turn in range(2):
            page.get_by_label("Password you have now").fill(PASSWORD)
            page.get_by_label("New password").fill(new)
            settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600 if turn else -1
            page.get_by_role("button", name="Change the password").click()
            if turn == 0:
                expect(page.locator("main")).to_contain_text("A password is not kept in a page")
                assert new not in page.content()
                settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
                self.prove(page, secret)
                expect(page.get_by_role("heading", level=1)).to_have_text("Change the password")
        expect(page.locator("main")).to_contain_text("The password is changed.")


def test_signing_out_elsewhere(visit: Callable[..., Visitor]) -> None:
    visitor, other = visit(), visit(PHONE)
    page = password(visitor)
    secret = set_up_app(page)
    page.get_by_role("button", name="I have kept them").click()
    password(other)
    other.page.get_by_label("Code of the app, or a recovery code").fill(code(secret))
    other.page.get_by_role("button", name="Sign in").click()
    other.page.wait_for_url(other.base + "/")
    visitor.open("/accounts/places/")
    expect(page.locator(".ways li")).to_have_count(2)
    expect(page.locator(".ways li").first).to_contain_text("here")
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.locator(".ways li")).to_have_count(1)
    other.open("/")
    other.page.wait_for_url(re.compile("/accounts/login/"))
