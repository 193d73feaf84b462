"""What those who watch over the others need to see: notices in words, stopped accounts, missions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import not_here, require_actor, require_focal_point
from palermo.access.models import Account, Mission, NoticeKind, Role
from palermo.access.notices import open_notices

#: More would not be read; the rest shows as these are acknowledged.
MOST = 50


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One thing to hear of. ``kind`` is a NoticeKind; ``who`` the account it is about; ``case`` a case's number."""

    opaque_id: str
    kind: str
    words: str
    who: str
    mission: str
    case: str
    grant: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoppedAccount:
    """An account that opens no identities for now."""

    number: int
    name: str
    role: str
    mission: str
    since: datetime


@dataclass(frozen=True, slots=True)
class MissionLine:
    """A mission, and since when it is frozen; what the actor may do with it."""

    code: str
    name: str
    organisation: str
    frozen_at: datetime | None
    may_freeze: bool
    may_open: bool


def notice_lines(actor: MaybeActor) -> tuple[NoticeLine, ...]:
    """The notices for ``actor`` that nobody of the same audience acknowledged, newest first, at most MOST."""
    return tuple(
        NoticeLine(
            opaque_id=notice.opaque_id,
            kind=notice.kind,
            words=str(NoticeKind(notice.kind).label),
            who=notice.about.display_name if notice.about else "",
            mission=notice.mission.name if notice.mission else "",
            case=notice.case,
            grant=notice.grant if notice.kind == NoticeKind.GLASS_BROKEN else "",
            at=notice.created_at,
        )
        for notice in open_notices(actor)[:MOST]
    )


def stopped_accounts(actor: MaybeActor) -> tuple[StoppedAccount, ...]:
    """The accounts that the brake stopped, the longest first. For the focal point; raises NotFoundOrNotAllowed."""
    require_focal_point(actor)
    rows = Account.objects.filter(reading_stopped_at__isnull=False).select_related("mission")
    return tuple(
        StoppedAccount(
            row.pk,
            row.display_name,
            row.get_role_display(),
            row.mission.name if row.mission else "",
            row.reading_stopped_at,
        )
        for row in rows.order_by("reading_stopped_at")
        if row.reading_stopped_at is not None
    )


def stopped_account(actor: MaybeActor, number: int) -> Account:
    """One of them. Raises NotFoundOrNotAllowed."""
    require_focal_point(actor)
    found = Account.objects.filter(pk=number).first()
    if found is None:
        raise not_here()
    return found


def missions_to_watch(actor: MaybeActor) -> tuple[MissionLine, ...]:
    """The missions that ``actor`` may freeze, frozen ones first. Raises NotFoundOrNotAllowed for all who may freeze
    none."""
    known = require_actor(actor)
    if isinstance(known, SystemActor) or not may_freeze_any(known):
        raise not_here()
    rows = Mission.objects.select_related("organisation").order_by("name")
    if known.role == Role.SUPERVISOR:
        rows = rows.filter(accounts=known)
    lines = [
        MissionLine(
            row.code,
            row.name,
            row.organisation.name,
            row.frozen_at,
            may_freeze=row.frozen_at is None,
            may_open=row.frozen_at is not None and known.role == Role.FOCAL_POINT,
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: line.frozen_at is None))


def mission_to_watch(actor: MaybeActor, code: str) -> Mission:
    """One of them, by its code. Raises NotFoundOrNotAllowed."""
    if code not in {line.code for line in missions_to_watch(actor)}:
        raise not_here()
    return Mission.objects.get(code=code)


def may_freeze_any(account: Account) -> bool:
    """Whether the account may freeze some mission."""
    return account.role in {Role.FOCAL_POINT, Role.ADMINISTRATOR, Role.SUPERVISOR}
