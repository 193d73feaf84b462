"""Records that a named person answers for handing on without, or besides, the consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import CaseKey, not_here, require_focal_point
from palermo.access.models import Account, Mission, NoticeKind, Organisation, Role
from palermo.access.moments import audit_moment
from palermo.access.notifying import notify
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.cases.actions.holding import hold, writable_case
from palermo.cases.models import ConsentException, ExceptionKind, ExceptionReason, Purpose, RecipientClass
from palermo.vault.opened import vault
from palermo.vault.sharing import ensure_individual_keys

LONGEST = timedelta(days=365)
#: Shorter is no reason that somebody can judge.
SHORTEST_REASON = 15


@dataclass(frozen=True, slots=True, repr=False)
class NewException:
    """What is allowed. At most one recipient; for the kind ORIGIN a mission or an organisation by name.

    ``ends_on`` is the last day. ``reason`` is sealed; for a whole mission there is nobody whose key could seal it, so
    there the code alone is kept.
    """

    kind: str
    purpose: str
    reason_code: str
    ends_on: date
    reason: str = ""
    to_mission: Mission | None = None
    to_organisation: Organisation | None = None
    recipient_class: str = ""


def except_case(*, actor: MaybeActor, case: str, new: NewException) -> ConsentException:
    """The exception for one case (opaque identifier), by the supervisor of its mission.

    The mission and the focal point are told. Raises NotFoundOrNotAllowed, NotAcceptedError.
    """
    known, key = writable_case(actor, case)
    if not isinstance(known, Account) or known.role != Role.SUPERVISOR:
        raise not_here()
    _check(new)
    reason = clean_line(new.reason, field="reason", limit=1000)
    if len(reason) < SHORTEST_REASON:
        raise NotAcceptedError(
            _("Say in a sentence why. Whoever looks into it later will read it."), field="reason"
        )
    mission = Mission.objects.get(pk=key.mission_id)
    ensure_individual_keys(vault(), key.individual_opaque, mission=mission.code)
    with audited(), sealing(known, [key.individual_opaque]):
        return _store(known, new, mission, key, reason)


def except_mission(*, actor: MaybeActor, mission: Mission, new: NewException) -> ConsentException:
    """The exception for all cases of a mission, by the focal point for data protection. A refusal beats it.

    Raises NotFoundOrNotAllowed, NotAcceptedError.
    """
    known = require_focal_point(actor)
    _check(new)
    if new.kind == ExceptionKind.ORIGIN:
        raise NotAcceptedError(
            _("Recipients in the country of origin are allowed case by case only."), field="kind"
        )
    with audited():
        return _store(known, new, mission, None, None)


def _store(
    actor: Account | SystemActor, new: NewException, mission: Mission, key: CaseKey | None, reason: str | None
) -> ConsentException:
    ends_at = timezone.make_aware(datetime.combine(new.ends_on, time(23, 59, 59)))
    exception = ConsentException(
        kind=new.kind,
        case=hold(key) if key is not None else None,
        mission=mission if key is None else None,
        individual=key.individual_opaque if key is not None else "",
        purpose=new.purpose,
        to_mission=new.to_mission,
        to_organisation=new.to_organisation,
        recipient_class=new.recipient_class,
        reason_code=new.reason_code,
        named=actor if isinstance(actor, Account) else None,
        named_as=audit_name(actor),
        starts_at=timezone.now(),
        ends_at=ends_at,
    )
    if reason is not None:
        exception.reason = reason
    exception.save(force_insert=True)
    notify(
        NoticeKind.EXCEPTION_RECORDED,
        mission=mission,
        about=exception.named,
        case=key.opaque_id if key is not None else "",
    )
    record(
        "consent.excepted",
        actor=audit_name(actor),
        object_kind="case" if key is not None else "mission",
        object_id=key.opaque_id if key is not None else mission.code,
        mission=mission.code,
        exception=exception.opaque_id,
        kind=new.kind,
        purpose=new.purpose,
        recipient=_word(new),
        reason=new.reason_code,
        until=audit_moment(ends_at),
    )
    return exception


def _word(new: NewException) -> str:
    if new.to_mission is not None:
        return "mission"
    return "organisation" if new.to_organisation is not None else new.recipient_class or "own_organisation"


def _check(new: NewException) -> None:
    for value, known, name in (
        (new.kind, ExceptionKind.values, "kind"),
        (new.purpose, Purpose.values, "purpose"),
        (new.reason_code, set(ExceptionReason.values) - {ExceptionReason.STANDING_BASIS}, "reason_code"),
        (new.recipient_class, ["", *RecipientClass.values], "recipient"),
    ):
        if value not in known:
            raise NotAcceptedError(_("Choose one of those offered."), field=name)
    named = (new.to_mission is not None) + (new.to_organisation is not None)
    if named + bool(new.recipient_class) > 1:
        raise NotAcceptedError(_("Record one recipient at a time."), field="recipient")
    if new.kind == ExceptionKind.ORIGIN and not named:
        raise NotAcceptedError(
            _("A recipient in the country of origin is allowed by name only."), field="recipient"
        )
    today = timezone.localdate()
    if not today <= new.ends_on <= today + LONGEST:
        raise NotAcceptedError(_("Choose a last day within the next twelve months."), field="ends_on")
