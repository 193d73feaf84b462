"""What is kept in a browser: few cookies, each as closed as it can be, nothing of a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.web import preferences

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long enough password"


@pytest.fixture
def signed_in(outside: Client, account_of: Callable[..., Account]) -> Client:
    """Somebody who came in through the door, so that every cookie was set as it is in life."""
    account = account_of(Role.DATA_STEWARD)
    outside.get(reverse("account_login"))
    outside.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    outside.post(reverse("choose_language"), {"language": "fr", "next": "/"})
    assert "__Host-device" in outside.cookies
    return outside


def test_every_cookie_of_production_is_bound_to_tls_and_host(signed_in: Client) -> None:
    assert signed_in.cookies
    for name, cookie in signed_in.cookies.items():
        assert name.startswith("__Host-"), name
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name


def test_the_theme_has_such_a_name_too(production_settings: dict[str, object]) -> None:
    assert production_settings["THEME_COOKIE_NAME"] == "__Host-theme"
    assert production_settings["DEVICE_COOKIE_NAME"] == "__Host-device"
    assert preferences.THEME_COOKIE == settings.THEME_COOKIE_NAME


def test_the_session_ends_with_the_browser_and_within_a_working_day(signed_in: Client) -> None:
    cookie = signed_in.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is not None:
        assert not cookie["max-age"]
        assert not cookie["expires"]
    assert settings.SESSION_COOKIE_AGE <= 12 * 60 * 60


def test_no_cookie_says_who_somebody_is(signed_in: Client) -> None:
    kept = str(signed_in.cookies)
    assert "data_steward" not in kept
    assert "example.org" not in kept
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")


def test_scripts_keep_nothing_in_the_browser_in_clear() -> None:
    """Unencrypted places of the browser, and ways of running text as a program, appear in no script of ours."""
    ours = [
        *(path for path in (ROOT / "src/palermo").glob("*/static/**/*.js") if "vendor" not in path.parts),
        *(ROOT / "src/palermo/web/scripts").rglob("*.mjs"),
    ]
    assert ours
    for path in ours:
        text = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for word in ("localStorage", "document.cookie", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(",
                     "new Function", "document.write", "__proto__"):  # fmt: skip
            assert word not in text, f"{path.name}: {word}"
