"""Every viewer, and for each of them a stored case in every relation in which somebody can stand to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.test import Client
from django.utils import timezone

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Account, CaseGrant, Mission
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.models import Individual
from palermo.individuals.values import IdentityDraft, NameDetail
from tests.access.gate import world
from tests.access.gate.rule import Grant, Viewer, expected
from tests.cases.factory import make_case

CANARY = "Zlatka Kanareykina"
#: Relation -> grant, whether the case is of the viewer's own mission, and which mission is frozen.
RELATIONS: dict[str, tuple[Grant, bool, str]] = {
    "own mission, assigned": (Grant("assignment", "account", "fisp"), True, ""),
    "own mission, not assigned": (Grant(), True, ""),
    "own mission, no longer assigned": (Grant("assignment", "account", "fisp", "revoked"), True, ""),
    "own mission, a colleague's": (Grant("assignment", "somebody else", "fisp"), True, ""),
    "own mission, shared by it": (Grant("share", "somebody else", "f"), True, ""),
    "own mission, glass": (Grant("glass"), True, ""),
    "other mission": (Grant(), False, ""),
    "assigned in another mission": (Grant("assignment", "account", "fisp"), False, ""),
    "facts shared": (Grant("share", "account", "f"), False, ""),
    "identity shared": (Grant("share", "account", "i"), False, ""),
    "story shared": (Grant("share", "account", "s"), False, ""),
    "all shared": (Grant("share", "account", "fisp"), False, ""),
    "privileged notes shared": (Grant("share", "account", "p"), False, ""),
    "shared with the mission": (Grant("share", "mission", "fi"), False, ""),
    "shared with the organisation": (Grant("share", "organisation", "fi"), False, ""),
    "shared with somebody else": (Grant("share", "somebody else", "fisp"), False, ""),
    "share revoked": (Grant("share", "account", "fisp", "revoked"), False, ""),
    "share expired": (Grant("share", "account", "fisp", "expired"), False, ""),
    "share of tomorrow": (Grant("share", "account", "fisp", "future"), False, ""),
    "glass": (Grant("glass"), False, ""),
    "glass of yesterday": (Grant("glass", "account", "", "expired"), False, ""),
    "shared by a mission that is frozen": (Grant("share", "account", "fisp"), False, "its"),
}
#: What there is to try for roles that no relation reaches.
FEW = ("other mission", "all shared", "share revoked", "glass", "shared by a mission that is frozen")
VIEWERS: dict[str, tuple[Viewer, bool]] = {
    "caseworker": (Viewer("caseworker", "ngo", True), False),
    "supervisor": (Viewer("supervisor", "ngo", True), False),
    "caseworker of a government": (Viewer("caseworker", "government", True), False),
    "supervisor of a frozen mission": (Viewer("supervisor", "shelter", True), True),
    "data steward": (Viewer("data_steward", "", False), False),
    "analyst": (Viewer("analyst", "", False), False),
    "officer of a shelter": (Viewer("partner_officer", "shelter", False), False),
    "officer of the police": (Viewer("partner_officer", "police", False), False),
    "focal point": (Viewer("focal_point", "", False), False),
    "administrator": (Viewer("administrator", "", False), False),
}


@dataclass
class Look:
    """One viewer before one case. ``reads`` and ``writes`` are letters."""

    relation: str
    case: CaseKey
    reads: frozenset[str]
    writes: frozenset[str]
    #: Number of the grant that makes the relation, and its kind.
    grant: str = "b" * 16
    kind: str = ""


@dataclass
class Looker:
    """A signed-in browser, and its cases."""

    name: str
    viewer: Viewer
    account: Account
    client: Client
    looks: list[Look] = field(default_factory=list)

    @property
    def numbers(self) -> Mapping[str, Look]:
        return {look.case.opaque_id: look for look in self.looks}


def build() -> list[Looker]:
    """All of VIEWERS with all of RELATIONS that they can have. The names of the persons are CANARY."""
    others, strangers = world.mission("OTHERS"), world.mission("STRANGERS")
    shut = world.mission("SHUT")
    lookers, rows = [], []
    for name, (viewer, is_frozen) in VIEWERS.items():
        place = world.mission(f"M-{name[:20].replace(' ', '-')}", viewer.kind) if viewer.has_mission else None
        body = world.organisation(viewer.kind) if viewer.role == "partner_officer" else None
        account = world.account(viewer.role, place, body)
        looker = Looker(name, viewer, account, Client())
        looker.client.force_login(account)
        for relation, (grant, own, frozen) in RELATIONS.items():
            if not viewer.has_mission and body is None and relation not in FEW:
                continue
            if (own or grant.to == "mission") and place is None:
                continue
            if grant.to == "organisation" and body is None:
                continue
            home = place if own and place is not None else shut if frozen == "its" else others
            case = stored(home)
            reads, writes = expected(viewer, grant, own=own, frozen="mine" if is_frozen else frozen)
            look = Look(relation, case, reads, writes)
            if grant.kind:
                rows.append(world.grant_row(grant, case, account, strangers))
                look.grant, look.kind = rows[-1].opaque_id, grant.kind
            looker.looks.append(look)
        lookers.append(looker)
        if is_frozen and place is not None:
            Mission.objects.filter(pk=place.pk).update(frozen_at=timezone.now())
    CaseGrant.objects.bulk_create(rows)
    Mission.objects.filter(pk=shut.pk).update(frozen_at=timezone.now())
    return lookers


def stored(home: Mission) -> CaseKey:
    case = world.key(home)
    person = Individual.objects.create(opaque_id=case.individual_opaque)
    make_case(
        home, individual=person, opaque_id=case.opaque_id, case_ref=f"REF {case.opaque_id}", sex="female",
        facts={"sex": "female"}, event={"exploitation_type": ["sexual"]},
    )  # fmt: skip
    draft = IdentityDraft(names=(NameDetail(text=CANARY, is_preferred=True),))
    record_identity(actor=SystemActor("import"), case=case, draft=draft)
    return case
