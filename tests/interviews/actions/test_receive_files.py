"""Large files come one after the other, in any order, more than once, and from two posts at a time."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from django.utils import timezone

from palermo.access.actions.unassign_case import unassign_case
from palermo.access.models import Account, CaseGrant, Role
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.models import Individual
from palermo.interviews.actions import receive_files as module
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake import files as disk
from palermo.interviews.intake.errors import AttachmentRefused, SubmissionConflict
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Attachment, Interview, Submission
from palermo.vault.clearance import clearance
from tests.access.people import acts
from tests.individuals.pictures.samples import exif, jpeg, png, segment
from tests.interviews.intake.small_form import arrival, file, filled, instance_id, publish
from tests.interviews.intake.stored import on_disk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]
Accounts = Callable[..., Account]


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    publish()
    return account_of(Role.CASEWORKER)


@pytest.fixture
def xml() -> bytes:
    return filled(sex="male", portrait="a.png", paper="b")


A, B = file("a.png"), file("b", b"words")


@pytest.mark.parametrize("order", list(itertools.permutations([(), (A,), (B,)])))
def test_in_any_order(worker: Account, xml: bytes, order: tuple[tuple[object, ...], ...]) -> None:
    receipts = [
        receive_submission(actor=worker, arrival=arrival(xml, *files, is_incomplete=number < 2))
        for number, files in enumerate(order)
    ]
    assert len({receipt.number for receipt in receipts}) == 1
    assert [receipt.is_new for receipt in receipts] == [True, False, False]
    last = max(number for number, files in enumerate(order) if files)
    assert [receipt.is_complete for receipt in receipts] == [number >= last for number in range(3)]
    assert Attachment.unscoped.count() == len(on_disk()) == 2
    assert Interview.unscoped.get().is_complete
    assert Submission.unscoped.get().is_complete


def test_each_file_once(worker: Account, xml: bytes) -> None:
    for files in ((A,), (A,), (A, B), (A, B)):
        receipt = receive_submission(actor=worker, arrival=arrival(xml, *files))
    assert receipt.is_complete
    assert Attachment.unscoped.count() == len(on_disk()) == 2
    assert acts().count("attachment.stored") == 2


@pytest.mark.parametrize("files", [(A,), (A, B)], ids=["incomplete", "complete"])
def test_another_content_under_the_same_name(worker: Account, xml: bytes, files: tuple[object, ...]) -> None:
    receive_submission(actor=worker, arrival=arrival(xml, *files))
    with pytest.raises(SubmissionConflict):
        receive_submission(actor=worker, arrival=arrival(xml, file("a.png", jpeg()), B))
    assert Attachment.unscoped.count() == len(on_disk()) == len(files)


def test_what_nobody_waits_for_is_passed_over(worker: Account, xml: bytes) -> None:
    receive_submission(actor=worker, arrival=arrival(xml, A, B))
    again = receive_submission(actor=worker, arrival=arrival(xml, file("late.png", b"\x7fELF")))
    assert (again.is_new, again.is_complete) == (False, True)
    assert len(on_disk()) == 2


def test_a_refused_file_leaves_what_was_there(worker: Account, xml: bytes) -> None:
    receive_submission(actor=worker, arrival=arrival(xml, A))
    for content in (b"<html>", png()[:-3]):
        with pytest.raises(AttachmentRefused):
            receive_submission(actor=worker, arrival=arrival(xml, file("b", content)))
    assert len(on_disk()) == Attachment.unscoped.count() == 1
    assert not Submission.unscoped.get().is_complete
    assert receive_submission(actor=worker, arrival=arrival(xml, B)).is_complete


def test_files_of_an_edit_and_of_what_it_started_from(worker: Account) -> None:
    """A picture that was there stays; one that was taken again is another."""
    number, later = instance_id(), instance_id()
    receive_submission(actor=worker, arrival=arrival(filled(number, portrait="a.png", paper="b"), A, B))
    edit = filled(later, started_from=number, portrait="a.png", paper="c", told="more")
    receipt = receive_submission(actor=worker, arrival=arrival(edit, A))
    assert not receipt.is_complete
    interview = Interview.unscoped.get()
    assert not interview.is_complete
    assert Attachment.unscoped.count() == 2
    receipt = receive_submission(actor=worker, arrival=arrival(edit, file("c", b"other words"), A))
    assert receipt.is_complete
    interview.refresh_from_db()
    assert interview.is_complete
    assert Attachment.unscoped.count() == len(on_disk()) == 3
    third = filled(instance_id(), started_from=later, portrait="a.png", paper="c")
    assert receive_submission(actor=worker, arrival=arrival(third, file("a.png", jpeg()))).is_complete
    assert Attachment.unscoped.count() == 4


def test_an_edit_that_leaves_a_missing_file_out_makes_whole(worker: Account) -> None:
    number = instance_id()
    receive_submission(actor=worker, arrival=arrival(filled(number, portrait="never comes.png")))
    receive_submission(actor=worker, arrival=arrival(filled(started_from=number, told="no picture")))
    assert Interview.unscoped.get().is_complete
    assert set(Submission.unscoped.values_list("is_complete", flat=True)) == {True, False}


def test_files_for_what_is_no_longer_the_senders(worker: Account, account_of: Accounts, xml: bytes) -> None:
    receive_submission(actor=worker, arrival=arrival(xml))
    unassign_case(actor=account_of(Role.SUPERVISOR), case=key_of(Interview.unscoped.get()), account=worker)
    assert CaseGrant.objects.filter(ended_at__isnull=True).count() == 0
    with pytest.raises(NotFoundOrNotAllowed):
        receive_submission(actor=worker, arrival=arrival(xml, A))
    assert on_disk() == []
    # The receipt itself is for whoever has the bytes.
    assert not receive_submission(actor=worker, arrival=arrival(xml)).is_new


def test_files_of_an_erased_person_are_passed_over(worker: Account, xml: bytes) -> None:
    receive_submission(actor=worker, arrival=arrival(xml))
    Individual.objects.update(erased_at=timezone.now())
    assert not receive_submission(actor=worker, arrival=arrival(xml, A, B)).is_complete
    assert on_disk() == []


def test_two_posts_with_the_same_file(worker: Account, xml: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other post ends between looking and storing: the file is there once, on the disk too."""
    receive_submission(actor=worker, arrival=arrival(xml))
    real, calls = module.prepared, []

    def slow(files: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            receive_submission(actor=worker, arrival=arrival(xml, A))
        return real(files)

    monkeypatch.setattr(module, "prepared", slow)
    assert receive_submission(actor=worker, arrival=arrival(xml, A, B)).is_complete
    assert Attachment.unscoped.count() == len(on_disk()) == 2


def test_a_cleaned_picture_that_comes_back_is_the_same(worker: Account) -> None:
    number = instance_id()
    dirty = jpeg(segment(0xE1, exif()))
    receive_submission(actor=worker, arrival=arrival(filled(number, portrait="a.jpg"), file("a.jpg", dirty)))
    interview = Interview.unscoped.get()
    with clearance("test", individuals=[interview.individual_id]):
        clean = disk.read(Attachment.unscoped.get().opaque_id, interview.individual_id)
    assert clean != dirty
    edit = filled(started_from=number, portrait="a.jpg", told="more")
    assert receive_submission(actor=worker, arrival=arrival(edit, file("a.jpg", clean))).is_complete
    assert Attachment.unscoped.count() == len(on_disk()) == 1
