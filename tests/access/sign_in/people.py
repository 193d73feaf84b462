"""Somebody at the door, for tests: an account, a browser, and what they carry in their pockets."""

from __future__ import annotations

import re
import time
from typing import Any
from unittest import mock

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account
from palermo.access.sign_in.factor_secrets import secrets_of

PASSWORD = "a long enough password"


class Person:
    """Signs in and sets things up as a person would: through the pages."""

    def __init__(self, account: Account, client: Client) -> None:
        self.account, self.client = account, client
        self.secret = ""

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
        return self.post("mfa_activate_totp", code=self.code(-1))

    def code(self, steps: int = 0) -> str:
        """The code of the app, ``steps`` half minutes from now."""
        return auth.format_hotp_value(auth.hotp_value(self.secret, int(time.time()) // 30 + steps))

    def recovery_codes(self) -> list[str]:
        row = Authenticator.objects.get(user=self.account, type=Authenticator.Type.RECOVERY_CODES)
        with secrets_of(self.account):
            found: list[str] = row.wrap().get_unused_codes()
        return found

    def sign_in(self, steps: int = 0) -> Any:
        self.password()
        return self.post("mfa_authenticate", code=self.code(steps))

    def elsewhere(self) -> Person:
        """The same person with another browser."""
        other = Person(self.account, Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 14) Firefox/130.0"))
        other.secret = self.secret
        return other

    @property
    def is_in(self) -> bool:
        return bool(self.get("home").status_code == 200)


def later(seconds: float) -> Any:
    """The clock, so much further."""
    now = time.time() + seconds
    return mock.patch("time.time", return_value=now)
