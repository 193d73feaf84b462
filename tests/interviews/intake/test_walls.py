"""Interviews behind PostgreSQL's own walls: work goes on as before, and a forgotten filter finds nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.models import Account, Mission
from palermo.access.walls import standing_as
from palermo.individuals.actions.erase_individual import erase_individual
from palermo.interviews.actions.decide_difference import decide_difference
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.models import AnswerPart, Attachment, Difference, Interview, Submission
from tests.access.gate import world
from tests.access.gate.rule import Grant
from tests.access.people import People
from tests.access.walls.role import in_role, make_role
from tests.cases.identities import register
from tests.interviews.intake.small_form import arrival, file, filled, instance_id, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]
TABLES = (Interview, Submission, AnswerPart, Attachment, Difference)


@pytest.fixture
def people(db: None) -> People:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such walls")
    publish()
    found = People()
    make_role()
    return found


@contextmanager
def behind(actor: MaybeActor) -> Iterator[None]:
    with in_role(), standing_as(actor):
        yield


def seen() -> list[int]:
    """How many rows of each table the database hands out without any filter."""
    return [model.unscoped.count() for model in TABLES]


def hand_in(worker: Account, case: str = "") -> Interview:
    """With an edit, a difference and a file."""
    number = instance_id()
    sent = arrival(filled(number, told="a lorry", portrait="a.png"), file("a.png"), case=case)
    receipt = receive_submission(actor=worker, arrival=sent)
    for told in ("a bus", "on foot"):
        edit = filled(instance_id(), started_from=number, told=told, portrait="a.png")
        receive_submission(actor=worker, arrival=arrival(edit))
    return Interview.unscoped.get(opaque_id=receipt.interview)


WHOLE = [1, 3, 2, 1, 1]


def test_handing_in_editing_and_deciding_behind_the_wall(people: People) -> None:
    with behind(people.worker):
        hand_in(people.worker)
        decide_difference(actor=people.worker, difference=Difference.unscoped.get().opaque_id, choice="other")
        assert seen() == WHOLE
    with behind(people.supervisor):
        again = filled(instance_id(), told="alone")
        assert receive_submission(actor=people.supervisor, arrival=arrival(again)).is_new
        assert not receive_submission(actor=people.supervisor, arrival=arrival(again)).is_new


def test_who_is_handed_what(people: People) -> None:
    """While it waits it is the mission's; headquarters find the row with coded facts, and nothing that is sealed."""
    hand_in(people.worker)
    nothing = [0] * 5
    for name, expected in {
        "worker": WHOLE, "colleague": WHOLE, "supervisor": WHOLE, "far_worker": nothing, "far_supervisor": nothing,
        "officer": nothing, "administrator": nothing, "analyst": [1, 0, 0, 0, 0], "steward": WHOLE,
        "focal_point": WHOLE,
    }.items():  # fmt: skip
        with behind(getattr(people, name)):
            assert seen() == expected, name
    with behind(None):
        assert seen() == nothing
    Mission.objects.filter(pk=people.here.pk).update(frozen_at="2026-01-01T00:00:00Z")
    with behind(people.worker):
        assert seen() == nothing


def test_with_its_case_it_is_shared(people: People) -> None:
    key = register(people.worker)
    hand_in(people.worker, key.opaque_id)
    with behind(people.far_worker):
        assert seen() == [0] * 5
    world.grant_row(Grant("share", "account", "fs"), key, people.far_worker, people.there).save()
    with behind(people.far_worker):
        assert seen() == WHOLE
        for change in (
            lambda: Interview.unscoped.update(has_remarks=False),
            lambda: Submission.unscoped.update(raw=None),
            lambda: AnswerPart.unscoped.update(content=None),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                change()
        assert Attachment.unscoped.all().delete()[0] == 0
    assert seen() == WHOLE


def test_only_for_the_own_mission(people: People) -> None:
    interview = hand_in(people.worker)
    with behind(people.far_worker):
        interview.pk, interview.opaque_id = None, "b" * 16
        interview.gate_number = interview.opaque_id
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            interview.save(force_insert=True)


def test_the_focal_point_and_the_system_erase(people: People) -> None:
    individual = hand_in(people.worker).individual_id
    with behind(people.focal_point):
        erase_individual(actor=people.focal_point, individual=individual)
    assert seen() == [1, 3, 0, 0, 0]
    assert not Submission.unscoped.filter(raw__isnull=False).exists()
    other = hand_in(people.worker).individual_id
    with behind(SystemActor("test")):
        erase_individual(actor=SystemActor("test"), individual=other)
    assert seen() == [2, 6, 0, 0, 0]
