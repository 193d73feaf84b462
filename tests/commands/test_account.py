"""``palermo account``."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.models import Account
from palermo.commands.account import command

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
