"""One database with every viewer and every grant of ``rule``, made in few statements."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from palermo.access.gate import CaseKey
from palermo.access.models import Account, CaseGrant, Mission, Organisation
from palermo.access.opaque import opaque_id
from tests.access.gate.rule import KINDS, WORD, Grant, Viewer, every_grant, every_viewer

_numbers = itertools.count(1)


def organisation(kind: str = "ngo") -> Organisation:
    found, _ = Organisation.objects.get_or_create(
        code=f"org-{kind}", defaults={"name": kind.title(), "kind": kind}
    )
    return found


def mission(code: str = "UKR", kind: str = "ngo") -> Mission:
    found, _ = Mission.objects.get_or_create(
        code=code, defaults={"organisation": organisation(kind), "name": code, "country": "UKR"}
    )
    return found


def account(
    role: str = "caseworker", place: Mission | None = None, body: Organisation | None = None
) -> Account:
    """An account without a password; ``body`` for partner officers."""
    return Account.objects.create(
        email=f"{role}-{next(_numbers)}@example.org",
        display_name=role,
        role=role,
        mission=place,
        organisation=body,
    )


def key(place: Mission) -> CaseKey:
    return CaseKey(opaque_id(), place.pk, opaque_id())


def grant_row(grant: Grant, case: CaseKey, viewer: Account, strangers: Mission) -> CaseGrant:
    """``strangers``: a mission that has nothing to do with the viewer."""
    now, hour = timezone.now(), timedelta(hours=1)
    start = {"future": now + hour}.get(grant.when, now - 2 * hour)
    end = {"expired": now - hour, "future": now + 2 * hour}.get(grant.when, now + hour)
    row = CaseGrant(
        kind=grant.kind,
        case=case.opaque_id,
        individual=opaque_id() if grant.about == "another person" else case.individual_opaque,
        mission_id=strangers.pk if grant.about == "another mission" else case.mission_id,
        parts=[WORD[letter] for letter in grant.parts],
        starts_at=start,
        ends_at=None if grant.kind == "assignment" else end,
        ended_at=now - hour if grant.when in {"revoked"} else None,
    )
    if grant.kind == "assignment" and grant.when == "expired":
        row.ends_at = end
    body = viewer.organisation or (viewer.mission.organisation if viewer.mission else None)
    if grant.to == "mission" and viewer.mission is not None:
        row.to_mission = viewer.mission
    elif grant.to == "organisation" and body is not None:
        row.to_organisation = body
    elif grant.to == "account":
        row.account = viewer
    else:
        row.account = next(one for one in [stranger(strangers)] if one.pk != viewer.pk)
    return row


def stranger(place: Mission) -> Account:
    """Somebody of the strangers' mission, made at first use."""
    return Account.objects.filter(mission=place, role="caseworker").first() or account("caseworker", place)


@dataclass
class World:
    """``looks``: for each viewer its account, and for each of its cases the grant and whether it is the viewer's own
    mission's."""

    looks: dict[Viewer, Account] = field(default_factory=dict)
    cases: dict[Viewer, list[tuple[CaseKey, Grant, bool]]] = field(default_factory=dict)
    others: Mission | None = None


def build() -> World:
    """Every viewer with a case for each grant, in the own mission and in another."""
    world = World(others=mission("OTHERS"))
    strangers = mission("STRANGERS")
    for kind in KINDS:
        mission(f"M-{kind}", kind)
    rows = []
    for viewer in every_viewer():
        place = mission(f"M-{viewer.kind}", viewer.kind) if viewer.has_mission else None
        body = organisation(viewer.kind) if viewer.role == "partner_officer" and viewer.kind else None
        looker = world.looks[viewer] = account(viewer.role, place, body)
        world.cases[viewer] = []
        for grant, own in itertools.product(every_grant(), (True, False)):
            if (own and place is None) or (grant.to == "mission" and place is None):
                continue
            if grant.to == "organisation" and not viewer.kind:
                continue
            assert world.others is not None
            case = key(place if own and place is not None else world.others)
            if grant.kind:
                rows.append(grant_row(grant, case, looker, strangers))
            world.cases[viewer].append((case, grant, own))
    CaseGrant.objects.bulk_create(rows)
    return world
