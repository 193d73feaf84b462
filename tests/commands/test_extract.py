"""``palermo extract``: what is counted, and who answers for counting it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.cases.models import ConsentException
from palermo.commands.extract import command
from palermo.errors import NotFoundOrNotAllowed
from palermo.statistics.errors import NoExtract
from tests.cases.factory import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]


def run(*arguments: str) -> str:
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False).output


def test_a_lapsed_basis_is_renewed_by_name(account_of: Callable[..., Account]) -> None:
    make_case()
    ConsentException.unscoped.all().delete()
    with pytest.raises(NoExtract, match="--renew-basis"):
        run()
    steward = account_of(Role.DATA_STEWARD)
    said = run("--renew-basis", steward.email.upper())
    assert "1 mission was renewed" in said
    assert "1 case" in said
    assert ConsentException.unscoped.get().named == steward


def test_not_by_anybody(account_of: Callable[..., Account]) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        run("--renew-basis", account_of(Role.SUPERVISOR).email)
    with pytest.raises(NotSignedIn):
        run("--renew-basis", "nobody@example.org")
