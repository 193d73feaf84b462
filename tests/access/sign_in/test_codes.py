"""Codes that somebody types: which they are, and why one does not fit."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret

from palermo.access.sign_in.actions.add_app import add_app
from palermo.access.sign_in.codes import FURTHEST, factor_of_code, half_minutes_off
from tests.access.sign_in.people import Person


@pytest.fixture
def owner(person: Person) -> Person:
    person.secret = generate_totp_secret()
    person._codes = add_app(actor=person.account, secret=person.secret)
    return person


def test_each_code_is_of_its_factor_and_counts_once(owner: Person) -> None:
    for code, kind in ((owner.code(), "totp"), (owner._codes[7], "recovery_codes")):
        found = factor_of_code(owner.account, code)
        assert found is not None
        assert str(found.type) == kind
        assert factor_of_code(owner.account, code) is None


@pytest.mark.parametrize("code", ["", "x", "123", "1234567890123456"])
def test_anything_else_is_of_none(owner: Person, code: str) -> None:
    assert factor_of_code(owner.account, code) is None


def test_without_a_factor_there_is_nothing(person: Person) -> None:
    assert not Authenticator.objects.exists()
    assert factor_of_code(person.account, "123456") is None


@pytest.mark.parametrize("steps", [-FURTHEST, -3, -1, 1, 2, FURTHEST])
def test_how_far_a_clock_is_off(owner: Person, steps: int) -> None:
    assert half_minutes_off(owner.secret, owner.code(steps)) == steps


def test_no_clock_explains_it(owner: Person) -> None:
    assert half_minutes_off(owner.secret, owner.code(FURTHEST + 1)) is None
    assert half_minutes_off(owner.secret, "x") is None


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (-1, "has just run out"),
        (4, "The clock of the phone goes wrong"),
        (-6, "The clock of the phone goes wrong"),
    ],
)
def test_a_clock_that_goes_wrong_is_told_so(person: Person, steps: int, words: str) -> None:
    """While the app is set up; nobody is let in by such a code."""
    person.password()
    page = person.get("mfa_activate_totp").content.decode()
    person.secret = page.split('class="secret" dir="ltr">')[1].split("<")[0].replace(" ", "")
    answer = person.post("mfa_activate_totp", code=person.code(steps))
    assert words in answer.content.decode()
    assert not Authenticator.objects.exists()
