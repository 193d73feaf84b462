"""Coming in: one answer and one effort for everybody, attempts that count, sessions that tell nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from palermo.access.locking.sessions import stored_key
from palermo.access.models import Account, Role
from palermo.audit.errors import ChainBroken
from palermo.audit.models import AuditEntry
from tests.access.sign_in.people import PASSWORD, Person, later

REFUSED = "That address and password do not go together."
TOO_OFTEN = "That was tried too often."


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was really worked on."""

    algorithm = "counted"
    worked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        return str(super().encode(password, salt))


class TestNothingIsGivenAway:
    @pytest.mark.parametrize("case", ["unknown", "wrong password", "closed account", "no password"])
    def test_equal_answers_and_equal_work(
        self, settings: Any, account_of: Callable[..., Account], case: str
    ) -> None:
        settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
        person = Person(account_of(Role.CASEWORKER), Client())
        email, password = person.account.email, PASSWORD
        if case == "unknown":
            email = "nobody@example.org"
        elif case == "wrong password":
            password = "another long password"
        elif case == "closed account":
            Account.objects.update(is_active=False)
        else:
            person.account.set_unusable_password()
            person.account.save()
        CountingHasher.worked = 0
        answer = person.password(password, email)
        assert (answer.status_code, REFUSED in answer.content.decode()) == (200, True)
        assert CountingHasher.worked == 1
        assert AuditEntry.objects.get().act == "account.sign_in_failed"

    def test_a_failure_names_the_account_by_number_and_never_an_address(self, person: Person) -> None:
        person.password("wrong", None)
        person.password("wrong", "nobody@example.org")
        known, unknown = AuditEntry.objects.order_by("sequence")
        assert (known.object_kind, known.object_id) == ("account", str(person.account.pk))
        assert (unknown.object_kind, unknown.object_id) == ("sign_in", "")
        assert known.actor == unknown.actor == "anonymous"


class TestLimits:
    @pytest.mark.parametrize("exists", [True, False])
    def test_an_address_from_one_place(self, person: Person, exists: bool) -> None:
        email = person.account.email if exists else "nobody@example.org"
        for _attempt in range(5):
            assert REFUSED in person.password("wrong", email).content.decode()
        assert TOO_OFTEN in person.password("wrong", email).content.decode()
        assert TOO_OFTEN in person.password(PASSWORD, email).content.decode()
        # From another network the owner still gets in.
        person.client = Client(REMOTE_ADDR="198.51.100.7")
        assert (person.password(PASSWORD, email).status_code == 302) is exists

    @pytest.mark.parametrize("exists", [True, False])
    def test_an_address_from_everywhere(self, person: Person, exists: bool) -> None:
        email = person.account.email if exists else "nobody@example.org"
        for attempt in range(20):
            person.client = Client(REMOTE_ADDR=f"198.51.100.{attempt}")
            assert REFUSED in person.password("wrong", email).content.decode()
        person.client = Client(REMOTE_ADDR="203.0.113.1")
        assert TOO_OFTEN in person.password(PASSWORD, email).content.decode()

    def test_many_addresses_from_one_place(self, person: Person) -> None:
        for attempt in range(20):
            person.password("wrong", f"nobody{attempt}@example.org")
        assert TOO_OFTEN in person.password().content.decode()

    def test_they_pass(self, person: Person) -> None:
        for _attempt in range(6):
            person.password("wrong")
        with later(301):
            assert person.password().status_code == 302

    def test_a_right_password_forgives_nothing(self, person: Person) -> None:
        for _attempt in range(4):
            person.password("wrong")
        assert person.password().status_code == 302
        person.client = Client()
        assert REFUSED in person.password("wrong").content.decode()
        assert TOO_OFTEN in person.password("wrong").content.decode()

    def test_one_time_and_recovery_codes(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        person.client = Client()
        person.password()
        for attempt in range(5):
            assert "did not fit" in person.post("mfa_authenticate", code=f"00000{attempt}").content.decode()
        assert TOO_OFTEN in person.post("mfa_authenticate", code=person.code()).content.decode()
        assert TOO_OFTEN in person.post("mfa_authenticate", code=person.recovery_codes()[0]).content.decode()

    def test_proving_oneself_again(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        for _attempt in range(10):
            person.post("account_reauthenticate", password="wrong", code="000000")
        page = person.post("account_reauthenticate", password=PASSWORD, code=person.code()).content.decode()
        assert TOO_OFTEN in page

    def test_what_is_counted_names_nobody(self, person: Person) -> None:
        person.password("wrong")
        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key, value FROM django_cache")
            stored = repr(cursor.fetchall())
        assert "127.0.0.1" not in stored
        assert person.account.email not in stored
        cache.set("name", 1)
        assert cache.get("name") == 1


class TestSession:
    def test_holds_no_address_and_no_name(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        person.client = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/1")
        person.password()
        halfway = json.dumps([row.get_decoded() for row in Session.objects.all()])
        person.post("mfa_authenticate", code=person.code())
        stored = halfway + json.dumps([row.get_decoded() for row in Session.objects.all()])
        for word in (person.account.email, person.account.display_name, "127.0.0.1", "Firefox"):
            assert word not in stored

    def test_its_number_changes_whenever_it_may_do_more(self, person: Person) -> None:
        person.get("account_login")
        seen = [None]
        for act in (
            person.password,
            person.set_up_app,
            lambda: person.post("account_reauthenticate", password=PASSWORD, code=person.code()),
        ):
            assert act().status_code == 302
            key = person.client.cookies["sessionid"].value
            assert key not in seen
            seen.append(key)
        assert not Session.objects.filter(session_key__in=[stored_key(key) for key in seen[1:-1]]).exists()

    def test_ends_after_a_working_day_however_busy(self, person: Person) -> None:
        person.password()
        person.set_up_app()
        assert person.is_in
        session = person.client.session
        session["signed_in_at"] -= 8 * 60 * 60 + 1
        session.save()
        assert reverse("account_login") in person.get("home")["Location"]


class TestRecord:
    def test_coming_in_and_leaving(self, person: Person, acts: Callable[[], list[str]]) -> None:
        person.password()
        person.set_up_app()
        person.post("account_logout")
        person.sign_in()
        person.post("leave")
        assert [act for act in acts() if "signed" in act] == [
            "account.signed_in", "account.signed_out", "account.signed_in", "account.signed_out",
        ]  # fmt: skip
        methods = [
            row.details for row in AuditEntry.objects.filter(act="account.signed_in").order_by("sequence")
        ]
        assert "totp" not in str(methods[0])
        assert "totp" in str(methods[1])

    def test_without_its_entry_nobody_comes_in(self, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_args: Any) -> None:
            raise ChainBroken

        monkeypatch.setattr("palermo.audit.recording.append", broken)
        person.client.raise_request_exception = False
        assert person.password().status_code >= 500
        assert not person.client.session.get("_auth_user_id")

    def test_but_everybody_gets_out(self, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_args: Any) -> None:
            raise ChainBroken

        person.password()
        monkeypatch.setattr("palermo.audit.recording.append", broken)
        assert person.post("leave")["Location"] == reverse("away")
        assert not person.client.session.get("_auth_user_id")
