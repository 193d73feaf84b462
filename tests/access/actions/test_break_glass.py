"""Emergency access: a reason that others can judge, four hours, notices, and nothing privileged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from palermo.access.actions.break_glass import DURATION, break_glass
from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.end_grant import end_grant
from palermo.access.gate import Part, Relation, standing
from palermo.access.granted import case_grants, glass_reason
from palermo.access.models import CaseGrant, Mission, Notice
from palermo.access.notices import open_notices
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from tests.access.people import People, acts
from tests.audit.test_appending import together

REASON = "Zlatka is at the hospital of Reni and cannot speak."


def test_opens_for_four_hours_without_privileged_notes(people: People) -> None:
    grant = break_glass(actor=people.far_worker, case=people.case, reason=REASON)
    found = standing(people.far_worker, people.case)
    assert found.relation is Relation.GLASS
    assert (found.readable, found.writable) == ({Part.FACTS, Part.IDENTITY, Part.STORY}, frozenset())
    assert grant.ends_at == grant.starts_at + DURATION == grant.starts_at + timedelta(hours=4)
    assert standing(people.far_supervisor, people.case).is_none
    CaseGrant.objects.update(starts_at=timezone.now() - DURATION, ends_at=timezone.now())
    assert standing(people.far_worker, people.case).is_none


def test_supervisors_and_the_focal_point_are_told(people: People) -> None:
    grant = break_glass(actor=people.far_worker, case=people.case, reason=REASON)
    for who in (people.supervisor, people.focal_point):
        notice = open_notices(who).get()
        assert (notice.kind, notice.case, notice.grant, notice.about) == (
            "glass_broken", people.case.opaque_id, grant.opaque_id, people.far_worker,
        )  # fmt: skip
    assert not open_notices(people.far_supervisor)
    assert not open_notices(people.worker)


def test_nobody_acknowledges_what_is_about_themselves(people: People) -> None:
    break_glass(actor=people.supervisor, case=people.case, reason=REASON)
    assert not open_notices(people.supervisor)
    assert open_notices(people.focal_point)


@pytest.mark.parametrize("reason", ["", "   ", "urgent", "x" * 14, "two\nlines of a reason here", "y" * 1001])
def test_a_reason_that_says_nothing_opens_nothing(people: People, reason: str) -> None:
    with pytest.raises(NotAcceptedError) as refused:
        break_glass(actor=people.far_worker, case=people.case, reason=reason)
    assert refused.value.details["field"] == "reason"
    assert not CaseGrant.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("frozen", ["here", "there"])
def test_not_where_a_mission_is_frozen(people: People, frozen: str) -> None:
    Mission.objects.filter(pk=getattr(people, frozen).pk).update(frozen_at=timezone.now())
    with pytest.raises(NotFoundOrNotAllowed):
        break_glass(actor=people.far_worker, case=people.case, reason=REASON)


def test_the_reason_lies_sealed_in_the_database(people: People) -> None:
    grant = break_glass(actor=people.far_worker, case=people.case, reason=REASON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_casegrant")
        row = cursor.fetchone()
        cursor.execute("SELECT * FROM audit_auditentry")
        entries = cursor.fetchall()
    stored = bytes(next(bytes(value) for value in row if isinstance(value, bytes | memoryview)))
    assert len(stored) > 100
    for word in ("Zlatka", "hospital", "Reni"):
        assert word.encode() not in stored
        assert word not in str(row)
        assert word not in str(entries)
        assert word not in repr(grant)


def test_who_reads_the_reason_is_on_record(people: People) -> None:
    grant = break_glass(actor=people.far_worker, case=people.case, reason=REASON)
    for who in (people.supervisor, people.focal_point):
        assert glass_reason(who, grant.opaque_id) == REASON
    assert acts().count("case.reason_read") == 2
    for name, who in people.everybody().items():
        if name not in {"supervisor", "focal_point", "nobody"}:
            with pytest.raises(NotFoundOrNotAllowed):
                glass_reason(who, grant.opaque_id)
    with pytest.raises(NotFoundOrNotAllowed):
        glass_reason(people.focal_point, "aaaaaaaaaaaaaaaa")


def test_a_reason_is_not_handed_out_without_the_entry(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = break_glass(actor=people.far_worker, case=people.case, reason=REASON)

    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("palermo.audit.recording.append", broken)
    with pytest.raises(OSError, match="disk"):
        glass_reason(people.supervisor, grant.opaque_id)


def test_it_can_be_handed_back_and_taken_away(people: People) -> None:
    first = break_glass(actor=people.far_worker, case=people.case, reason=REASON)
    second = break_glass(actor=people.far_worker, case=people.case, reason=REASON)
    assert end_grant(actor=people.far_worker, grant=first)
    assert standing(people.far_worker, people.case).relation is Relation.GLASS
    assert end_grant(actor=people.supervisor, grant=second)
    assert standing(people.far_worker, people.case).is_none
    assert not end_grant(actor=people.far_worker, grant=second)


def test_whoever_works_on_the_case_sees_who_has_access(people: People) -> None:
    break_glass(actor=people.far_worker, case=people.case, reason=REASON)
    ended = break_glass(actor=people.far_supervisor, case=people.case, reason=REASON)
    end_grant(actor=people.supervisor, grant=ended)
    row = case_grants(people.supervisor, people.case)[0]
    assert (row.kind, row.to, row.account, row.has_reason, row.is_live) == (
        "glass", str(people.far_worker), people.far_worker.pk, True, True,
    )  # fmt: skip
    assert len(case_grants(people.focal_point, people.case)) == 1
    assert [one.is_live for one in case_grants(people.supervisor, people.case, ended_too=True)] == [
        False,
        True,
    ]
    for who in (people.worker, people.far_worker, people.officer, people.steward, people.administrator):
        with pytest.raises(NotFoundOrNotAllowed):
            case_grants(who, people.case)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_both_told() -> None:
    people = People()
    workers = (people.far_worker, people.far_supervisor, people.colleague, people.far_worker)
    together([
        lambda who=who: break_glass(actor=who, case=people.case, reason=REASON)  # type: ignore[misc]
        for who in workers
    ])  # fmt: skip
    assert CaseGrant.objects.filter(kind="glass").count() == 4
    assert AuditEntry.objects.filter(act="case.glass_broken").count() == 4
    assert Notice.objects.count() == 8
