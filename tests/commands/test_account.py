"""``palermo account``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.test import Client

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.commands.account import command
from tests.access.sign_in.people import Person, steady_codes

__all__ = ["steady_codes"]

pytestmark = pytest.mark.django_db
CREATE = ["create", "Anna@Example.org", "--name", "Anna", "--password", "correct horse battery"]


def test_make_and_list() -> None:
    result = CliRunner().invoke(command, [*CREATE, "--role", "administrator"], catch_exceptions=False)
    assert result.exit_code == 0
    account = Account.objects.get()
    assert account.email == "anna@example.org"
    assert account.check_password("correct horse battery")
    listing = CliRunner().invoke(command, ["list"], catch_exceptions=False).output
    assert "anna@example.org\tadministrator" in listing
    assert "horse" not in listing


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--role", "caseworker"], "mission"),
        (["--role", "caseworker", "--mission", "NOWHERE"], "NOWHERE"),
        (["--role", "analyst", "--password", "short"], "short"),
    ],
)
def test_what_is_missing_is_said(more: list[str], word: str) -> None:
    with pytest.raises(NotAcceptedError, match=word):
        CliRunner().invoke(command, [*CREATE, *more], catch_exceptions=False)
    assert not Account.objects.exists()


def test_a_first_password_is_made_at_random_and_shown_once() -> None:
    words = [word for word in CREATE if word not in {"--password", "correct horse battery"}]
    said = CliRunner().invoke(command, [*words, "--role", "administrator"], catch_exceptions=False).output
    first = said.split()[-1]
    account = Account.objects.get()
    assert account.check_password(first)
    assert re.fullmatch(r"([a-hj-km-np-z2-9]{5}-){3}[a-hj-km-np-z2-9]{5}", first)
    assert account.initial_password_until is not None
    again = CliRunner().invoke(command, ["password", account.email, "--yes"], catch_exceptions=False).output
    account.refresh_from_db()
    assert again.split()[-1] != first
    assert account.check_password(again.split()[-1])
    assert not AuditEntry.objects.filter(details__contains=first).exists()


class TestLaterOn:
    """What whoever runs the instance can do for, and against, an account that exists."""

    @pytest.fixture
    def person(
        self, account_of: Callable[..., Account], client: Client, settings: Any, steady_codes: None
    ) -> Person:
        settings.PALERMO_SECOND_FACTOR = "required"
        person = Person(account_of(Role.ANALYST), client)
        person.password()
        person.set_up_app()
        return person

    def run(self, *words: str) -> str:
        return CliRunner().invoke(command, list(words), catch_exceptions=False).output

    def test_a_lost_phone(self, person: Person) -> None:
        said = self.run("reset-factors", person.account.email.upper(), "--yes")
        assert "2 ways" in said
        assert not Authenticator.objects.exists()
        assert not person.is_in
        acts = list(AuditEntry.objects.order_by("sequence").values_list("act", "actor"))
        assert acts[-3:] == [
            ("account.factor_removed", "system:command line"),
            ("account.factor_removed", "system:command line"),
            ("account.sessions_revoked", "system:command line"),
        ]
        assert person.password().status_code == 302
        assert not person.is_in
        person.set_up_app()
        assert person.is_in

    def test_is_not_reset_without_a_word(self, person: Person) -> None:
        assert "recognised" in self.run("reset-factors", person.account.email)
        assert Authenticator.objects.exists()

    def test_closing_and_opening(self, person: Person) -> None:
        self.run("deactivate", person.account.email)
        assert not person.is_in
        assert person.sign_in().status_code == 302
        assert not person.is_in
        self.run("activate", person.account.email)
        person.sign_in()
        assert person.is_in

    def test_sessions(self, person: Person) -> None:
        assert self.run("sessions", person.account.email).count("\n") == 1
        assert "1" in self.run("sessions", person.account.email, "--revoke")
        assert not person.is_in
        assert self.run("sessions", person.account.email) == ""

    @pytest.mark.parametrize(
        "words", [("deactivate",), ("activate",), ("sessions",), ("reset-factors", "--yes")]
    )
    def test_an_unknown_address_is_said(self, words: tuple[str, ...]) -> None:
        with pytest.raises(NotAcceptedError):
            self.run(words[0], "nobody@example.org", *words[1:])
