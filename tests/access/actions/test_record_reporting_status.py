from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.record_reporting_status import record_reporting_status
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Mission, Organisation, ReportingStatus, Role
from palermo.errors import NotFoundOrNotAllowed

SYSTEM = SystemActor("test")


@pytest.fixture
def mission(db: None) -> Mission:
    organisation = Organisation.objects.create(code="own", name="Ours")
    return Mission.objects.create(organisation=organisation, code="MDA", name="Moldova", country="MDA")


def test_a_silence_is_recorded_with_its_reason(mission: Mission) -> None:
    status = record_reporting_status(actor=SYSTEM, mission=mission, year=2011, reason="late", note=" in May ")
    assert (status.year, status.reason, status.note) == (2011, "late", "in May")


def test_what_is_learnt_later_replaces_what_was_known(mission: Mission) -> None:
    record_reporting_status(actor=SYSTEM, mission=mission, year=2011, reason="late")
    record_reporting_status(actor=SYSTEM, mission=mission, year=2011, reason="no_data")
    assert ReportingStatus.objects.get().reason == "no_data"


@pytest.mark.parametrize(
    ("year", "reason", "field"),
    [(1899, "late", "year"), (date.today().year + 1, "late", "year"), (2011, "forgot", "reason")],
)
def test_what_makes_no_sense_is_refused(mission: Mission, year: int, reason: str, field: str) -> None:
    with pytest.raises(NotAcceptedError) as refusal:
        record_reporting_status(actor=SYSTEM, mission=mission, year=year, reason=reason)
    assert refusal.value.details == {"field": field}
    assert not ReportingStatus.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.DATA_STEWARD}))
def test_data_stewards_chase_submissions_and_nobody_else(
    role: str, mission: Mission, account_of: Callable[..., Account]
) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        record_reporting_status(actor=account_of(role), mission=mission, year=2011, reason="late")
    steward = account_of(Role.DATA_STEWARD)
    assert record_reporting_status(actor=steward, mission=mission, year=2011, reason="late").pk
