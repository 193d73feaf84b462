"""What one finds is what one stands to: the manager's rows against the gate's answer, case by case."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey, NotSignedIn, case_scope, standing, standings
from palermo.access.models import CaseGrant, Mission, Organisation
from palermo.access.scoped import UnscopedQuery
from palermo.cases.keys import case_keys
from palermo.cases.models import Case, TraffickingEvent
from palermo.cases.selectors import CaseFilters, get_case, list_cases
from palermo.individuals.models import Individual
from tests.access.gate import world as worlds
from tests.access.gate.rule import KINDS, PART_SETS, Grant, Viewer, every_viewer
from tests.cases.factory import make_case

pytestmark = pytest.mark.django_db
#: The kinds that matter for finding a case; what is shared is the gate's.
GRANTS = [
    Grant(),
    *(Grant("share", to, "fisp", when) for to in ("account", "mission", "organisation")
      for when in ("live", "expired", "revoked", "future")),
    *(Grant(kind, "account", "fisp", when) for kind in ("assignment", "glass") for when in ("live", "expired")),
    Grant("share", "somebody else", "f"),
]  # fmt: skip


def stored(case: CaseKey) -> None:
    """The rows of a case that the gate knows by its key."""
    person = Individual.objects.create(opaque_id=case.individual_opaque)
    make_case(Mission.objects.get(pk=case.mission_id), individual=person, opaque_id=case.opaque_id, event={})


def test_unscoped_questions_raise() -> None:
    for ask in (Case.objects.all, Case.objects.count, lambda: TraffickingEvent.objects.filter(pk=1)):
        with pytest.raises(UnscopedQuery):
            ask()


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_nobody_may_ask(nobody: AnonymousUser | None) -> None:
    with pytest.raises(NotSignedIn):
        Case.objects.for_actor(nobody)


@pytest.mark.parametrize(
    "role", ["caseworker", "supervisor", "partner_officer", "data_steward", "focal_point"]
)
@pytest.mark.parametrize("frozen", ["", "mine", "its"])
def test_found_exactly_where_the_gate_gives_something(role: str, frozen: str) -> None:
    viewer = next(one for one in every_viewer() if one.role == role and one.kind in {"ngo", ""} and
                  (one.kind or role != "partner_officer"))  # fmt: skip
    others, strangers = worlds.mission("OTHERS"), worlds.mission("STRANGERS")
    place = worlds.mission(f"M-{viewer.kind}", viewer.kind) if viewer.has_mission else None
    body = worlds.organisation(viewer.kind) if role == "partner_officer" else None
    looker = worlds.account(role, place, body)
    keys = []
    for grant in GRANTS:
        for home in {place or others, others}:
            if (grant.to == "mission" and place is None) or (grant.to == "organisation" and not viewer.kind):
                continue
            case = worlds.key(home)
            stored(case)
            if grant.kind:
                worlds.grant_row(grant, case, looker, strangers).save()
            keys.append(case)
    if frozen and (place or frozen == "its"):
        shut = place if frozen == "mine" and place is not None else others
        Mission.objects.filter(pk=shut.pk).update(frozen_at=timezone.now())
    seen = {case for case, found in standings(looker, keys).items() if not found.is_none}
    assert set(Case.objects.for_actor(looker).values_list("opaque_id", flat=True)) == seen
    events = TraffickingEvent.objects.for_actor(looker)
    assert set(events.values_list("case__opaque_id", flat=True)) == seen
    assert {
        case.opaque_id for case in case_keys(case_scope(looker), [case.opaque_id for case in keys])
    } == seen
    # The list shows a mission's own cases: a part of what is found, never more.
    listed = {row.opaque_id for row in list_cases(looker, CaseFilters()).rows}
    assert listed <= seen
    own = case_scope(looker).of_missions
    assert set(Case.objects.in_scope(own).values_list("opaque_id", flat=True)) <= seen
    if role in {"caseworker", "supervisor", "data_steward", "partner_officer"} and not frozen:
        assert seen


def test_a_grant_that_opens_nothing_is_found_but_not_shown() -> None:
    """The exception: the scope asks whether there is a grant, the gate asks what is in it. What names another person
    or another mission than the case, or closed parts only, is found by the scope and closed by the gate."""
    others = worlds.mission("OTHERS")
    officer = worlds.account("partner_officer", None, worlds.organisation("police"))
    for grant in (
        Grant("share", "organisation", "p"), Grant("share", "organisation", ""),
        Grant("share", "organisation", "f", about="another person"),
        Grant("share", "organisation", "f", about="another mission"),
    ):  # fmt: skip
        case = worlds.key(others)
        stored(case)
        worlds.grant_row(grant, case, officer, worlds.mission("STRANGERS")).save()
        assert case.opaque_id in case_scope(officer).granted
        assert standing(officer, case).is_none


def test_scope_takes_few_questions_however_many_grants() -> None:
    others = worlds.mission("OTHERS")
    worker = worlds.account("caseworker", worlds.mission())
    rows = [
        worlds.grant_row(Grant("share", "account", "f"), worlds.key(others), worker, others)
        for _ in range(50)
    ]
    CaseGrant.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as asked:
        assert len(case_scope(worker).granted) == 50
    assert len(asked) <= 2


def test_the_system_finds_everything() -> None:
    case = worlds.key(worlds.mission())
    stored(case)
    Mission.objects.update(frozen_at=timezone.now())
    assert Case.objects.for_actor(SystemActor("extract")).count() == 1


grants = st.builds(
    Grant,
    kind=st.sampled_from(["share", "assignment", "glass"]),
    to=st.sampled_from(["account", "mission", "organisation", "somebody else"]),
    parts=st.sampled_from(PART_SETS),
    when=st.sampled_from(["live", "expired", "revoked", "future"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(grants, max_size=3),
    more=st.lists(grants, min_size=1, max_size=4),
    role=st.sampled_from(["caseworker", "supervisor", "partner_officer", "analyst", "focal_point"]),
    kind=st.sampled_from(sorted(KINDS)),
    own=st.booleans(),
)
def test_unrelated_grants_change_nothing(
    db: None, first: list[Grant], more: list[Grant], role: str, kind: str, own: bool
) -> None:
    """Grants of other people, and of other cases, leave a standing as it is; what is unknown stays unknown."""
    viewer = Viewer(role, kind, role in {"caseworker", "supervisor"})
    others, strangers = worlds.mission("OTHERS"), worlds.mission("STRANGERS")
    place = worlds.mission(f"M-{kind}", kind) if viewer.has_mission else None
    body = worlds.organisation(kind) if role == "partner_officer" else None
    looker = worlds.account(role, place, body)
    # Of an organisation that no viewer is of.
    foreign, _ = Organisation.objects.get_or_create(
        code="org-elsewhere", defaults={"name": "Elsewhere", "kind": "shelter"}
    )
    elsewhere_place, _ = Mission.objects.get_or_create(
        code="ELSEWHERE", defaults={"organisation": foreign, "name": "Elsewhere", "country": "UKR"}
    )
    somebody = worlds.account("caseworker", elsewhere_place)
    case = worlds.key(place if own and place else others)
    try:
        for grant in first:
            add(grant, case, looker, strangers)
        before, scope = standing(looker, case), case_scope(looker)
        for grant in more:
            add(grant, case, somebody, strangers)
        assert standing(looker, case) == before
        assert case_scope(looker) == scope
        elsewhere = worlds.key(others)
        for grant in more:
            add(grant, elsewhere, looker, strangers)
        assert standing(looker, case) == before
    finally:
        CaseGrant.objects.all().delete()


def add(grant: Grant, case: CaseKey, viewer: worlds.Account, strangers: Mission) -> None:
    assigned = CaseGrant.objects.filter(case=case.opaque_id, kind="assignment", ended_at__isnull=True)
    if grant.kind == "assignment" and assigned.exists():
        return  # once is all that the database allows
    if grant.kind != "share" and grant.to in {"mission", "organisation"}:
        grant = Grant(grant.kind, "account", grant.parts, grant.when)
    worlds.grant_row(grant, case, viewer, strangers).save()


def test_other_cases_of_the_person_show_what_is_shared_of_each() -> None:
    """Facts of one case shared, of a second the identity only, of a third nothing that counts."""
    others = worlds.mission("OTHERS")
    officer = worlds.account("partner_officer", None, worlds.organisation("police"))
    person = Individual.objects.create()
    keys = []
    for parts in ("f", "i", "p", "f"):
        case = make_case(others, individual=person, sex="female", facts={"sex": "female"})
        keys.append(CaseKey(case.opaque_id, others.pk, person.opaque_id))
        grant = Grant("share", "organisation", parts)
        worlds.grant_row(grant, keys[-1], officer, worlds.mission("STRANGERS")).save()
    detail = get_case(officer, keys[0].opaque_id)
    assert detail is not None
    found = {row.opaque_id: row.sex for row in detail.others}
    assert found == {keys[1].opaque_id: "", keys[3].opaque_id: "female"}
