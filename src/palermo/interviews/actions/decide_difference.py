"""Decides between two people's answers to the same question."""

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
from palermo.errors import PalermoError
from palermo.interviews.actions.tell_case import tell_the_case
from palermo.interviews.intake.differences import follow_up, shown_as
from palermo.interviews.intake.forms import form_of
from palermo.interviews.intake.merging import under
from palermo.interviews.intake.placing import asked, keep_answers, kept_answers, together
from palermo.interviews.intake.reading import findings
from palermo.interviews.intake.rows import missing, named_in
from palermo.interviews.intake.state import checked_state
from palermo.interviews.intake.waiting import key_of, locked_interview
from palermo.interviews.models import Difference, Interview, Submission
from palermo.interviews.xforms.instances import read_instance

Choice = Literal["kept", "other"]


class DifferenceDecided(PalermoError):
    """Somebody else has decided otherwise, or a later edit has."""

    code = "difference_decided"
    status = HTTPStatus.CONFLICT
    template = _("This was decided meanwhile. Look at the interview as it is now.")


def decide_difference(*, actor: MaybeActor, difference: str, choice: Choice, seen: str = "") -> None:
    """Let the interview say ``kept`` (what it says now) or ``other``. ``difference`` is the opaque number.

    ``seen`` is what ``differences.shown_as`` said when both were shown: has either changed since, nothing is decided.
    Raises NotSignedIn, NotFoundOrNotAllowed, NotAcceptedError (an erased person), Overtaken (ask again), and
    DifferenceDecided; the same choice twice is no fault.
    """
    account = require_actor(actor)
    found = (
        Difference.unscoped.select_related("interview")
        .filter(opaque_id=difference, is_with_case=False)
        .first()
    )
    if found is None or not isinstance(account, Account):
        raise not_here()
    if choice not in ("kept", "other"):
        raise ValueError("A difference is decided for one of its two sides.")
    before = found.interview
    with reworking(account, key_of(before), Part(found.part), "difference of answers"), audited():
        interview = locked_interview(before)
        row = Difference.unscoped.select_for_update().get(pk=found.pk)
        content = dict(row.content or {})
        if row.decided_at is not None:
            _require_same(interview, content, choice)
            return
        if seen and seen != shown_as(content):
            raise DifferenceDecided
        row.decided_at, row.decided_by = timezone.now(), account
        row.save(update_fields=["decided_at", "decided_by"])
        if choice == "other":
            _change(account, interview, str(content["path"]), content["other"])
        record(
            "difference.decided",
            actor=audit_name(account),
            object_kind="interview",
            object_id=interview.opaque_id,
            mission=interview.mission.code,
            difference=row.opaque_id,
            choice=choice,
        )


def _require_same(interview: Interview, content: dict[str, Any], choice: Choice) -> None:
    if under(content["path"], together(kept_answers(interview))) != content[choice]:
        raise DifferenceDecided


def _change(account: Account, interview: Interview, path: str, other: dict[str, str]) -> None:
    """Let the interview say ``other`` under ``path``, go through it again, and keep what that comes to."""
    newest = Submission.unscoped.filter(interview=interview).order_by("-pk")[0]
    form = form_of(interview.version)
    current = kept_answers(interview)
    answers = asked(form, current)
    for place in under(path, answers):
        del answers[place]
    answers |= other
    filled = read_instance(str(newest.raw).encode())
    state = checked_state(form, interview.version, filled, answers, current)
    keep_answers(interview, state.placed)
    remarks = findings(state.check)
    if interview.case_id is not None:
        tell_the_case(account, interview, newest, state.placed, remarks, before=current)
    interview.remarks, interview.has_remarks = remarks or None, bool(remarks)
    interview.is_complete = not missing(interview, named_in(form, state.placed))
    interview.save()
    follow_up(interview, together(state.placed), account)
