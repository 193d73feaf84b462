"""Assigning: to caseworkers of the mission, once, also when two do it at the same moment."""

from __future__ import annotations

import pytest
from django.utils import timezone

from palermo.access.actions.assign_case import assign_case, assign_registered
from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.unassign_case import unassign_case
from palermo.access.gate import Relation, standing
from palermo.access.models import CaseGrant, Mission
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from tests.access.people import People
from tests.audit.test_appending import together


def test_from_then_on_all_of_it_and_back(people: People) -> None:
    grant = assign_case(actor=people.supervisor, case=people.case, account=people.worker)
    assert (grant.granted_by, grant.ends_at) == (people.supervisor, None)
    assert standing(people.worker, people.case).relation is Relation.ASSIGNED
    assert standing(people.colleague, people.case).relation is Relation.MISSION
    assert unassign_case(actor=people.supervisor, case=people.case, account=people.worker)
    assert standing(people.worker, people.case).relation is Relation.MISSION
    grant.refresh_from_db()
    assert grant.ended_by == people.supervisor
    again = assign_case(actor=people.supervisor, case=people.case, account=people.worker)
    assert again.pk != grant.pk


def test_whoever_registers_has_the_case(people: People) -> None:
    grant = assign_registered(actor=people.worker, case=people.case)
    assert (grant.account, grant.granted_by) == (people.worker, people.worker)
    assert AuditEntry.objects.get().actor == f"account:{people.worker.pk}"


@pytest.mark.parametrize("who", ["far_worker", "supervisor", "analyst", "officer", "closed"])
def test_only_to_caseworkers_of_the_mission(people: People, who: str) -> None:
    account = people.colleague if who == "closed" else getattr(people, who)
    account.is_active = who != "closed"
    with pytest.raises(NotAcceptedError) as refused:
        assign_case(actor=people.supervisor, case=people.case, account=account)
    assert refused.value.details["field"] == "account"
    assert not CaseGrant.objects.exists()


def test_a_frozen_mission_assigns_nothing(people: People) -> None:
    assign_case(actor=people.supervisor, case=people.case, account=people.worker)
    Mission.objects.filter(pk=people.here.pk).update(frozen_at=timezone.now())
    for account in (people.worker, people.colleague):
        with pytest.raises(NotFoundOrNotAllowed):
            assign_case(actor=people.supervisor, case=people.case, account=account)
        with pytest.raises(NotFoundOrNotAllowed):
            unassign_case(actor=people.supervisor, case=people.case, account=account)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one() -> None:
    people = People()
    together([
        lambda: assign_case(actor=people.supervisor, case=people.case, account=people.worker)  # type: ignore[func-returns-value, list-item]
        for _ in range(6)
    ])  # fmt: skip
    assert CaseGrant.objects.count() == AuditEntry.objects.count() == 1
