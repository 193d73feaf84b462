"""A public key that somebody put into the database opens nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from palermo.access.locking.credentials import begin_passkey, passkey_of
from palermo.access.models import Account, Role
from palermo.access.sign_in.actions.add_passkey import add_passkey
from palermo.access.sign_in.passkey_seals import is_sealed, seal_passkey
from palermo.audit.models import AuditEntry
from tests.access.sign_in.passkeys import SoftKey
from tests.access.sign_in.people import Person


@pytest.fixture
def key(person: Person) -> SoftKey:
    """The person's own passkey, added as Palermo does."""
    made = SoftKey()
    add_passkey(actor=person.account, name="phone", credential=made.registration())
    return made


def sign_in(person: Person, key: SoftKey) -> bool:
    person.client = Client()
    asked = person.client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    answer = key.assertion(asked["request_options"]["publicKey"]["challenge"], person.account)
    person.post("mfa_login_webauthn", credential=json.dumps(answer))
    return person.is_in


def plant(row: Authenticator, key: SoftKey, **more: Any) -> None:
    """By SQL, as somebody would who may write to the database."""
    Authenticator.objects.filter(pk=row.pk).update(
        data={**row.data, "credential": key.registration(), **more}
    )


def test_ones_own_opens(person: Person, key: SoftKey) -> None:
    assert sign_in(person, key)
    assert not sign_in(person, SoftKey())


def test_a_planted_one_does_not(person: Person, key: SoftKey, caplog: pytest.LogCaptureFixture) -> None:
    own = Authenticator.objects.get(type="webauthn")
    stranger = SoftKey()
    plant(own, stranger)
    assert not sign_in(person, stranger)
    assert "was not added through Palermo" in caplog.text
    assert AuditEntry.objects.latest("sequence").act == "account.sign_in_failed"
    # A row of its own, with the seal of the genuine one beside it.
    Authenticator.objects.filter(pk=own.pk).update(data=own.data)
    planted = Authenticator.objects.create(user=person.account, type="webauthn", data=own.data)
    plant(planted, stranger)
    assert not sign_in(person, stranger)
    assert sign_in(person, key)


@pytest.mark.parametrize("seal", ["", "x", "AAAA", None])
def test_without_a_seal_it_is_none(person: Person, key: SoftKey, seal: object) -> None:
    row = Authenticator.objects.get(type="webauthn")
    Authenticator.objects.filter(pk=row.pk).update(data={**row.data, "seal": seal})
    assert not sign_in(person, key)


def test_a_seal_is_good_for_its_account_only(person: Person, key: SoftKey, account_of: Any) -> None:
    other: Account = account_of(Role.ANALYST)
    stranger = SoftKey()
    add_passkey(actor=other, name="mine", credential=stranger.registration())
    row = Authenticator.objects.get(user=other, type="webauthn")
    Authenticator.objects.filter(pk=row.pk).update(user=person.account)
    assert not sign_in(person, stranger)


def test_the_lock_asks_for_it_too(person: Person, key: SoftKey, rf: Any) -> None:
    from allauth.core import context

    request = rf.get("/")
    request.session = person.client.session
    stranger = SoftKey()
    with context.request_context(request):
        for used, opens in ((key, "webauthn"), (stranger, None)):
            if used is stranger:
                plant(Authenticator.objects.get(type="webauthn"), stranger)
            challenge = begin_passkey(person.account)["publicKey"]["challenge"]
            answer = json.dumps(used.assertion(challenge, person.account))
            assert passkey_of(person.account, answer) == opens


def test_another_name_breaks_no_seal(person: Person, key: SoftKey) -> None:
    row = Authenticator.objects.get(type="webauthn")
    row.data["name"] = "my old phone"
    assert is_sealed(person.account, row)
    row.data["credential"] = SoftKey().registration()
    assert not is_sealed(person.account, row)
    seal_passkey(person.account, row)
    assert is_sealed(person.account, row)
