"""Signing in through the door, as a person does: the session then has the proof that some pages ask for."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from palermo.access.models import Account

PASSWORD = "a long enough password"


def sign_in(client: Client, account: Account) -> None:
    """By address and password."""
    client.logout()
    answer = client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
