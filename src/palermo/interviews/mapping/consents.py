"""From the questions about consent to consents of the case: as it was said, for each purpose and recipient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from palermo.cases.actions.record_consent import NewConsent
from palermo.cases.models import QUESTIONS, ConsentForm, Decision, Purpose, RecipientClass
from palermo.cases.models.consents import ANSWERS
from palermo.codebook.answers import State, read_answer
from palermo.codebook.partial_date import PartialDate

#: The variables that a consent is made of.
VARIABLES = frozenset(
    {
        *QUESTIONS, "consent_assistance", "consent_purposes", "consent_recipients", "consent_form",
        "consent_language", "consent_date", "consent_expiry",
    }
)  # fmt: skip


def consents_said(facts: Mapping[str, Any], *, day: date, guardian: str = "") -> tuple[NewConsent, ...]:
    """What the person agreed to or refused, as far as the answers say it. ``day``: of the interview.

    Without a *yes* to the talk nothing else was agreed to but the help. A purpose without recipients means the own
    organisation; with recipients, these too. Nothing for answers that do not say how the consent was given.
    """
    form = _code(facts, "consent_form")
    if form not in ConsentForm.values:
        return ()
    given_on = _day(facts, "consent_date") or day
    agreed = _code(facts, "consent_interview") == "yes"
    purposes = _codes(facts, "consent_purposes") if agreed else []
    recipients = ["", *_codes(facts, "consent_recipients")] if agreed else [""]
    expires = _day(facts, "consent_expiry")
    shared: dict[str, Any] = {
        "form": form,
        "given_on": given_on,
        "language": _code(facts, "consent_language"),
        "answers": {name: facts[name] for name in QUESTIONS if facts.get(name) in ANSWERS},
        "guardian": guardian if form == ConsentForm.GUARDIAN else "",
    }
    help_wanted = _code(facts, "consent_assistance")
    found = [
        NewConsent(
            purpose=purpose,
            decision=Decision.GIVEN,
            recipient_class=recipient,
            expires_on=expires if expires is not None and expires >= given_on else None,
            **shared,
        )
        for purpose in purposes
        if purpose in Purpose.values and not (purpose == Purpose.ASSISTANCE and help_wanted == "no")
        for recipient in recipients
        if recipient in ("", *RecipientClass.values)
    ]
    if help_wanted == "no":
        found.append(NewConsent(purpose=Purpose.ASSISTANCE, decision=Decision.REFUSED, **shared))
    elif help_wanted == "yes" and Purpose.ASSISTANCE not in purposes:
        found.append(NewConsent(purpose=Purpose.ASSISTANCE, decision=Decision.GIVEN, **shared))
    return tuple(found)


def _codes(facts: Mapping[str, Any], name: str) -> list[str]:
    answer = read_answer(facts, name)
    return list(answer.values) if answer.state is State.VALUE else []


def _code(facts: Mapping[str, Any], name: str) -> str:
    return next(iter(_codes(facts, name)), "")


def _day(facts: Mapping[str, Any], name: str) -> date | None:
    """A whole day: of what is known to the month nobody can say when it ends."""
    text = _code(facts, name)
    found = PartialDate.parse(text) if text else None
    return found.first if found is not None and found.precision == "d" else None
