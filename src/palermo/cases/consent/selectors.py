"""Reads of consents and exceptions for the page of a case. Names of witnesses and guardians stay sealed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseLike, CaseScope, Part, require_part
from palermo.access.uncovering import uncovered
from palermo.cases.models import (
    QUESTIONS,
    Consent,
    ConsentException,
    Decision,
    ExceptionKind,
    RecipientClass,
)
from palermo.cases.models.consents import NOT_ASKED
from palermo.codebook import load_codebook

ANSWER_WORDS: dict[str, Promise] = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "~unknown": gettext_lazy("asked, not known"),
    "~refused": gettext_lazy("asked, preferred not to say"),
}


SEALED_NAMES: dict[str, Promise] = {
    "guardian": gettext_lazy("Guardian"),
    "witness": gettext_lazy("Witness"),
    "interpreter": gettext_lazy("Interpreter"),
}


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One thing said. ``state``: ``given``, ``expired``, ``refused`` or ``withdrawn``; ``recipient`` in words, "" for
    the own organisation; ``answers`` are question and answer in words, ``not_asked`` how many of the seven were not."""

    opaque_id: str
    state: str
    purpose: str
    recipient: str
    form: str
    language: str
    given_on: date
    expires_on: date | None
    withdrawn_on: date | None
    withdrawal_reason: str
    recorded_by: str
    recorded_at: datetime
    answers: tuple[tuple[str, str], ...]
    not_asked: int


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """One exception in force for this case; those of its whole mission are not shown with it."""

    kind: str
    purpose: str
    recipient: str
    reason: str
    named: str
    ends_at: datetime


def said_and_excepted(
    actor: MaybeActor, case: CaseLike
) -> tuple[tuple[ConsentLine, ...], tuple[ExceptionLine, ...]]:
    """Everything said in this case, the latest first (a withdrawal stands with what it took back), and the exceptions
    in force for it, those that end last first. The gate is asked once for both.

    Raises NotFoundOrNotAllowed where the coded facts are closed to the actor.
    """
    require_part(actor, case, Part.FACTS)
    scope = CaseScope(granted=frozenset({case.opaque_id}))
    said = (
        Consent.objects.in_scope(scope)
        .exclude(decision=Decision.WITHDRAWN)
        .select_related("to_mission", "to_organisation", "recorded_by", "withdrawal")
        .order_by("-given_on", "-recorded_at", "-pk")
    )
    now = timezone.now()
    excepted = (
        ConsentException.objects.in_scope(scope)
        .filter(starts_at__lte=now, ends_at__gt=now)
        .select_related("to_mission", "to_organisation", "named")
        .order_by("-ends_at", "-pk")
    )
    return tuple(_line(row) for row in said), tuple(_exception_line(row) for row in excepted)


def consents_of(actor: MaybeActor, case: CaseLike) -> tuple[ConsentLine, ...]:
    """What was said alone. Raises as ``said_and_excepted``."""
    return said_and_excepted(actor, case)[0]


def _exception_line(row: ConsentException) -> ExceptionLine:
    return ExceptionLine(
        kind=str(ExceptionKind(row.kind).label),
        purpose=row.get_purpose_display(),
        recipient=recipient_words(row),
        reason=row.get_reason_code_display(),
        named=str(row.named or _("the system")),
        ends_at=row.ends_at,
    )


@dataclass(frozen=True, slots=True, repr=False)
class SealedWords:
    """What lies sealed in one consent or exception: names by what they are, or the reason. ``heading`` says of what."""

    heading: str
    words: tuple[tuple[str, str], ...]


def sealed_words(actor: MaybeActor, case: CaseLike) -> tuple[SealedWords, ...]:
    """The names of guardians, witnesses and interpreters, and the reasons of exceptions, of one case, on record.

    For whom the identity is open. Raises NotFoundOrNotAllowed, ReadingStopped, and the vault's and audit's errors.
    """
    require_part(actor, case, Part.IDENTITY)
    scope = CaseScope(granted=frozenset({case.opaque_id}))
    # A row that was sealed for another, before two people were told apart, stays sealed.
    said = list(
        Consent.objects.in_scope(scope)
        .filter(individual=case.individual_opaque)
        .select_related("to_mission", "to_organisation")
        .order_by("-given_on", "-recorded_at", "-pk")
    )
    excepted = list(
        ConsentException.objects.in_scope(scope)
        .filter(individual=case.individual_opaque)
        .select_related("to_mission", "to_organisation")
        .order_by("-starts_at", "-pk")
    )
    with uncovered(actor, {case.individual_opaque: case}, Part.IDENTITY, "names in consents"):
        found = [
            SealedWords(
                _heading(row), tuple((str(label), getattr(row, name)) for name, label in SEALED_NAMES.items())
            )
            for row in said
        ]
        found += [SealedWords(_heading(row), ((_("Why"), row.reason or ""),)) for row in excepted]
    return tuple(
        SealedWords(one.heading, tuple(pair for pair in one.words if pair[1]))
        for one in found
        if any(word for _label, word in one.words)
    )


def _heading(row: Consent | ConsentException) -> str:
    words = [row.get_purpose_display(), recipient_words(row)]
    return " · ".join(word for word in words if word)


def recipient_words(row: Consent | ConsentException) -> str:
    """The recipient as a reader knows it; "" for the own organisation."""
    if row.to_mission is not None:
        return row.to_mission.name
    if row.to_organisation is not None:
        return row.to_organisation.name
    return str(RecipientClass(row.recipient_class).label) if row.recipient_class else ""


def question_label(name: str) -> str:
    """The codebook's words for one of the seven questions."""
    return load_codebook().variables[name].display


def language_label(code: str) -> str:
    """The language in words; the code itself if it is a stranger."""
    found = load_codebook().lists["language"].codes.get(code)
    return found.display if found else code


def _line(row: Consent) -> ConsentLine:
    withdrawal: Consent | None = getattr(row, "withdrawal", None)
    answers = [(name, getattr(row, name)) for name in QUESTIONS]
    return ConsentLine(
        opaque_id=row.opaque_id,
        state=_state(row, withdrawal),
        purpose=row.get_purpose_display(),
        recipient=recipient_words(row),
        form=row.get_form_display(),
        language=language_label(row.language) if row.language else "",
        given_on=row.given_on,
        expires_on=row.expires_on,
        withdrawn_on=withdrawal.given_on if withdrawal else None,
        withdrawal_reason=withdrawal.get_withdrawal_reason_display() if withdrawal else "",
        recorded_by=str(row.recorded_by or _("the system")),
        recorded_at=row.recorded_at,
        answers=tuple(
            (question_label(name), str(ANSWER_WORDS[answer]))
            for name, answer in answers
            if answer != NOT_ASKED
        ),
        not_asked=sum(answer == NOT_ASKED for _name, answer in answers),
    )


def _state(row: Consent, withdrawal: Consent | None) -> str:
    if withdrawal is not None:
        return "withdrawn"
    if row.decision == Decision.REFUSED:
        return "refused"
    return "expired" if row.expires_on is not None and row.expires_on < timezone.localdate() else "given"
