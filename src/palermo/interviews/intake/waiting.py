"""An interview as the gate and its locks know it."""

from __future__ import annotations

from palermo.access.gate import CaseKey
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.writing import locked
from palermo.interviews.intake.errors import Overtaken
from palermo.interviews.models import Interview


def key_of(interview: Interview) -> CaseKey:
    """Under its case's number, or its own while nobody has said yet whose it is."""
    return CaseKey(interview.gate_number, interview.mission_id, interview.individual_id)


def locked_interview(before: Interview) -> Interview:
    """The same interview, it and its person locked until the transaction ends: the person first, as everywhere.

    Raises Overtaken when it has become another person's meanwhile, and NotAcceptedError for an erased person."""
    try:
        locked(before.individual_id)
    except NotFoundOrNotAllowed:
        # Nobody had named the person; whoever placed the interview has, and that individual is gone.
        raise Overtaken from None
    now = Interview.unscoped.select_for_update().get(pk=before.pk)
    if (now.individual_id, now.gate_number) != (before.individual_id, before.gate_number):
        raise Overtaken
    return now
