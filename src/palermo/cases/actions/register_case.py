"""Registers somebody whom the mission has met: the person, the identity, the case and who has it, all or nothing."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.access.actions.assign_case import assign_registered
from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseKey, Part, not_here
from palermo.access.models import Account, Mission, Role
from palermo.access.opaque import opaque_id
from palermo.audit.recording import audited, record
from palermo.cases.actions.record_consent import NewConsent, record_consent
from palermo.cases.actions.renew_standing_basis import renew_standing_basis
from palermo.cases.checking import (
    CASE_UNITS,
    EVENT_UNITS,
    checked_facts,
    checked_reference,
    checked_registered,
)
from palermo.cases.derive import first_answers, promote
from palermo.cases.filling import EventTold
from palermo.cases.keys import require_case
from palermo.cases.models import Case, EventKind, Registration, TraffickingEvent
from palermo.cases.registering import require_registrar
from palermo.codebook.partial_date import PartialDate
from palermo.errors import Detail as ErrorDetail
from palermo.errors import PalermoError
from palermo.individuals.actions.add_detail import add_detail
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.checking import checked_all
from palermo.individuals.models import Individual
from palermo.individuals.selectors import identity_of
from palermo.individuals.values import Detail, IdentityDraft
from palermo.individuals.writing import locked
from palermo.vault.tokens import tokeniser

#: Letters and digits that are not mistaken for one another when read aloud or copied by hand.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_ATTEMPTS = 5


class FormUsedError(PalermoError):
    """This form was registered already, with other contents; ``case`` is what it became."""

    code = "form_used"
    status = HTTPStatus.CONFLICT
    template = gettext_lazy("This form was registered already, with other contents. Nothing was changed.")
    schema = {"case": ErrorDetail.CODE}


@dataclass(frozen=True, slots=True, repr=False)
class NewCase:
    """What is known at the first meeting. ``registered_on``: a year, month or day. ``case_ref``: "" to have one made.
    ``facts`` and ``event_facts``: answers to open variables as JSON has them, by name. ``consent``: what the person
    said about being assisted; None when nobody asked yet. ``same_as``: the number of a case of the same person
    in the same mission; then no second person is made, and what ``identity`` says beyond what is known is added.
    ``events``: further events, each told by itself."""

    registered_on: str
    identity: IdentityDraft
    case_ref: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    event_facts: Mapping[str, object] = field(default_factory=dict)
    consent: NewConsent | None = None
    same_as: str = ""
    events: tuple[EventTold, ...] = ()


def register_case(*, actor: MaybeActor, new: NewCase, form: str, waiting: CaseKey | None = None) -> CaseKey:
    """The case that ``new`` became. ``form`` is a text that the form carries: the same form with the same contents
    gives the same case again, however often and from wherever at once it is sent. ``waiting``: an individual that the
    mission has no case of yet, and the number that the case is to have; the caller holds both.

    Raises NotSignedIn, NotFoundOrNotAllowed, NotAcceptedError (nothing was changed), FormUsedError, and ReadingStopped
    with ``same_as``.
    """
    known = require_registrar(actor)
    registered, reference = checked_registered(new.registered_on), checked_reference(new.case_ref)
    facts, event = checked_facts(new.facts, CASE_UNITS), checked_facts(new.event_facts, EVENT_UNITS)
    events = [
        EventTold(EventKind.EXPLOITATION, event),
        *(replace(each, facts=checked_facts(each.facts, EVENT_UNITS)) for each in new.events),
    ]
    mission = Mission.objects.get(accounts=known)
    if waiting is not None and (waiting.mission_id != mission.pk or new.same_as):
        raise not_here()
    before = _case_before(known, new.same_as) if new.same_as else None
    # Opened before anything is changed: when reading is stopped, that must not be undone with the rest.
    told = identity_of(known, before, purpose="same person") if before is not None else None
    with audited():
        begun = _begin(known, form, new, waiting)
        if isinstance(begun, CaseKey):
            return begun
        person = _person(before or waiting)
        case = _create(mission, person, begun.case, reference, registered, facts, events)
        key = CaseKey(case.opaque_id, case.mission_id, case.individual_opaque)
        if known.role == Role.CASEWORKER:
            assign_registered(actor=known, case=key)
        if told is not None:
            add_what_is_new(known, key, told, new.identity)
        else:
            record_identity(actor=known, case=key, draft=new.identity)
        if new.consent is not None:
            record_consent(actor=known, case=key.opaque_id, new=new.consent)
        renew_standing_basis(actor=known, missions=[mission.pk])
        record(
            "case.registered",
            actor=audit_name(known),
            object_kind="case",
            object_id=case.opaque_id,
            mission=mission.code,
            facts=len(facts) + sum(len(each.facts) for each in events),
            identity=[name for name, details in new.identity.groups() if details],
        )
    return key


def _case_before(account: Account, number: str) -> CaseKey:
    """The earlier case of the same person. Of another mission's person the keys are that mission's to share."""
    key, _standing = require_case(account, number, Part.IDENTITY, write=True)
    if key.mission_id != account.mission_id:
        raise not_here()
    return key


def _person(known: CaseKey | None) -> Individual:
    return Individual.objects.create() if known is None else locked(known.individual_opaque)


def add_what_is_new(account: Account, case: CaseKey, told: IdentityDraft, draft: IdentityDraft) -> None:
    """What was ``told`` before stays as it is, and nothing that was typed now is lost. Raises as ``add_detail``."""
    for name, details in draft.groups():
        recorded = [detail.content() for detail in getattr(told, name)]
        for detail in checked_all(details, group=name):
            if detail.content() not in recorded:
                add_detail(actor=account, case=case, detail=_not_preferred(detail))


def _not_preferred(detail: Detail) -> Detail:
    return replace(detail, is_preferred=False) if hasattr(detail, "is_preferred") else detail  # type: ignore[call-arg]


def registered_before(*, actor: MaybeActor, new: NewCase, form: str) -> CaseKey | None:
    """The case that this form became when it was sent before; None for a new one. Raises as ``register_case``."""
    return _became(_taken(require_registrar(actor), form, new))


def _begin(
    account: Account, form: str, new: NewCase, waiting: CaseKey | None = None
) -> Registration | CaseKey:
    """Take the form, or the case that it became. Of two at once the second waits here for the first."""
    taken = _taken(account, form, new)
    if waiting is not None:
        taken.case = waiting.opaque_id
    if (before := _became(taken)) is not None:
        return before
    try:
        with transaction.atomic():
            taken.save()
    except IntegrityError:
        # Somebody was quicker by so little that the look before did not see it.
        before = _became(taken)
        if before is None:
            raise
        return before
    return taken


def _taken(account: Account, form: str, new: NewCase) -> Registration:
    return Registration(
        form=hashlib.sha256(f"{account.pk}:{form}".encode()).digest(),
        content=tokeniser(settings.HOME, "registered form")(_content(new)),
        case=opaque_id(),
    )


def _became(taken: Registration) -> CaseKey | None:
    before = Registration.objects.filter(form=taken.form).first()
    if before is None:
        return None
    if bytes(before.content) != bytes(taken.content):
        raise FormUsedError(case=before.case)
    row = Case.unscoped.filter(opaque_id=before.case)
    return CaseKey(*row.values_list("opaque_id", "mission_id", "individual__opaque_id")[0])


def _content(new: NewCase) -> str:
    """Everything that was said, in one order: the text under the keyed token. It is not kept."""
    identity = {name: [one.content() for one in details] for name, details in new.identity.groups()}
    about = [new.same_as, new.registered_on, new.case_ref, *_consent(new)]
    events = [[str(each.kind), dict(each.facts)] for each in new.events]
    said = [about, dict(new.facts), dict(new.event_facts), identity, *([events] if events else [])]
    return json.dumps(said, sort_keys=True)


def _consent(new: NewCase) -> list[str]:
    said = new.consent
    return (
        []
        if said is None
        else [said.decision, said.form, said.given_on.isoformat(), said.guardian, said.witness]
    )


def _create(
    mission: Mission,
    individual: Individual,
    number: str,
    reference: str,
    registered: PartialDate,
    facts: dict[str, object],
    events: Sequence[EventTold],
) -> Case:
    told = [each for each in events if each.facts]
    for _attempt in range(1 if reference else _ATTEMPTS):
        try:
            with transaction.atomic():
                case = Case.unscoped.create(
                    opaque_id=number,
                    individual=individual,
                    mission=mission,
                    case_ref=reference or _made_reference(mission, registered),
                    registered_on=registered.first,
                    registered_precision=registered.precision,
                    facts=facts,
                    **promote(facts, first_answers(each.facts for each in told))._asdict(),
                )
        except IntegrityError:
            continue
        for position, each in enumerate(told):
            TraffickingEvent.unscoped.create(
                case=case, position=position, kind=each.kind, facts=dict(each.facts)
            )
        return case
    raise NotAcceptedError(_("Your mission has a case with this reference already."), field="case_ref")


def _made_reference(mission: Mission, registered: PartialDate) -> str:
    """Such as UKR-2026-7KQD. Drawn by lot: a running number would tell how many there are, and who came first."""
    drawn = "".join(secrets.choice(_LETTERS) for _place in range(4))
    return f"{mission.code}-{registered.first.year}-{drawn}"
