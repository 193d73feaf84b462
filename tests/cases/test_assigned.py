"""The cases that a caseworker has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actions.assign_case import assign_case
from palermo.access.actions.freeze_mission import freeze_mission
from palermo.access.actors import SystemActor
from palermo.access.models import Account, CaseGrant, Role
from palermo.audit.models import AuditEntry
from palermo.cases.assigned import MOST, assigned_cases
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")


def test_only_ones_own_the_latest_first_and_on_record(account_of: Callable[..., Account]) -> None:
    worker = account_of(Role.CASEWORKER)
    other = account_of(Role.CASEWORKER, email="other@example.org")
    cases = [make_case(case_ref=f"A-{number}") for number in range(4)]
    for case, account in zip(cases, (worker, other, worker, None), strict=True):
        if account is not None:
            assign_case(actor=SYSTEM, case=case, account=account)
    assert [row.case_ref for row in assigned_cases(worker)] == ["A-2", "A-0"]
    listed = AuditEntry.objects.filter(act="case.listed").latest("pk")
    assert listed.actor == f"account:{worker.pk}"


def test_ended_assignments_frozen_missions_and_other_roles(account_of: Callable[..., Account]) -> None:
    worker = account_of(Role.CASEWORKER)
    gone, kept = make_case(), make_case()
    for case in (gone, kept):
        assign_case(actor=SYSTEM, case=case, account=worker)
    grant = CaseGrant.objects.get(case=gone.opaque_id)
    grant.ended_at = grant.starts_at
    grant.save()
    assert [row.opaque_id for row in assigned_cases(worker)] == [kept.opaque_id]
    assert assigned_cases(account_of(Role.SUPERVISOR)) == ()
    assert assigned_cases(account_of(Role.ADMINISTRATOR)) == ()
    assert assigned_cases(SYSTEM) == ()
    freeze_mission(actor=SYSTEM, mission=make_mission())
    assert assigned_cases(worker) == ()


def test_a_long_list_ends(account_of: Callable[..., Account]) -> None:
    worker = account_of(Role.CASEWORKER)
    for _ in range(MOST + 2):
        assign_case(actor=SYSTEM, case=make_case(), account=worker)
    assert len(assigned_cases(worker)) == MOST
