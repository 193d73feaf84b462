"""Somebody at the door, for tests: an account, a browser, and what they carry in their pockets."""

from __future__ import annotations

import json
import re
import time
from typing import Any
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account
from palermo.access.sign_in.factor_secrets import open_pending
from palermo.access.sign_in.recovery_codes import _hashes
from palermo.vault.stretching import stretched

PASSWORD = "a long enough password"


class Person:
    """Signs in and sets things up as a person would: through the pages."""

    def __init__(self, account: Account, client: Client) -> None:
        self.account, self.client = account, client
        self.secret = ""
        self._codes: list[str] = []

    def post(self, name: str, /, *arguments: Any, **fields: Any) -> Any:
        return self.client.post(reverse(name, args=arguments), fields)

    def get(self, name: str, *arguments: Any) -> Any:
        return self.client.get(reverse(name, args=arguments))

    def password(self, password: str = PASSWORD, email: str | None = None) -> Any:
        return self.post("account_login", login=email or self.account.email, password=password)

    def set_up_app(self) -> Any:
        page = self.get("mfa_activate_totp").content.decode()
        found = re.search(r'class="secret" dir="ltr">([A-Z2-7 ]+)<', page)
        assert found, page
        self.secret = found[1].replace(" ", "")
        # Half a minute ago, so that the code of now is still good for signing in.
        with mock.patch.object(auth.time, "shift", -30):
            answer = self.post("mfa_activate_totp", code=self.code())
        self._copy_codes()
        return answer

    def code(self, steps: int = 0) -> str:
        """The code of the app, ``steps`` half minutes from now."""
        return auth.format_hotp_value(auth.hotp_value(self.secret, int(auth.time.time()) // 30 + steps))

    def recovery_codes(self) -> list[str]:
        """Those that were not used yet, of the ones that a page has shown."""
        self._copy_codes()
        row = Authenticator.objects.get(user=self.account, type=Authenticator.Type.RECOVERY_CODES)
        salt, hashes = _hashes(self.account, row)
        return [code for code in self._codes if stretched(code, salt) in hashes]

    def _copy_codes(self) -> None:
        """As somebody who writes them down."""
        if waiting := self.client.session.get("new_recovery_codes"):
            self._codes = json.loads(open_pending(self.account, waiting[1], "recovery_codes"))

    def sign_in(self) -> Any:
        self.password()
        return self.post("mfa_authenticate", code=self.code())

    def elsewhere(self) -> Person:
        """The same person with another browser."""
        other = Person(self.account, Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 14) Firefox/130.0"))
        other.secret, other._codes = self.secret, self._codes
        return other

    @property
    def is_in(self) -> bool:
        return bool(self.get("home").status_code == 200)


class SteadyClock:
    """The clock of the codes of apps: it stands in the middle of a half minute, and goes on by whole ones.

    So no test computes a code in one half minute and shows it in the next.
    """

    def __init__(self) -> None:
        self.began = time.time()
        self.shift = 0

    def time(self) -> float:
        return self.began // 30 * 30 + 15 + (time.time() - self.began) // 30 * 30 + self.shift


@pytest.fixture
def steady_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "time", SteadyClock())


def later(seconds: float) -> Any:
    """The clock, so much further."""
    now = time.time() + seconds
    return mock.patch("time.time", return_value=now)
