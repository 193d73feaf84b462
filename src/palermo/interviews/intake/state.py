"""What an interview comes to after a merge or a decision, gone through as if a device had sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from palermo.interviews.intake.forms import questions_of
from palermo.interviews.intake.overlay import laid_over
from palermo.interviews.intake.placing import Placed, placed_answers, placed_like, together
from palermo.interviews.models import FormVersion
from palermo.interviews.xforms.instances import Instance
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.rechecking import Recheck, recheck


@dataclass(frozen=True, slots=True, repr=False)
class State:
    """Answers by part, and what the recheck found in them."""

    placed: Placed
    check: Recheck


def checked_state(
    form: XForm, version: FormVersion, instance: Instance, answers: Mapping[str, str], before: Placed
) -> State:
    """The state with these answers, laid over ``instance``, a filled form of this version. Answers that the version has
    no place for are kept where ``before`` has them."""
    questions = questions_of(version)
    whole = laid_over(form, instance, answers)
    check = recheck(form, whole, now=timezone.now())
    placed = placed_answers(form, whole, check.recalculated, questions)
    there = together(placed)
    lost = {path: value for path, value in answers.items() if path not in there}
    for part, left in placed_like(form, questions, lost, before).items():
        placed.setdefault(part, {}).update(left)
    return State(placed, check)
