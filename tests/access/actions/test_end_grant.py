"""Ending an access before its time: by whom, which, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from palermo.access.actions.assign_case import assign_case
from palermo.access.actions.break_glass import break_glass
from palermo.access.actions.end_grant import end_grant
from palermo.access.granted import case_grants, grant_named
from palermo.access.models import CaseGrant, GrantKind, Mission
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from tests.access.gate import world
from tests.access.people import People, acts

REASON = "She has to be fetched from the border tonight."


def glass(people: People) -> CaseGrant:
    return break_glass(actor=people.far_worker, case=people.case, reason=REASON)


def share(people: People) -> CaseGrant:
    """The worker's, to the mission there, for a day."""
    now = timezone.now()
    return CaseGrant.objects.create(
        kind=GrantKind.SHARE, case=people.case.opaque_id, individual=people.case.individual_opaque,
        mission=people.here, to_mission=people.there, parts=["facts"], starts_at=now, ends_at=now + timedelta(days=1),
        granted_by=people.worker,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["supervisor", "worker", "focal_point", "system"])
def test_an_assignment_is_not_ended_here(people: People, who: str) -> None:
    """It has an action of its own, which asks what this one does not; not even its holder hands it back this way."""
    grant = assign_case(actor=people.supervisor, case=people.case, account=people.worker)
    with pytest.raises(NotFoundOrNotAllowed):
        end_grant(actor=people.everybody()[who], grant=grant)
    grant.refresh_from_db()
    assert grant.ended_at is None
    assert "case.access_ended" not in acts()


@pytest.mark.parametrize("kind", [GrantKind.GLASS, GrantKind.SHARE])
def test_a_supervisor_who_is_shut_out_ends_nothing(people: People, kind: str) -> None:
    grant = glass(people) if kind == GrantKind.GLASS else share(people)
    Mission.objects.filter(pk=people.here.pk).update(frozen_at=timezone.now())
    for actor in (people.supervisor, people.far_supervisor):
        actor.refresh_from_db()
        with pytest.raises(NotFoundOrNotAllowed):
            end_grant(actor=actor, grant=grant)
    assert end_grant(actor=people.focal_point, grant=grant)


def test_whoever_gave_it_takes_it_while_they_work_there(people: People) -> None:
    grant = share(people)
    with pytest.raises(NotFoundOrNotAllowed):
        end_grant(actor=people.colleague, grant=grant)
    people.worker.mission = people.there
    people.worker.save()
    with pytest.raises(NotFoundOrNotAllowed):
        end_grant(actor=people.worker, grant=grant)
    people.worker.mission = people.here
    people.worker.save()
    assert end_grant(actor=people.worker, grant=grant)
    grant.refresh_from_db()
    assert grant.ended_by == people.worker


def test_twice_is_once(people: People) -> None:
    grant = glass(people)
    assert end_grant(actor=people.far_worker, grant=grant)
    assert not end_grant(actor=people.supervisor, grant=grant)
    assert AuditEntry.objects.filter(act="case.access_ended").count() == 1


class TestByItsNumber:
    def test_for_whom_the_list_shows_it(self, people: People) -> None:
        grant = glass(people)
        for actor in (people.supervisor, people.focal_point):
            assert grant_named(actor, people.case, grant.opaque_id) == grant
            assert [row.opaque_id for row in case_grants(actor, people.case)] == [grant.opaque_id]
        end_grant(actor=people.supervisor, grant=grant)
        assert grant_named(people.supervisor, people.case, grant.opaque_id).ended_at is not None

    @pytest.mark.parametrize("who", ["far_worker", "colleague", "far_supervisor", "analyst", "administrator"])
    def test_for_nobody_else(self, people: People, who: str) -> None:
        grant = glass(people)
        with pytest.raises(NotFoundOrNotAllowed):
            grant_named(people.everybody()[who], people.case, grant.opaque_id)

    @pytest.mark.parametrize("number", ["", "a" * 16, "1", "' OR 1=1", "x" * 5_000])
    def test_wrong_numbers_are_refused(self, people: People, number: str) -> None:
        glass(people)
        with pytest.raises(NotFoundOrNotAllowed):
            grant_named(people.supervisor, people.case, number)

    def test_of_another_case_it_is_not_there(self, people: People) -> None:
        """The number must be of this very case, also for whoever supervises both."""
        other = world.key(people.here)
        elsewhere = break_glass(actor=people.far_worker, case=other, reason=REASON)
        with pytest.raises(NotFoundOrNotAllowed):
            grant_named(people.supervisor, people.case, elsewhere.opaque_id)
        assert grant_named(people.supervisor, other, elsewhere.opaque_id) == elsewhere
