"""Recovery codes are shown once, stored as hashes, and each opens once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import RequestFactory

from palermo.access.models import Account, Role
from palermo.access.sign_in.factor_secrets import secrets_of
from palermo.access.sign_in.recovery_codes import (
    NUMBER,
    SHOWN_FOR,
    codes_left,
    make_codes,
    show_once,
    shown_codes,
    use_code,
)
from tests.access.sign_in.people import Person, later


def row_of(account: Account) -> Authenticator:
    return Authenticator.objects.get(user=account, type=Authenticator.Type.RECOVERY_CODES)


def test_each_works_once(person: Person) -> None:
    codes = make_codes(person.account)
    assert len(set(codes)) == NUMBER
    assert {len(code) for code in codes} == {10}
    assert use_code(person.account, f" {codes[4][:5]}-{codes[4][5:]} ") is not None
    assert use_code(person.account, codes[4]) is None
    assert codes_left(person.account, row_of(person.account)) == NUMBER - 1
    assert all(use_code(person.account, code) for code in codes if code != codes[4])
    assert codes_left(person.account, row_of(person.account)) == 0


@pytest.mark.parametrize("code", ["", "1", "0" * 11, "abcdefghij", "١٢٣٤٥٦٧٨٩٠", "0" * 10_000])
def test_anything_else_is_none(person: Person, code: str) -> None:
    make_codes(person.account)
    assert use_code(person.account, code) is None


def test_new_ones_end_the_old_ones(person: Person) -> None:
    old = make_codes(person.account)
    new = make_codes(person.account)
    assert use_code(person.account, old[0]) is None
    assert use_code(person.account, new[0]) is not None


def test_nobody_can_read_them_not_even_with_the_keys(person: Person) -> None:
    codes = make_codes(person.account)
    with secrets_of(person.account):
        opened = get_adapter().decrypt(row_of(person.account).data["hashes"])
    assert not any(code in opened for code in codes)
    assert len(json.loads(opened)) == NUMBER + 1


def test_two_sets_have_two_salts(person: Person) -> None:
    salts = set()
    for _turn in range(3):
        make_codes(person.account)
        with secrets_of(person.account):
            salts.add(json.loads(get_adapter().decrypt(row_of(person.account).data["hashes"]))[0])
    assert len(salts) == 3


def test_hashes_planted_in_the_row_of_another_open_nothing(
    person: Person, account_of: Callable[..., Account]
) -> None:
    other = account_of(Role.ANALYST)
    codes = make_codes(other)
    make_codes(person.account)
    Authenticator.objects.filter(pk=row_of(person.account).pk).update(data=row_of(other).data)
    assert use_code(person.account, codes[0]) is None
    assert codes_left(person.account, row_of(person.account)) == 0


def test_they_wait_in_their_owners_session_and_not_for_long(person: Person) -> None:
    request = RequestFactory().get("/")
    request.session = person.client.session  # type: ignore[assignment]
    assert shown_codes(request, person.account) is None
    show_once(request, person.account, ["0123456789"])
    assert "0123456789" not in str(dict(request.session.items()))
    assert shown_codes(request, person.account) == ["01234 56789"]
    assert shown_codes(request, Account(pk=person.account.pk + 1)) is None
    assert not list(request.session.keys())
    show_once(request, person.account, ["0123456789"])
    with later(SHOWN_FOR + 1):
        assert shown_codes(request, person.account) is None
    assert not list(request.session.keys())


def test_nonsense_in_the_session_is_no_codes(person: Person) -> None:
    request = RequestFactory().get("/")
    request.session = person.client.session  # type: ignore[assignment]
    for nonsense in ("x", [], [1], [time.time(), "x"], [None, "x"], {"a": 1}):
        request.session["new_recovery_codes"] = nonsense
        assert shown_codes(request, person.account) is None


def test_once_kept_they_are_gone_from_the_session(person: Person) -> None:
    person.password()
    person.set_up_app()
    assert "new_recovery_codes" in Session.objects.get().get_decoded()
    person.post("mfa_view_recovery_codes")
    assert "new_recovery_codes" not in Session.objects.get().get_decoded()
