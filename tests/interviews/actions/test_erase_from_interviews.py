"""Erasing a person takes all that was sealed of the interviews; counts stay, and an old telephone does not undo it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.individuals.actions.erase_individual import ERASERS, erase_individual
from palermo.interviews.actions.erase_from_interviews import erase_from_interviews
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.models import AnswerPart, Attachment, Difference, Interview, Submission
from tests.interviews.intake.small_form import arrival, file, filled, instance_id, publish
from tests.interviews.intake.stored import on_disk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_attachments")]


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> Account:
    publish()
    return account_of(Role.CASEWORKER)


def test_it_is_told_to_whoever_erases() -> None:
    assert erase_from_interviews in ERASERS


def test_everything_sealed_goes_and_counts_stay(worker: Account) -> None:
    number = instance_id()
    first = filled(number, sex="female", age="200", told="a lorry", first_name="Zlatka", portrait="a.png")
    edits = [filled(started_from=number, sex="female", told=told) for told in ("a bus", "on foot")]
    receipt = receive_submission(actor=worker, arrival=arrival(first, file("a.png")))
    for edit in edits:
        receive_submission(actor=worker, arrival=arrival(edit))
    receive_submission(
        actor=worker, arrival=arrival(filled(told="somebody else", portrait="b.png"), file("b.png"))
    )
    interview = Interview.unscoped.get(opaque_id=receipt.interview)
    facts, others = interview.facts, Interview.unscoped.exclude(pk=interview.pk).get()
    assert Difference.unscoped.count() == 1

    erase_individual(actor=SystemActor("test"), individual=interview.individual_id)
    erase_from_interviews(interview.individual_id)
    interview.refresh_from_db()
    assert (interview.facts, interview.remarks_sealed, interview.has_remarks) == (facts, None, False)
    mine = Submission.unscoped.filter(interview=interview)
    assert mine.count() == 3
    assert not mine.filter(raw__isnull=False).exists()
    for model in (AnswerPart, Attachment, Difference):
        assert not model.unscoped.filter(interview=interview).exists()
    assert AnswerPart.unscoped.filter(interview=others).exists()
    assert len(on_disk()) == Attachment.unscoped.count() == 1

    # The telephone that forgot that it has sent: the same receipt, and nothing comes back.
    again = receive_submission(actor=worker, arrival=arrival(first, file("a.png")))
    assert (again.number, again.is_new) == (receipt.number, False)
    assert not mine.filter(raw__isnull=False).exists()
    assert len(on_disk()) == 1
    with pytest.raises(NotAcceptedError):
        receive_submission(actor=worker, arrival=arrival(filled(started_from=number, told="again")))
    assert settings.HOME.attachments.exists()
