"""Renews the record under which a mission's coded data are counted inside the own organisation.

Whoever imports or registers cases answers for it by name, for twelve months. It is routine, so nobody gets a notice;
the audit and the extract's manifest say it (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from palermo.access.actors import Actor, MaybeActor, audit_name
from palermo.access.gate import require_import
from palermo.access.models import Account, Mission
from palermo.access.moments import audit_moment
from palermo.audit.recording import audited, record_many
from palermo.cases.models import ConsentException, ExceptionKind, ExceptionReason, Purpose

LASTS = timedelta(days=365)
#: One that still lasts this long is not renewed: an import a day would fill the audit with nothing.
LONG_ENOUGH = timedelta(days=335)


def renew_every_standing_basis(*, actor: MaybeActor) -> int:
    """For how many missions it was renewed, of all. By data stewards and the system; raises NotFoundOrNotAllowed."""
    known = require_import(actor)
    return renew_standing_basis(actor=known, missions=Mission.objects.values_list("pk", flat=True))


def renew_standing_basis(*, actor: Actor, missions: Iterable[int]) -> int:
    """For how many of ``missions`` (primary keys) it was renewed. Part of the act of importing or registering, which
    has asked the gate; ``actor`` is the one who answers for it."""
    now = timezone.now()
    wanted = set(missions)
    with audited():
        live = ConsentException.unscoped.filter(
            mission_id__in=wanted,
            kind=ExceptionKind.CONSENT,
            reason_code=ExceptionReason.STANDING_BASIS,
            ends_at__gt=now + LONG_ENOUGH,
        )
        due = Mission.objects.filter(pk__in=wanted - set(live.values_list("mission_id", flat=True)))
        codes = sorted(due.values_list("code", flat=True))
        ConsentException.unscoped.bulk_create(
            ConsentException(
                kind=ExceptionKind.CONSENT,
                mission=mission,
                purpose=Purpose.RESEARCH,
                reason_code=ExceptionReason.STANDING_BASIS,
                named=actor if isinstance(actor, Account) else None,
                named_as=audit_name(actor),
                starts_at=now,
                ends_at=now + LASTS,
            )
            for mission in due
        )
        if codes:
            record_many(
                "consent.excepted",
                actor=audit_name(actor),
                object_kind="mission",
                object_ids=codes,
                kind=ExceptionKind.CONSENT.value,
                purpose=Purpose.RESEARCH.value,
                recipient="own_organisation",
                reason=ExceptionReason.STANDING_BASIS.value,
                until=audit_moment(now + LASTS),
            )
    return len(codes)
