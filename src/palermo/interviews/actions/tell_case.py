"""Tells the case of an interview what the interview says now. Nothing that goes wrong there may lose the interview."""

from __future__ import annotations

from collections.abc import Collection

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.models import Account
from palermo.audit.recording import audited
from palermo.interviews.actions.apply_to_case import apply_to_case
from palermo.interviews.intake.placing import Placed, together
from palermo.interviews.models import Interview, Submission


def tell_the_case(
    actor: Account,
    interview: Interview,
    submission: Submission,
    placed: Placed,
    remarks: list[dict[str, str]],
    *,
    before: Placed | None = None,
) -> bool:
    """Whether there is something to say of it. Within the transaction of the act. ``before``: what the interview said
    until now; the case is asked again about what has changed only. What the case did not take is added to ``remarks``,
    in words without any answer."""
    answers = together(placed)
    changed = None if before is None else _changed(together(before), answers)
    if changed is not None and not changed:
        return False
    try:
        with audited():
            notes: Collection[str] = apply_to_case(
                actor=actor, interview=interview, submission=submission, answers=answers, changed=changed
            ).notes
    except NotAcceptedError as problem:
        notes = [problem.message]
    remarks += [{"path": "", "kind": "case", "message": note} for note in notes]
    return bool(notes)


def _changed(before: dict[str, str], now: dict[str, str]) -> set[str]:
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
