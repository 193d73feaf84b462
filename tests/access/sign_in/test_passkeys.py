"""What comes in place of a passkey's answer opens nothing and breaks nothing. (With a device: tests/browser.)"""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.messages.storage import default_storage
from django.test import Client, RequestFactory
from django.urls import reverse

from palermo.access.sign_in import proofs
from palermo.audit.models import AuditEntry
from tests.access.sign_in.people import Person

NONSENSE: list[Any] = [
    None, [], {}, "text", 7, {"id": 1}, {"response": None}, {"response": {"userHandle": 1}},
    {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {},
     "response": {"clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "MQ"}},
    {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {},
     "response": {"clientDataJSON": "e30", "attestationObject": "oA"}},
]  # fmt: skip


@pytest.mark.parametrize("answer", NONSENSE, ids=str)
class TestNonsense:
    def test_at_the_door(self, person: Person, answer: Any) -> None:
        person.client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
        gone = person.post("mfa_login_webauthn", credential=json.dumps(answer))
        assert gone["Location"] == reverse("account_login")
        assert "This passkey did not work here" in person.get("account_login").content.decode()
        assert not person.client.session.get("_auth_user_id")

    def test_at_the_second_step(self, person: Person, answer: Any) -> None:
        person.password()
        person.set_up_app()
        person.client = Client()
        person.password()
        assert person.post("mfa_authenticate", credential=json.dumps(answer)).status_code == 200
        assert not person.client.session.get("_auth_user_id")

    def test_when_proving_oneself_again_and_when_adding_one(self, person: Person, answer: Any) -> None:
        person.password()
        person.get("mfa_add_webauthn")
        assert person.post("mfa_add_webauthn", credential=json.dumps(answer), name="x").status_code == 200
        assert not Authenticator.objects.exists()
        person.post("account_reauthenticate", credential=json.dumps(answer), password="wrong")
        assert "account.confirmed" not in AuditEntry.objects.values_list("act", flat=True)


def test_the_challenge_is_for_programs_and_without_a_name(person: Person) -> None:
    answer = person.client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    wanted = answer["request_options"]["publicKey"]
    assert wanted["userVerification"] == "required"
    assert not wanted.get("allowCredentials")


def test_a_closed_account_stays_closed_whatever_was_proved(person: Person) -> None:
    person.get("account_login")
    request = RequestFactory().post("/")
    request.session = person.client.session  # type: ignore[assignment]
    request._messages = default_storage(request)  # type: ignore[attr-defined]
    person.account.is_active = False
    proofs.add_proof(request, person.account, "mfa", type="webauthn", passwordless=True)
    answer = get_adapter().pre_login(request, person.account)
    assert answer["Location"] == reverse("account_login")
    assert proofs.proofs(request, person.account) == []


def test_programs_are_told_in_their_way(person: Person) -> None:
    person.password()
    answer = person.client.get(reverse("home"), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
