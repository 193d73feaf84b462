"""Gives a few invented cases what shows how consent works: who has them, what was agreed to, one share."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from palermo.access.actions.assign_case import assign_case
from palermo.access.demo_accounts import DEMO_PARTNER
from palermo.access.models import Account, Organisation, Role
from palermo.cases.actions.record_consent import NewConsent, record_consent
from palermo.cases.actions.share_case import share_case
from palermo.cases.actions.withdraw_consent import withdraw_consent
from palermo.cases.derive import ADULT
from palermo.cases.models import QUESTIONS, Case, ConsentForm, Decision, Purpose

#: So many cases get a caseworker; the first ones get consents too.
ASSIGNED = 8


def show_consents() -> None:
    """Through the real actions, by the demonstration's supervisor. Says nothing about statistics: the published tables
    stay as they are."""
    supervisor = Account.objects.get(is_demo=True, role=Role.SUPERVISOR)
    worker = Account.objects.get(is_demo=True, role=Role.CASEWORKER)
    partner = Organisation.objects.get(code=DEMO_PARTNER[0])
    cases = list(
        Case.unscoped.filter(mission=supervisor.mission, majority=ADULT, nationality="UKR", is_fictional=True)
        .select_related("individual")
        .order_by("-registered_on", "-id")[:ASSIGNED]
    )
    for case in cases:
        assign_case(actor=supervisor, case=case, account=worker)
    for case in cases[:3]:
        _say(worker, case, Purpose.ASSISTANCE)
    if len(cases) < 3:
        return
    agreeing, refusing, wavering = cases[:3]
    _say(worker, agreeing, Purpose.SHARING, to_organisation=partner, days=180)
    until = timezone.localdate() + timedelta(days=90)
    share_case(actor=worker, case=agreeing.opaque_id, to=partner, parts=["facts", "story"], until=until)
    _say(worker, refusing, Purpose.LAW_ENFORCEMENT, decision=Decision.REFUSED)
    consent = _say(worker, wavering, Purpose.FAMILY_CONTACT)
    withdraw_consent(actor=worker, case=wavering.opaque_id, consent=consent, reason="safety")


def _say(
    worker: Account,
    case: Case,
    purpose: Purpose,
    *,
    decision: Decision = Decision.GIVEN,
    to_organisation: Organisation | None = None,
    days: int = 0,
) -> str:
    today = timezone.localdate()
    new = NewConsent(
        purpose=purpose,
        decision=decision,
        form=ConsentForm.WRITTEN,
        given_on=today - timedelta(days=2),
        language="ukr",
        expires_on=today + timedelta(days=days) if days else None,
        to_organisation=to_organisation,
        # The last two questions were forgotten, as it happens.
        answers=dict.fromkeys(QUESTIONS[:5], "yes"),
    )
    return record_consent(actor=worker, case=case.opaque_id, new=new).opaque_id
