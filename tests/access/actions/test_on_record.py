"""What is done to the register is on record, with the act or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.create_account import create_account
from palermo.access.actions.create_demo_accounts import create_demo_accounts
from palermo.access.actions.create_mission import create_mission
from palermo.access.actions.create_organisation import create_organisation
from palermo.access.actions.record_reporting_status import record_reporting_status
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Mission, Organisation, ReportingStatus, Role
from palermo.audit.recording import audited, record
from palermo.audit.selectors import entries
from palermo.vault.chain import CHAIN_SECRET, ChainKeyMissing
from tests.cases.factory import make_mission

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("command line")


def account(email: str = "ana@example.org") -> Account:
    return create_account(
        actor=SYSTEM, email=email, display_name="Ana", role=Role.ANALYST, password="seven quiet harbours"
    )


def mission(code: str = "MDA") -> Mission:
    return create_mission(
        actor=SYSTEM, organisation=make_mission().organisation, code=code, name="Moldova", country="MDA"
    )


def status() -> ReportingStatus:
    return record_reporting_status(
        actor=SYSTEM, mission=make_mission(), year=2011, reason="late", note="Anna was ill"
    )


ACTS: dict[str, tuple[Callable[[], object], Callable[[], int]]] = {
    "organisation.created": (
        lambda: create_organisation(actor=SYSTEM, code="la-strada", name="La Strada"),
        lambda: Organisation.objects.filter(code="la-strada").count(),
    ),
    "mission.created": (mission, lambda: Mission.objects.filter(code="MDA").count()),
    "account.created": (account, Account.objects.count),
    "mission.reporting_recorded": (status, ReportingStatus.objects.count),
}


@pytest.fixture
def no_key() -> Iterator[None]:
    with audited():
        record("case.read", actor="account:1", object_kind="case", object_id="aaaaaaaaaaaaaaaa")
    path = settings.HOME.keys / CHAIN_SECRET
    aside = path.rename(path.with_name("aside"))
    yield
    aside.rename(path)


@pytest.mark.parametrize("name", ACTS)
def test_is_on_record(name: str) -> None:
    act, count = ACTS[name]
    act()
    assert count() == 1
    newest = entries().entries[0]
    assert (newest.act, newest.actor) == (name, "system:command line")


def test_with_what_was_done() -> None:
    made = account()
    assert entries().entries[0].object_id == str(made.pk)
    assert entries().entries[0].details == {"role": "analyst"}
    mission()
    newest = entries().entries[0]
    assert (newest.object_id, newest.mission, newest.details) == ("MDA", "MDA", {"country": "MDA"})
    status()
    assert entries().entries[0].details == {"year": 2011, "reason": "late"}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.usefixtures("no_key")
def test_without_a_record_it_does_not_happen(name: str) -> None:
    act, count = ACTS[name]
    make_mission()
    with pytest.raises(ChainKeyMissing):
        act()
    assert count() == 0


def test_what_is_refused_is_not_on_record() -> None:
    account()
    with pytest.raises(NotAcceptedError):
        account()
    assert len(entries().entries) == 1


def test_demonstration_accounts_are_made_once_and_then_set_back() -> None:
    make_mission()
    made = create_demo_accounts(actor=SYSTEM)
    again = create_demo_accounts(actor=SYSTEM)
    said = [entry.act for entry in reversed(entries(limit=500).entries) if entry.object_kind == "account"]
    assert said == ["account.created"] * len(made) + ["account.demo_renewed"] * len(again)
    assert any(one.role == Role.FOCAL_POINT for one in made)
