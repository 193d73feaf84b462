"""What PostgreSQL hands out, by the same table of viewers and grants to which the gate is held."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Account, CaseGrant, Mission
from palermo.access.walls import standing_as
from palermo.cases.models import Case, TraffickingEvent
from palermo.individuals.models import Individual, PersonName
from tests.access.gate import world
from tests.access.gate.rule import Grant
from tests.access.people import People
from tests.access.walls.role import Ordinary
from tests.cases.factory import make_case

pytestmark = pytest.mark.django_db
GRANTS = [
    *(Grant("share", "account", "f", when) for when in ("live", "expired", "revoked", "future")),
    *(Grant("glass", "account", "f", when) for when in ("live", "expired", "revoked", "future")),
    *(Grant("share", to, "f") for to in ("mission", "organisation", "somebody else")),
    Grant("assignment", "account", "fisp"), Grant("share", "account", "f", about="another mission"),
]  # fmt: skip


def stored(case: CaseKey) -> CaseKey:
    person = Individual.objects.create(opaque_id=case.individual_opaque)
    make_case(Mission.objects.get(pk=case.mission_id), individual=person, opaque_id=case.opaque_id, event={})
    PersonName.unscoped.create(individual=person, content=None, tokens=b"")
    return case


def raw(sql: str, *values: Any) -> set[Any]:
    """The first column of the answer to a question that no manager has filtered."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {row[0] for row in cursor.fetchall()}


ALL_CASES = "SELECT opaque_id FROM cases_case"
ALL_EVENTS = "SELECT c.opaque_id FROM cases_traffickingevent e JOIN cases_case c ON c.id = e.case_id"
ALL_NAMES = "SELECT individual_id FROM individuals_personname"


@pytest.fixture(autouse=True)
def sealed_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of names without content: the walls look at no content."""
    monkeypatch.setattr(PersonName._meta.get_field("content"), "null", True)


@pytest.fixture
def names_may_be_empty(ordinary: Ordinary) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE individuals_personname ALTER COLUMN content DROP NOT NULL")


@pytest.mark.usefixtures("names_may_be_empty")
@pytest.mark.parametrize("frozen", ["", "here", "there"])
def test_the_database_agrees_with_the_manager(ordinary: Ordinary, frozen: str) -> None:
    """For everybody: the rows of the database without any filter are those that the manager's filter lets through."""
    people = People()
    viewers = {name: one for name, one in people.everybody().items() if isinstance(one, Account)}
    keys = []
    for viewer, grant, place in itertools.product(
        (people.worker, people.supervisor, people.far_worker, people.officer),
        GRANTS,
        (people.here, people.there),
    ):
        if (grant.to == "mission" and not viewer.mission) or (grant.to == "organisation" and viewer.mission):
            continue
        case = stored(world.key(place))
        world.grant_row(grant, case, viewer, world.mission("STRANGERS")).save()
        keys.append(case)
    if frozen:
        Mission.objects.filter(pk=getattr(people, frozen).pk).update(frozen_at=timezone.now())
    people_of = {key.opaque_id: key.individual_opaque for key in keys}
    seen_by = {}
    for name, viewer in viewers.items():
        expected = set(Case.objects.for_actor(viewer).values_list("opaque_id", flat=True))
        with ordinary(), standing_as(viewer):
            found = raw(ALL_CASES)
            # A grant that names another mission than the case's is none for the database already.
            assert found <= expected, name
            assert expected - found <= {
                grant.case for grant in CaseGrant.objects.filter(mission__code="STRANGERS")
            }, name
            assert raw(ALL_EVENTS) == found, name
            names = raw(ALL_NAMES)
        works = viewer.role in {"caseworker", "supervisor", "partner_officer"}
        keeps = viewer.role in {"data_steward", "focal_point"}
        assert names == ({*people_of.values()} if keeps else {people_of[one] for one in found if works}), name
        seen_by[name] = len(found)
    assert seen_by["administrator"] == seen_by["focal_point"] == 0
    assert seen_by["analyst"] == seen_by["steward"] == len(keys)
    if not frozen:
        assert all(seen_by[name] for name in ("worker", "supervisor", "far_worker", "officer"))
        assert seen_by["officer"] < seen_by["far_worker"] < len(keys)


@pytest.mark.parametrize("actor", [None, "closed", "gone"])
def test_nobody_gets_nothing_of_anything(ordinary: Ordinary, actor: str | None) -> None:
    from palermo.access.walls.protected import PROTECTED

    people = People()
    make_case(people.here, event={})
    world.grant_row(Grant("share", "account", "f"), people.case, people.far_worker, people.there).save()
    stands: MaybeActor = people.supervisor if actor else None
    if actor == "closed":
        Account.objects.filter(pk=people.supervisor.pk).update(is_active=False)
    elif actor == "gone":
        people.supervisor.pk = 10**9
    existing = {*connection.introspection.table_names()}
    with ordinary(), standing_as(stands):
        for table in PROTECTED.keys() & existing:
            assert raw(f"SELECT count(*) FROM {table}") == {0}, table
    with ordinary():
        assert raw("SELECT count(*) FROM cases_case") == {0}


