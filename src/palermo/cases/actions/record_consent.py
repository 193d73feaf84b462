"""Records what a person said about one purpose and one recipient. Nothing that was said before is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.access.actors import Actor, MaybeActor, audit_name
from palermo.access.models import Account, Mission, Organisation
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.cases.actions.end_unfounded_shares import end_unfounded_shares
from palermo.cases.actions.holding import hold, writable_case
from palermo.cases.derive import ADULT
from palermo.cases.models import QUESTIONS, Case, Consent, ConsentForm, Decision, Purpose, RecipientClass
from palermo.cases.models.consents import ANSWERS
from palermo.codebook import load_codebook
from palermo.vault.opened import vault
from palermo.vault.sharing import ensure_individual_keys

FIRST_DAY = date(1990, 1, 1)
NAMES = ("witness", "interpreter", "guardian")
#: A return needs informed written consent (rule 3 of the domain); a guardian's and a child's word have their own form.
_NOT_FOR_RETURN = frozenset({ConsentForm.AUDIO, ConsentForm.VIDEO, ConsentForm.VERBAL_WITNESSED})


@dataclass(frozen=True, slots=True, repr=False)
class NewConsent:
    """What was said. At most one of the three recipients; none means the own organisation only.

    ``answers``: question (one of QUESTIONS) -> yes, no, ~unknown, ~refused; what is left out was not asked.
    ``expires_on`` is the last day on which it holds. The names are sealed.
    """

    purpose: str
    decision: str
    form: str
    given_on: date
    language: str = ""
    expires_on: date | None = None
    to_mission: Mission | None = None
    to_organisation: Organisation | None = None
    recipient_class: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    witness: str = ""
    interpreter: str = ""
    guardian: str = ""


def record_consent(*, actor: MaybeActor, case: str, new: NewConsent) -> Consent:
    """The consent or refusal, on record for the case with this number. A refusal ends the shares that it concerns.

    By whoever may write the case. Raises NotFoundOrNotAllowed, NotAcceptedError.
    """
    known, key = writable_case(actor, case)
    names = _checked(new)
    if names:
        ensure_individual_keys(vault(), key.individual_opaque, mission=_mission_code(key.mission_id))
    with audited(), sealing(known, [key.individual_opaque]):
        held = hold(key)
        _check_child(new, held)
        consent = _store(known, held, key.individual_opaque, new, names)
        record(
            "consent.recorded",
            actor=audit_name(known),
            object_kind="case",
            object_id=held.opaque_id,
            mission=held.mission.code,
            consent=consent.opaque_id,
            decision=consent.decision,
            purpose=consent.purpose,
            recipient=recipient_word(consent),
        )
        if consent.decision != Decision.GIVEN:
            end_unfounded_shares(known, key, reason="consent_refused")
    return consent


def recipient_word(said: Consent) -> str:
    """What kind of recipient was named, in a code that names nobody."""
    if said.to_mission_id is not None:
        return "mission"
    return (
        "organisation" if said.to_organisation_id is not None else said.recipient_class or "own_organisation"
    )


def _store(actor: Actor, case: Case, individual: str, new: NewConsent, names: Mapping[str, str]) -> Consent:
    consent = Consent(
        case=case,
        individual=individual,
        purpose=new.purpose,
        decision=new.decision,
        form=new.form,
        language=new.language,
        given_on=new.given_on,
        expires_on=new.expires_on,
        to_mission=new.to_mission,
        to_organisation=new.to_organisation,
        recipient_class=new.recipient_class,
        recorded_by=actor if isinstance(actor, Account) else None,
        recorded_at=timezone.now(),
        **new.answers,
    )
    for name, value in names.items():
        setattr(consent, name, value)
    consent.save(force_insert=True)
    return consent


def _checked(new: NewConsent) -> dict[str, str]:
    """The cleaned names that were given. Raises NotAcceptedError."""
    _one_of(new.purpose, Purpose.values, "purpose")
    _one_of(new.decision, [Decision.GIVEN, Decision.REFUSED], "decision")
    _one_of(new.form, ConsentForm.values, "form")
    _one_of(new.recipient_class, ["", *RecipientClass.values], "recipient")
    if new.language:
        _one_of(new.language, load_codebook().lists["language"].codes, "language")
    if (new.to_mission is not None) + (new.to_organisation is not None) + bool(new.recipient_class) > 1:
        raise NotAcceptedError(_("Record one recipient at a time."), field="recipient")
    for question, answer in new.answers.items():
        _one_of(question, QUESTIONS, "answers")
        _one_of(answer, ANSWERS, question)
    if not FIRST_DAY <= new.given_on <= timezone.localdate():
        raise NotAcceptedError(_("Write a day up to today."), field="given_on")
    if new.expires_on is not None and new.decision != Decision.GIVEN:
        raise NotAcceptedError(_("Only a consent has an end; a refusal holds."), field="expires_on")
    if new.expires_on is not None and new.expires_on < new.given_on:
        raise NotAcceptedError(_("It cannot end before it was given."), field="expires_on")
    if new.purpose == Purpose.RETURN and new.decision == Decision.GIVEN and new.form in _NOT_FOR_RETURN:
        raise NotAcceptedError(_("A return needs consent in writing."), field="form")
    names = {name: clean_line(getattr(new, name), field=name, limit=200, required=False) for name in NAMES}
    if new.form == ConsentForm.GUARDIAN and not names["guardian"]:
        raise NotAcceptedError(_("Write who the guardian is."), field="guardian")
    return {name: value for name, value in names.items() if value}


def _check_child(new: NewConsent, case: Case) -> None:
    if new.form == ConsentForm.CHILD_ASSENT and new.decision == Decision.GIVEN and case.majority == ADULT:
        raise NotAcceptedError(_("This person is of age: record the consent itself."), field="form")


def _one_of(value: str, known: object, field: str) -> None:
    if not isinstance(value, str) or value not in known:  # type: ignore[operator]
        raise NotAcceptedError(_("Choose one of those offered."), field=field)


def _mission_code(key: int) -> str:
    return Mission.objects.values_list("code", flat=True).get(pk=key)
