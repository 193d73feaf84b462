"""Gives a case what an interview about its person says: facts, events, identity, consents.

The case keeps what it knows. Where an answer differs, a difference waits for a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import CaseKey, CaseLike, Part, require_part
from palermo.access.models import Account
from palermo.access.uncovering import reworking
from palermo.audit.recording import audited
from palermo.cases.actions.fill_facts import fill_facts
from palermo.cases.actions.record_consent import record_consent
from palermo.cases.actions.register_case import add_what_is_new
from palermo.cases.filling import EventTold, Unlike
from palermo.codebook.answers import State, read_answer
from palermo.codebook.partial_date import PartialDate
from palermo.individuals.kinds import FamilyRelation
from palermo.individuals.selectors import identity_in_memory
from palermo.individuals.values import IdentityDraft
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.mapping import consents
from palermo.interviews.mapping.differing import CaseDifference
from palermo.interviews.mapping.manner import MANNER, kind_variables
from palermo.interviews.mapping.variables import Mapped, case_facts
from palermo.interviews.models import Difference, Interview, Submission
from palermo.interviews.xforms.reading import read_xform


@dataclass(frozen=True, slots=True)
class Applied:
    """``differences``: answers that wait for a person. ``notes``: sentences about what could not be recorded, without
    any answer in them."""

    differences: int
    notes: tuple[str, ...] = ()


def apply_to_case(
    *,
    actor: Account,
    interview: Interview,
    submission: Submission,
    answers: Mapping[str, str],
    changed: Collection[str] | None = None,
) -> Applied:
    """Apply ``answers`` ({path: answer} of all parts) of an interview that belongs to a case. ``changed``: paths whose
    answers an edit changed, for which alone the case is asked again; None for an interview that just came to the case.

    ``submission`` is the one that said so. Joins the transaction it is called in. Whoever may write the case; identity
    only where that may be written too. Raises NotSignedIn, NotFoundOrNotAllowed.
    """
    case = key_of(interview)
    require_part(actor, case, Part.FACTS, write=True)
    mapped = mapped_answers(interview, answers)
    told = mapped if changed is None else _only(mapped, frozenset(changed))
    notes: list[str] = []
    with audited():
        unlike = fill_facts(
            actor=actor,
            case=case,
            facts=told.case,
            events=_events(told, changed),
            manner=MANNER,
            kind_variables=kind_variables(),
        )
        differences = _keep(actor, case, submission, unlike, told)
        if any(details for _name, details in told.identity.groups()):
            notes += _identify(actor, case, told.identity)
        if changed is None or consents.VARIABLES & told.case.keys():
            notes += record_consents(actor, case.opaque_id, mapped, day_of(interview, mapped))
    return Applied(differences, tuple(notes))


def mapped_answers(interview: Interview, answers: Mapping[str, str]) -> Mapped:
    """What a case may take from ``answers``, read by the version of the interview."""
    version = interview.version
    return case_facts(read_xform(version.xform), answers, version.questions)


def day_of(interview: Interview, mapped: Mapped) -> date:
    """The day of the interview: as it was written down, or on the paper, or by the device's clock; never to come."""
    today = timezone.localdate()
    answer = read_answer(mapped.case, "screening_date")
    said = PartialDate.parse(str(answer.value)) if answer.state is State.VALUE else None
    days = [
        said.first if said is not None and said.precision == "d" else None,
        interview.paper_on,
        timezone.localtime(interview.began_at).date() if interview.began_at else None,
        timezone.localtime(interview.received_at).date(),
    ]
    return next((day for day in days if day is not None and day <= today), today)


def record_consents(actor: Account, number: str, mapped: Mapped, day: date) -> list[str]:
    """Record what the person said about consent, each by itself. Returns what could not be recorded, in words."""
    guardian = next(
        (one.name for one in mapped.identity.family if one.relation == FamilyRelation.GUARDIAN), ""
    )
    problems: list[str] = []
    for new in consents.consents_said(mapped.case, day=day, guardian=guardian):
        try:
            with audited():
                record_consent(actor=actor, case=number, new=new)
        except NotAcceptedError as refused:
            problems.append(_("A consent was not recorded: %(why)s") % {"why": refused.message})
    return list(dict.fromkeys(problems))


def _events(told: Mapped, changed: Collection[str] | None) -> Iterator[EventTold]:
    for event in told.events:
        fresh = {
            name for name, paths in event.sources.items() if changed is not None and set(paths) & set(changed)
        }
        yield EventTold(event.kind, event.facts, is_own=event.is_own, fresh=frozenset(fresh))


def _only(mapped: Mapped, changed: frozenset[str]) -> Mapped:
    """What of it was changed. An event told by itself stays whole, so that the case's event is found again."""
    kept = {name for name, paths in mapped.sources.items() if changed.intersection(paths)}
    events = []
    for event in mapped.events:
        fresh = {name for name, paths in event.sources.items() if changed.intersection(paths)}
        if fresh:
            facts = {name: answer for name, answer in event.facts.items() if event.is_own or name in fresh}
            events.append(replace(event, facts=facts))
    return replace(
        mapped,
        case={name: answer for name, answer in mapped.case.items() if name in kept},
        events=tuple(events),
        identity=mapped.identity if kept - mapped.case.keys() else IdentityDraft(),
    )


def _keep(
    actor: Account, case: CaseLike, submission: Submission, unlike: Collection[Unlike], told: Mapped
) -> int:
    """Keep the differences for a person. Earlier ones about the same questions are settled by the new answers."""
    rows = Difference.unscoped.filter(
        interview_id=submission.interview_id, is_with_case=True, decided_at__isnull=True
    )
    asked = {*told.case, *(name for event in told.events for name in event.facts)}
    with reworking(actor, case, Part.FACTS, "differences"):
        for row in rows:
            if CaseDifference.from_content(row.content or {}).variable in asked:
                row.delete()
        for each in unlike:
            row = Difference(
                interview_id=submission.interview_id,
                individual_id=case.individual_opaque,
                part=Part.FACTS,
                is_with_case=True,
                submission=submission,
            )
            row.content = CaseDifference.of(each).content()
            row.save(force_insert=True)
    return rows.all().count()


def _identify(actor: Account, case: CaseKey, draft: IdentityDraft) -> list[str]:
    """Add to the identity what it does not have."""
    try:
        with audited(), reworking(actor, case, Part.IDENTITY, "identity of an interview"):
            add_what_is_new(actor, case, identity_in_memory(case), draft)
    except NotAcceptedError as refused:
        return [_("Not all of the identity was recorded: %(why)s") % {"why": refused.message}]
    return []