def test_the_system_and_stewards_get_and_change_everything(ordinary: Ordinary) -> None:
    people = People()
    case = make_case(people.here, event={})
    for actor in (SystemActor("import"), people.steward):
        with ordinary(), standing_as(actor):
            assert raw(ALL_CASES) == {case.opaque_id}
            assert Case.unscoped.filter(pk=case.pk).update(status="closed") == 1


@pytest.mark.parametrize("who", ["far_worker", "officer", "analyst"])
def test_who_finds_a_case_but_may_not_change_it(ordinary: Ordinary, who: str) -> None:
    people = People()
    case = make_case(people.here, event={}, opaque_id=people.case.opaque_id)
    viewer = getattr(people, who)
    if who != "analyst":
        world.grant_row(Grant("share", "account", "f"), people.case, viewer, people.there).save()
    changes = (
        lambda: Case.unscoped.filter(pk=case.pk).update(status="closed"),
        lambda: TraffickingEvent.unscoped.filter(case=case).update(facts={}),
        lambda: TraffickingEvent.unscoped.create(case=case, position=1),
    )
    with ordinary(), standing_as(viewer):
        assert raw(ALL_CASES) == {case.opaque_id}
        for change in changes:
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                change()
        assert TraffickingEvent.unscoped.filter(case=case).delete()[0] == 0


def test_nobody_grants_themselves_a_case_of_others(ordinary: Ordinary) -> None:
    people = People()
    share = world.grant_row(Grant("share", "mission", "fisp"), people.case, people.far_worker, people.there)
    with (
        ordinary(),
        standing_as(people.far_supervisor),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        share.save()
    with ordinary(), standing_as(people.supervisor):
        share.save()


def test_a_case_is_registered_in_the_own_mission_only(ordinary: Ordinary) -> None:
    people = People()
    with ordinary(), standing_as(people.worker):
        case = make_case(people.here, event={})
        assert raw(ALL_CASES) == {case.opaque_id}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            make_case(people.there)


def test_the_keys_of_the_list_still_come_from_its_index_alone(ordinary: Ordinary) -> None:
    """The wall asks about columns that every index of the list holds, once for a statement."""
    people = People()
    for _ in range(3):
        make_case(people.here)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")
    for actor in (people.worker, people.analyst):
        with ordinary(), standing_as(actor), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            keys = Case.objects.for_actor(actor).order_by("-registered_on", "-id").values_list("pk")[:25]
            plan = keys.explain()
            assert "Index Only Scan using case_list" in plan, plan
            assert "SubPlan" not in plan.replace("InitPlan", ""), plan


def test_every_model_of_a_case_or_person_stands_behind_a_wall() -> None:
    """Whatever names a case or an individual, or seals something for one, is in the list of protected tables."""
    from django.apps import apps

    from palermo.access.walls.protected import PROTECTED

    names = {"case", "case_id", "individual", "individual_id"}

    def is_about_a_person(model: type[models.Model]) -> bool:
        fields = model._meta.get_fields()
        return (
            model in {Case, Individual}
            or hasattr(model, "sealed_for")
            or any(
                field.name in names or field.related_model in {Case, Individual}
                for field in fields
                if field.concrete
            )
        )

    ours = [model for model in apps.get_models() if model.__module__.startswith("palermo.")]
    needed = {model._meta.db_table for model in ours if is_about_a_person(model)}
    assert needed <= PROTECTED.keys() | NOT_OF_A_CASE, needed - PROTECTED.keys()
    assert PROTECTED.keys() <= {model._meta.db_table for model in ours}


#: Sealed, but of an account and not of a person.
NOT_OF_A_CASE: set[str] = set()


def test_what_was_granted_a_moment_ago_counts(ordinary: Ordinary) -> None:
    """In the same transaction too, and by a clock that goes a little before the database's."""
    people = People()
    case = stored_without_names(people.case)
    row = world.grant_row(Grant("share", "account", "f"), case, people.far_worker, people.there)
    row.starts_at = timezone.now() + timedelta(seconds=20)
    row.save()
    with ordinary(), standing_as(people.far_worker):
        assert raw(ALL_CASES) == {case.opaque_id}


def stored_without_names(case: CaseKey) -> CaseKey:
    person = Individual.objects.create(opaque_id=case.individual_opaque)
    make_case(Mission.objects.get(pk=case.mission_id), individual=person, opaque_id=case.opaque_id, event={})
    return case
