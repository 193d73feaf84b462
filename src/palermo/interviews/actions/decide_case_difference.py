"""Decides between what a case says and what an interview about its person says."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import Part, not_here, require_actor
from palermo.access.models import Account
from palermo.access.uncovering import reworking
from palermo.audit.recording import audited, record
from palermo.cases.actions.change_fact import change_fact
from palermo.errors import PalermoError
from palermo.interviews.intake.waiting import key_of, locked_interview
from palermo.interviews.mapping.differing import CaseDifference
from palermo.interviews.models import Difference

Choice = Literal["kept", "other", "both"]


class CaseDifferenceDecided(PalermoError):
    """Somebody else has decided it, or a later answer has settled it."""

    code = "case_difference_decided"
    status = HTTPStatus.CONFLICT
    template = _("This was decided meanwhile. Look at the case as it is now.")


def decide_case_difference(*, actor: MaybeActor, difference: str, choice: Choice) -> None:
    """Let the case keep what it says (``kept``), or say what the interview says (``other``), or the codes of ``both``.
    ``difference`` is the opaque number.

    By whoever may write the case. Raises NotSignedIn, NotFoundOrNotAllowed, CaseDifferenceDecided, and
    FactChangedMeanwhile when the case says something else by now: then what it says now is shown next time.
    """
    account = require_actor(actor)
    found = (
        Difference.unscoped.select_related("interview")
        .filter(opaque_id=difference, is_with_case=True)
        .first()
    )
    if found is None or not isinstance(account, Account):
        raise not_here()
    key = key_of(found.interview)
    with reworking(account, key, Part.FACTS, "difference with a case"), audited():
        interview = locked_interview(found.interview)
        row = Difference.unscoped.select_for_update().filter(pk=found.pk).first()
        if row is None or row.decided_at is not None:
            raise CaseDifferenceDecided
        told = CaseDifference.from_content(row.content or {})
        answer = _answer(told, choice)
        if answer != told.kept:
            change_fact(
                actor=account,
                case=key,
                variable=told.variable,
                answer=answer,
                expected=told.kept,
                event=told.event,
            )
        row.decided_at, row.decided_by = timezone.now(), account
        row.save(update_fields=["decided_at", "decided_by"])
        record(
            "difference.decided_with_case",
            actor=audit_name(account),
            object_kind="interview",
            object_id=interview.opaque_id,
            mission=interview.mission.code,
            difference=row.opaque_id,
            choice=choice,
            variable=told.variable,
        )


def _answer(told: CaseDifference, choice: str) -> Any:
    if choice == "kept":
        return told.kept
    if choice == "other":
        return told.other
    if choice == "both" and told.both is not None:
        return told.both
    raise not_here()
