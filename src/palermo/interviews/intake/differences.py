"""Differences between two people's answers, as rows, and what later changes make of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.utils import timezone

from palermo.access.models import Account
from palermo.interviews.intake.forms import questions_of
from palermo.interviews.intake.merging import Disagreement, under
from palermo.interviews.intake.placing import Placed, placed_like, strictest
from palermo.interviews.intake.tokens import content_digest
from palermo.interviews.models import Difference, Interview, Submission
from palermo.interviews.xforms.model import XForm


def store_differences(
    form: XForm, submission: Submission, found: Iterable[Disagreement], *before: Placed
) -> None:
    """A row for each. ``before`` says where answers lie that this version has no question for. Needs a clearance."""
    for one in found:
        shown = one.started_from | one.kept | one.other
        row = Difference(
            interview=submission.interview,
            individual_id=submission.interview.individual_id,
            submission=submission,
            part=strictest(placed_like(form, questions_of(submission.version), shown, *before)),
        )
        row.content = {
            "path": one.path,
            "started_from": one.started_from,
            "kept": one.kept,
            "other": one.other,
        }
        row.save()


def shown_as(content: Mapping[str, object]) -> str:
    """What somebody saw who is shown this difference, as a keyed digest that a form can carry."""
    both = json.dumps([content["path"], content["kept"], content["other"]], sort_keys=True)
    return content_digest(both.encode()).hex()


def follow_up(interview: Interview, answers: Mapping[str, str], account: Account) -> None:
    """The interview says ``answers`` now: what is shown as kept is what it says, and where that has become the other
    answer there is nothing left to decide. Needs a clearance."""
    for row in Difference.objects.of(interview).filter(is_with_case=False, decided_at=None):
        content = dict(row.content or {})
        kept = under(str(content["path"]), answers)
        if kept == content["kept"]:
            continue
        content["kept"] = kept
        row.content = content
        if kept == content["other"]:
            row.decided_at, row.decided_by = timezone.now(), account
        row.save()
