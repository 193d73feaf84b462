"""Identities that nobody needs go by themselves; one that somebody has touched, or works with, stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from click.testing import CliRunner
from django.utils import timezone
from pytest_django import Settings

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.cases.actions.erase_outdated import erase_outdated
from palermo.cases.models import Case
from palermo.cases.retention import YEAR, outdated
from palermo.cases.selectors import get_case
from palermo.commands.retention import command
from palermo.config.environment import Environment
from palermo.errors import NotFoundOrNotAllowed, UnsafeSettings
from palermo.individuals.models import Individual, PersonName
from palermo.individuals.selectors import identity_of
from tests.cases.factory import make_case, make_mission
from tests.cases.identities import register

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")
LONG_AGO = 11 * YEAR


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Rows and entries of the audit are made at this moment."""
    with (
        mock.patch("django.utils.timezone.now", return_value=moment),
        mock.patch("palermo.audit.appending.time.time_ns", return_value=int(moment.timestamp() * 1e9)),
    ):
        yield


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def old(worker: Account) -> CaseKey:
    """Registered and closed eleven years ago, and never touched since."""
    with at(timezone.now() - LONG_AGO):
        case = register(worker)
        Case.unscoped.filter(opaque_id=case.opaque_id).update(status="closed")
    return case


def due(years: int = 10) -> list[str]:
    return list(outdated(SYSTEM, years=years))


def test_after_the_period_and_not_before(old: CaseKey) -> None:
    assert due() == [old.individual_opaque]
    assert due(12) == []


@pytest.mark.parametrize("status", ["active", "follow_up"])
def test_an_open_case_keeps_it(old: CaseKey, status: str) -> None:
    Case.unscoped.update(status=status)
    assert due() == []


def test_another_open_case_of_the_person_keeps_it(old: CaseKey) -> None:
    person = Individual.objects.get(opaque_id=old.individual_opaque)
    other = make_case(make_mission("MDA", "Moldova"), individual=person, status="closed")
    # Brought in today.
    assert due() == []
    Case.unscoped.filter(pk=other.pk).update(created_at=timezone.now() - LONG_AGO)
    assert due() == [old.individual_opaque]
    Case.unscoped.filter(pk=other.pk).update(status="active")
    assert due() == []


@pytest.mark.parametrize(
    "touch",
    [
        lambda actor, case: get_case(actor, case.opaque_id),
        lambda actor, case: identity_of(actor, case),
    ],
    ids=["looked at", "opened"],
)
def test_whoever_looks_at_it_keeps_it(
    worker: Account, old: CaseKey, touch: Callable[[Account, CaseKey], Any]
) -> None:
    with at(timezone.now() - 3 * YEAR):
        touch(worker, old)
    assert due() == []
    assert due(2) == [old.individual_opaque]


def test_nobody_is_erased_twice(old: CaseKey) -> None:
    assert erase_outdated(actor=SYSTEM, years=10, most=5) == 1
    assert due() == []
    assert not PersonName.unscoped.exists()
    entry = AuditEntry.objects.get(act="identity.erased")
    assert '"retention"' in entry.details
    # The coded case stays and counts.
    assert Case.unscoped.count() == 1


def test_some_at_a_time(worker: Account) -> None:
    with at(timezone.now() - LONG_AGO):
        cases = [register(worker) for _turn in range(5)]
        Case.unscoped.update(status="closed")
    told: list[int] = []
    assert erase_outdated(actor=SYSTEM, years=10, most=3, tell=told.append) == 3
    assert told == [1, 2, 3]
    assert len(due()) == 2
    assert erase_outdated(actor=SYSTEM, years=10, most=3) == 2
    assert len(cases) == Individual.objects.exclude(erasure_ended_at=None).count()


def test_many_people_are_looked_up_in_portions(monkeypatch: pytest.MonkeyPatch, worker: Account) -> None:
    monkeypatch.setattr("palermo.cases.retention.AT_ONCE", 3)
    for _turn in range(7):
        make_case(worker.mission, status="closed")
    Case.unscoped.update(created_at=timezone.now() - LONG_AGO)
    assert len(due()) == 7


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.FOCAL_POINT])
def test_it_is_for_the_focal_point_and_the_system(account_of: Callable[..., Account], role: str) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        erase_outdated(actor=account_of(role), years=1, most=1)


class TestCommand:
    def run(self, *words: str) -> Any:
        return CliRunner().invoke(command, words, catch_exceptions=False)

    def test_what_is_due_and_what_will_be(self, old: CaseKey, settings: Settings) -> None:
        settings.ENVIRONMENT = Environment(retention_years=10)
        said = self.run("due").output
        assert "Out of date today: 1" in said
        assert old.individual_opaque not in said
        with at(timezone.now() - YEAR - timedelta(days=10)):
            said = self.run("due").output
        assert "Out of date today: 0" in said
        assert "opens these cases: 1" in said

    def test_only_when_it_is_meant(self, old: CaseKey, settings: Settings) -> None:
        settings.ENVIRONMENT = Environment(retention_years=10)
        assert CliRunner().invoke(command, ["erase"], input="n\n").exit_code == 1
        assert PersonName.unscoped.exists()
        assert "1 identity was erased" in self.run("erase", "--yes").output
        assert "0 identities were erased" in self.run("erase", "--yes").output

    def test_without_a_period_nothing_goes(self, old: CaseKey, settings: Settings) -> None:
        settings.ENVIRONMENT = Environment()
        for words in (["due"], ["erase", "--yes"]):
            with pytest.raises(UnsafeSettings, match="PALERMO_RETENTION_YEARS"):
                self.run(*words)
        assert PersonName.unscoped.exists()
