"""Who steals the database can compute no code, and who writes to it can plant none."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from palermo.access.models import Account
from palermo.access.sign_in.factor_secrets import open_pending, seal_pending, secrets_of
from palermo.vault.errors import CannotOpen
from tests.access.sign_in.people import Person


def test_secrets_are_nowhere_in_the_tables(person: Person) -> None:
    person.password()
    person.get("mfa_activate_totp")
    session = Session.objects.get()
    person.set_up_app()
    codes = person.recovery_codes()
    assert len(codes) == 10
    stored = json.dumps([row.data for row in Authenticator.objects.all()])
    stored += json.dumps(session.get_decoded()) + json.dumps(Session.objects.get().get_decoded())
    assert person.secret
    assert person.secret not in stored
    for code in codes:
        assert code not in stored


def test_outside_of_a_named_owner_nothing_opens(person: Person) -> None:
    with secrets_of(person.account):
        sealed = get_adapter().encrypt("JBSWY3DP")
        assert get_adapter().decrypt(sealed) == "JBSWY3DP"
    with pytest.raises(RuntimeError, match="secrets_of"):
        get_adapter().decrypt(sealed)


def test_a_secret_in_the_row_of_another_account_does_not_open(person: Person) -> None:
    with secrets_of(person.account):
        sealed = get_adapter().encrypt("JBSWY3DP")
    with secrets_of(Account(pk=person.account.pk + 1)), pytest.raises(CannotOpen):
        get_adapter().decrypt(sealed)
    pending = seal_pending(person.account, "JBSWY3DP")
    assert open_pending(person.account, pending) == "JBSWY3DP"
    with pytest.raises(CannotOpen):
        open_pending(Account(pk=person.account.pk + 1), pending)


def test_recovery_codes_are_shown_until_they_are_kept(person: Person) -> None:
    person.password()
    person.set_up_app()
    first = person.recovery_codes()[0]
    shown = f"{first[:5]} {first[5:]}"
    assert shown in person.get("mfa_view_recovery_codes").content.decode()
    assert shown.replace(" ", "%20") in person.get("mfa_view_recovery_codes").content.decode()
    person.post("mfa_view_recovery_codes")
    page = person.get("mfa_view_recovery_codes").content.decode()
    assert shown not in page
    assert "10 codes" in page
    person.post("mfa_generate_recovery_codes")
    assert first not in person.recovery_codes()
    assert person.recovery_codes()[0][:5] in person.get("mfa_view_recovery_codes").content.decode()
