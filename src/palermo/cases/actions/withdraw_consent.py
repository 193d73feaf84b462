"""Takes a consent back. It takes effect at once: shares that rested on it end in the same transaction."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import Actor, MaybeActor, audit_name
from palermo.access.gate import CaseKey, not_here
from palermo.access.models import Account
from palermo.audit.recording import audited, record
from palermo.cases.actions.end_unfounded_shares import end_unfounded_shares
from palermo.cases.actions.holding import hold, writable_case
from palermo.cases.models import Case, Consent, Decision, WithdrawalReason


def withdraw_consent(
    *, actor: MaybeActor, case: str, consent: str, reason: str = WithdrawalReason.NOT_SAID
) -> Consent:
    """The withdrawal, a row of its own; the present one when the consent was taken back before.

    ``case`` and ``consent`` are opaque identifiers. By whoever may write the case. Raises NotFoundOrNotAllowed,
    NotAcceptedError for a refusal (which cannot be taken back: record a consent) and an unknown reason.
    """
    known, key = writable_case(actor, case)
    if reason not in WithdrawalReason.values:
        raise NotAcceptedError(_("Choose one of the reasons."), field="reason")
    with audited():
        held = hold(key)
        given = Consent.unscoped.filter(case=held, opaque_id=consent).first()
        if given is None:
            raise not_here()
        if given.decision != Decision.GIVEN:
            raise NotAcceptedError(
                _("A refusal is not taken back: record what the person says now."), field="consent"
            )
        before = Consent.unscoped.filter(withdraws=given).first()
        return before if before is not None else _withdraw(known, key, held, given, reason)


def _withdraw(actor: Actor, key: CaseKey, case: Case, given: Consent, reason: str) -> Consent:
    now = timezone.now()
    withdrawal = Consent(
        case=case,
        individual=given.individual,
        decision=Decision.WITHDRAWN,
        withdraws=given,
        withdrawal_reason=reason,
        purpose=given.purpose,
        to_mission_id=given.to_mission_id,
        to_organisation_id=given.to_organisation_id,
        recipient_class=given.recipient_class,
        form=given.form,
        language=given.language,
        # What was said later than today cannot have been said: a consent entered ahead is ended all the same.
        given_on=max(timezone.localdate(now), given.given_on),
        recorded_by=actor if isinstance(actor, Account) else None,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            withdrawal.save(force_insert=True)
    except IntegrityError:
        # Somebody else took it back in the same moment.
        return Consent.unscoped.get(withdraws=given)
    ended = end_unfounded_shares(actor, key, reason="consent_withdrawn")
    record(
        "consent.withdrawn",
        actor=audit_name(actor),
        object_kind="case",
        object_id=case.opaque_id,
        mission=case.mission.code,
        consent=withdrawal.opaque_id,
        withdraws=given.opaque_id,
        purpose=given.purpose,
        reason=reason,
        shares_ended=ended,
    )
    return withdrawal
