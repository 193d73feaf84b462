"""Reads of shares and assignments: who has a case, and what others shared with us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import (
    OWN_MISSION_ROLES,
    CaseKey,
    Part,
    Standing,
    live_grants,
    not_here,
    require_actor,
)
from palermo.access.models import Account, CaseGrant, GrantKind, Mission, Organisation, Role
from palermo.cases.keys import require_case
from palermo.cases.models import Case
from palermo.cases.on_record import cases_listed
from palermo.cases.selectors import CaseRow, rows_of


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What the head of a page about a case says, and what its actions need. ``mission`` is the mission's code."""

    key: CaseKey
    standing: Standing
    case_ref: str
    mission: str
    mission_name: str


@dataclass(frozen=True, slots=True)
class SharedCase:
    """A case that others opened for us: which parts, until when."""

    case: CaseRow
    parts: tuple[Part, ...]
    until: datetime

    @property
    def has_facts(self) -> bool:
        return Part.FACTS in self.parts


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: ``value`` is ``mission:12`` or ``organisation:3``."""

    value: str
    label: str


def case_head(actor: MaybeActor, opaque_id: str, *, write: bool = False) -> CaseHead:
    """The case's head when its coded facts may be read (or written). Raises NotFoundOrNotAllowed."""
    key, stands = require_case(actor, opaque_id, Part.FACTS, write=write)
    row = (
        Case.objects.for_actor(actor)
        .filter(opaque_id=key.opaque_id)
        .values_list("case_ref", "mission__code", "mission__name")
        .first()
    )
    if row is None:
        raise not_here()
    return CaseHead(key, stands, *row)


def shared_with_us(actor: MaybeActor) -> tuple[SharedCase, ...]:
    """The cases that missions shared with the actor's mission or organisation, those that end first first; on record.

    Raises NotFoundOrNotAllowed for roles to whom nothing is shared.
    """
    known = require_actor(actor)
    if isinstance(known, SystemActor) or not may_receive(known):
        raise not_here()
    grants = list(live_grants(known).filter(kind=GrantKind.SHARE).order_by("ends_at", "pk"))
    parts: dict[str, set[str]] = {}
    until: dict[str, datetime] = {}
    for grant in grants:
        parts.setdefault(grant.case, set()).update(grant.parts)
        if grant.ends_at is not None:
            until[grant.case] = max(grant.ends_at, until.get(grant.case, grant.ends_at))
    with_facts = {number for number, named in parts.items() if Part.FACTS.value in named}
    rows = {row.opaque_id: row for row in rows_of(known, parts, with_facts)}
    cases_listed(known, list(rows), ["shared"])
    return tuple(
        SharedCase(
            rows[number],
            tuple(part for part in Part if part.value in parts[number]),
            until[number],
        )
        for number in sorted(rows, key=lambda number: until[number])
    )


def may_receive(account: Account) -> bool:
    """Whether cases can be shared with this account's mission or organisation."""
    return account.role in OWN_MISSION_ROLES or account.role == Role.PARTNER_OFFICER


def recipients_for(head: CaseHead) -> tuple[list[Choice], list[Choice]]:
    """The missions and the organisations with which this case could be shared, by name."""
    own = Mission.objects.get(pk=head.key.mission_id)
    missions = Mission.objects.exclude(pk=own.pk).filter(frozen_at__isnull=True).order_by("name")
    organisations = Organisation.objects.exclude(pk=own.organisation_id).order_by("name")
    return (
        [Choice(f"mission:{mission.pk}", mission.name) for mission in missions],
        [Choice(f"organisation:{one.pk}", one.name) for one in organisations],
    )


def recipient_named(value: str) -> Mission | Organisation | None:
    """The mission or organisation that a choice stands for; None when there is none."""
    kind, _colon, number = value.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if kind == "mission":
        return Mission.objects.select_related("organisation").filter(pk=int(number)).first()
    return Organisation.objects.filter(pk=int(number)).first() if kind == "organisation" else None


def colleagues_to_assign(head: CaseHead) -> list[tuple[int, str]]:
    """Number and name of the mission's caseworkers who do not have the case yet."""
    return list(_free_colleagues(head).order_by("display_name").values_list("pk", "display_name"))


def colleague_numbered(head: CaseHead, number: str) -> Account | None:
    """The one of ``colleagues_to_assign`` with this number; None for any other text."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return _free_colleagues(head).filter(pk=int(number)).first()


def _free_colleagues(head: CaseHead) -> QuerySet[Account]:
    have = CaseGrant.objects.filter(
        case=head.key.opaque_id, kind=GrantKind.ASSIGNMENT, ended_at__isnull=True
    ).values("account_id")
    found = Account.objects.filter(mission_id=head.key.mission_id, role=Role.CASEWORKER, is_active=True)
    return found.exclude(pk__in=have)
