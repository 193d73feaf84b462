"""What opens a locked session, and how often one may try."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from palermo.access.locking import credentials
from palermo.access.locking.actions.unlock_session import unlock_session
from palermo.access.locking.carrying import Ticket, owner_mark
from palermo.access.locking.sessions import SessionStore, stored_key
from palermo.access.locking.state import MOST_TRIES
from palermo.access.models import Account, Role
from palermo.access.sign_in.factor_secrets import secrets_of
from palermo.access.sign_in.recovery_codes import make_codes
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from tests.access.locking.conftest import PASSWORD, Clock, acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked(browser: Client) -> Client:
    browser.post("/accounts/lock/")
    return browser


@pytest.fixture
def attempt(locked: Client, account: Account) -> Callable[..., dict[str, Any]]:
    def post(**fields: str) -> dict[str, Any]:
        ticket = Ticket(owner_mark(account), "/note/").sealed()
        answer = locked.post(
            "/accounts/unlock/", {"ticket": ticket, **fields}, HTTP_ACCEPT="application/json"
        )
        return dict(answer.json())

    return post


def test_the_password(locked: Client, attempt: Callable[..., dict[str, Any]]) -> None:
    key = locked.session.session_key
    found = attempt(secret=PASSWORD)
    assert found["state"] == "open"
    assert locked.session.session_key != key
    assert not Session.objects.filter(session_key=stored_key(key)).exists()
    assert locked.get("/note/").status_code == 200
    assert acts() == ["account.locked", "account.unlocked"]
    assert json.loads(AuditEntry.objects.get(act="account.unlocked").details) == {"way": "password"}


def test_the_list_of_places_follows(
    locked: Client, attempt: Callable[..., dict[str, Any]], account: Account
) -> None:
    UserSession.objects.create(
        user=account, session_key=stored_key(locked.session.session_key), ip="203.0.0.0", user_agent="/"
    )
    attempt(secret=PASSWORD)
    assert UserSession.objects.get().session_key == stored_key(locked.session.session_key)


@pytest.mark.parametrize(
    "secret", ["", " ", "wrong", PASSWORD.upper(), PASSWORD + " ", "x" * 100_000, "000000", "\x00"]
)
def test_wrong_ones(locked: Client, attempt: Callable[..., dict[str, Any]], secret: str) -> None:
    found = attempt(secret=secret)
    assert found["code"] == "locked"
    assert locked.get("/note/").status_code == 423


def test_the_fifth_wrong_one_ends_the_session(locked: Client, attempt: Callable[..., dict[str, Any]]) -> None:
    messages = [attempt(secret="wrong").get("message", "") for _times in range(MOST_TRIES - 1)]
    assert "4 more times" in messages[0]
    assert "1 more time;" in messages[3]
    assert attempt(secret="wrong") == {"state": "ended"}
    assert attempt(secret=PASSWORD) == {"state": "ended"}
    assert locked.get("/note/")["Location"].startswith("/accounts/login/")
    assert acts() == ["account.locked"] + ["account.unlock_failed"] * MOST_TRIES
    assert Session.objects.count() <= 1


def test_many_at_once_are_no_more_than_five(locked: Client, account: Account) -> None:
    """Each try is counted before it is looked at: tries that all began before the first ended count as well."""
    key, looked = locked.session.session_key, []

    def slow(_account: Account) -> str | None:
        looked.append("one")
        if len(looked) < 20:
            unlock_session(SessionStore(key), actor=account, check=slow)
        return None

    unlock_session(SessionStore(key), actor=account, check=slow)
    assert len(looked) == MOST_TRIES
    assert not Session.objects.filter(session_key=stored_key(key)).exists()


def test_a_right_one_that_comes_after_the_session_ended(locked: Client, account: Account) -> None:
    session = SessionStore(locked.session.session_key)

    def ends_meanwhile(_account: Account) -> str:
        SessionStore(session.session_key).flush()
        Session.objects.all().delete()
        return "password"

    assert unlock_session(session, actor=account, check=ends_meanwhile).state == "ended"
    assert "account.unlocked" not in acts()


def test_only_ones_own(locked: Client, account_of: Callable[..., Account]) -> None:
    session = SessionStore(locked.session.session_key)
    with pytest.raises(NotFoundOrNotAllowed):
        unlock_session(session, actor=account_of(Role.SUPERVISOR), check=lambda account: "password")
    assert locked.get("/note/").status_code == 423


class TestSecondFactors:
    @pytest.fixture
    def secret(self, account: Account) -> str:
        cache.clear()
        found = generate_totp_secret()
        with secrets_of(account):
            TOTP.activate(account, found)
        return str(found)

    def code(self, secret: str, clock: Clock, offset: int = 0) -> str:
        return str(format_hotp_value(hotp_value(secret, clock.at // 30 + offset)))

    def test_a_code_opens_once(
        self, locked: Client, attempt: Callable[..., dict[str, Any]], secret: str, clock: Clock
    ) -> None:
        assert locked.get("/accounts/lock/state/").json()["ways"] == ["password", "code"]
        code = self.code(secret, clock)
        assert attempt(secret=f"{code[:3]} {code[3:]}")["state"] == "open"
        locked.post("/accounts/lock/")
        assert attempt(secret=code)["code"] == "locked"
        assert attempt(secret=PASSWORD)["state"] == "open"

    def test_a_code_of_somebody_else_does_not(
        self, attempt: Callable[..., dict[str, Any]], account_of: Callable[..., Account], clock: Clock
    ) -> None:
        other, found = account_of(Role.SUPERVISOR), generate_totp_secret()
        with secrets_of(other):
            TOTP.activate(other, found)
        assert attempt(secret=self.code(str(found), clock))["code"] == "locked"

    def test_a_recovery_code_opens_once(
        self, locked: Client, attempt: Callable[..., dict[str, Any]], account: Account, secret: str
    ) -> None:
        code = make_codes(account)[0]
        assert attempt(secret=code)["state"] == "open"
        assert json.loads(AuditEntry.objects.get(act="account.unlocked").details) == {"way": "recovery_codes"}
        locked.post("/accounts/lock/")
        assert attempt(secret=code)["code"] == "locked"

    def test_a_passkey_that_is_none(self, locked: Client, attempt: Callable[..., dict[str, Any]]) -> None:
        assert locked.post("/accounts/unlock/passkey/").status_code == 423
        for answer in ("x", "[]", "null", '{"id": "a", "response": {}}'):
            assert attempt(passkey=answer)["code"] == "locked"
        assert attempt(passkey="{}") == {"state": "ended"}

    def test_somebody_who_has_nothing_to_enter_is_signed_out(
        self, browser: Client, account: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who comes in by the organisation's own sign-in has no password here."""
        monkeypatch.setattr(Account, "has_usable_password", lambda self: False)
        assert credentials.ways_for(account) == []
        assert browser.post("/accounts/lock/", HTTP_ACCEPT="application/json").json() == {"state": "ended"}
        assert browser.get("/note/").status_code == 302


def test_factor_types_are_those_of_the_library() -> None:
    assert {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES} == set(credentials._CODE_TYPES)
