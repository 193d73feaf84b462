"""Passwords, the door and the sessions behind it, through the door and not around it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from palermo.access.locking.sessions import stored_key
from palermo.access.models import Account, Role
from palermo.access.sign_in.recovery_codes import make_codes
from palermo.config.passwords import WORDS, OwnWordsValidator
from tests.cases.factory import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]
PASSWORD = "a long enough password"


def enter(client: Client, email: str, password: str = PASSWORD) -> str:
    """The key of the session after trying to come in; "" where there is none."""
    client.post(reverse("account_login"), {"login": email, "password": password})
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "password", ["Пароль и ещё слова", "mot de passe é ü ß", "  spaces around it  ", "1234 5678 9012 3456"]
)
def test_a_password_counts_to_its_last_sign(
    client: Client, account_of: Callable[..., Account], password: str
) -> None:
    account = account_of(Role.ANALYST)
    account.set_password(password)
    account.save()
    for wrong in {password[:-1], password + " ", password.upper(), password.lower() + "x"} - {password}:
        enter(client, account.email, wrong)
        assert not is_inside(client)
    enter(client, account.email, password)
    assert is_inside(client)


def test_a_long_password_is_a_good_one(client: Client, account_of: Callable[..., Account]) -> None:
    account = account_of(Role.ANALYST)
    long = "correct horse battery staple " * 8
    validate_password(long, account)
    account.set_password(long)
    account.save()
    enter(client, account.email, long[:72])
    assert not is_inside(client)
    enter(client, account.email, long)
    assert is_inside(client)


@pytest.mark.parametrize("password", ["short", "password1234", "qwertyuiop123", "analyst@example.org"])
def test_bad_ones_are_refused(account_of: Callable[..., Account], password: str) -> None:
    account = account_of(Role.ANALYST)
    with pytest.raises(ValidationError):
        validate_password(password, account)


@pytest.mark.parametrize(
    "password",
    ["Palermo-Palermo-1", "trafficking 2024", "Ukraine-mission!!", "Analyst.Analyst12", "caseworkershelter"],
)
def test_words_that_everybody_would_try_are_refused(
    account_of: Callable[..., Account], password: str
) -> None:
    account = account_of(Role.CASEWORKER)
    account.display_name = "Analyst"
    with pytest.raises(ValidationError) as refused:
        OwnWordsValidator().validate(password, account)
    assert password not in str(refused.value)


def test_a_word_of_ours_among_others_is_no_harm(account_of: Callable[..., Account]) -> None:
    account = account_of(Role.CASEWORKER)
    OwnWordsValidator().validate("seven shelter ponies", account)
    OwnWordsValidator().validate("correct horse battery", None)
    account.is_demo = True
    OwnWordsValidator().validate("palermo-demo-2011", account)


def test_the_list_of_words_is_the_one_that_is_written_down() -> None:
    document = (Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
    assert [word for word in WORDS if word not in document] == []


def test_secrets_of_second_factors_come_from_the_system(account_of: Callable[..., Account]) -> None:
    """Drawn with ``secrets``: as many bytes as a digest of SHA-1, different each time; ten digits at a time."""
    with patch("secrets.token_bytes", wraps=secrets.token_bytes) as drawn:
        seeds = {generate_totp_secret() for _turn in range(3)}
    assert len(seeds) == 3
    assert drawn.call_count >= 3 or all(len(seed) >= 32 for seed in seeds)
    with patch("secrets.randbelow", wraps=secrets.randbelow) as below:
        codes = make_codes(account_of(Role.ANALYST))
    assert [call.args for call in below.call_args_list] == [(10**10,)] * 10
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {10}


def test_an_unknown_address_costs_as_much_as_a_wrong_password(
    client: Client, account_of: Callable[..., Account]
) -> None:
    """No clock: the expensive function runs equally often, whoever was named."""
    known = account_of(Role.ANALYST)
    closed = account_of(Role.FOCAL_POINT)
    closed.is_active = False
    closed.save()
    counts = []
    for email, password in (
        (known.email, "not this one here"), (closed.email, "not this one here"),
        ("nobody@example.org", "whatever it may be"),
    ):  # fmt: skip
        with counting() as seen:
            enter(client, email, password)
        counts.append(len(seen))
    assert counts[0] >= 1
    assert len(set(counts)) == 1


class counting:  # noqa: N801 - reads as a sentence
    """Counts how often a password is hashed."""

    def __enter__(self) -> list[str]:
        from django.contrib.auth import hashers

        self.seen: list[str] = []
        hasher = type(hashers.get_hasher())
        real = hasher.encode

        def encode(this: BasePasswordHasher, password: str, salt: str, *more: object) -> str:
            self.seen.append(salt)
            return str(real(this, password, salt, *more))

        self.patch = patch.object(hasher, "encode", encode)
        self.patch.start()
        return self.seen

    def __exit__(self, *_error: object) -> None:
        self.patch.stop()


def test_session_ids_are_long_random_and_new_at_every_sign_in(account_of: Callable[..., Account]) -> None:
    account = account_of(Role.ANALYST)
    keys = set()
    for _turn in range(5):
        client = Client()
        client.get(reverse("account_login"))
        client.session.save()
        keys.add(enter(client, account.email))
    assert len(keys) == 5
    assert all(len(key) == 32 and key.isalnum() for key in keys)


def test_a_session_that_somebody_planted_is_left_behind(account_of: Callable[..., Account]) -> None:
    client, account = Client(), account_of(Role.ANALYST)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert enter(client, account.email) != planted
    assert not Session.objects.filter(session_key=stored_key(planted)).exists()


@pytest.mark.parametrize("way_out", ["leave", "account_logout"])
def test_an_old_cookie_opens_nothing(account_of: Callable[..., Account], way_out: str) -> None:
    client, account = Client(), account_of(Role.ANALYST)
    key = enter(client, account.email)
    assert is_inside(client)
    client.post(reverse(way_out))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get(reverse("home")).status_code == 302
    assert not Session.objects.filter(session_key=stored_key(key)).exists()


def test_a_closed_account_is_out_at_the_next_request(
    client: Client, account_of: Callable[..., Account]
) -> None:
    account = account_of(Role.ANALYST)
    client.force_login(account)
    assert client.get(reverse("home")).status_code == 200
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get(reverse("home")).status_code == 302


def test_a_changed_role_counts_at_the_next_request(
    client: Client, account_of: Callable[..., Account]
) -> None:
    address = reverse("case_page", args=[make_case().opaque_id])
    account = account_of(Role.ANALYST)
    client.force_login(account)
    assert client.get(address).status_code == 200
    Account.objects.filter(pk=account.pk).update(role=Role.ADMINISTRATOR)
    assert client.get(address).status_code == 404


def test_a_changed_password_ends_other_sessions(account_of: Callable[..., Account]) -> None:
    account, client = account_of(Role.ANALYST), Client()
    enter(client, account.email)
    account.set_password("another password that is long")
    account.save()
    assert client.get(reverse("home")).status_code == 302


def test_a_visitor_has_no_session(client: Client) -> None:
    for name in ("away", "account_login", "home"):
        client.get(reverse(name))
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()


def test_the_way_out_is_on_every_page(client: Client, account_of: Callable[..., Account]) -> None:
    client.force_login(account_of(Role.DATA_STEWARD))
    for name in ("home", "case_list", "codebook", "statistics"):
        page = client.get(reverse(name)).content.decode()
        assert reverse("account_logout") in page, name
        assert reverse("leave") in page, name


def test_challenges_are_long_and_new() -> None:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity

    server = Fido2Server(PublicKeyCredentialRpEntity(name="Palermo", id="localhost"))
    user = PublicKeyCredentialUserEntity(id=b"1", name="x", display_name="x")
    seen = {server.register_begin(user)[1]["challenge"] for _turn in range(10)}
    assert len(seen) == 10
    assert all(len(base64.urlsafe_b64decode(each + "==")) >= 16 for each in seen)
