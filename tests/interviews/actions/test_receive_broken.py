"""What arrives broken, what is too much, and faults of the server itself: a clear refusal, and nothing by half."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from palermo.access.models import Account, Role
from palermo.access.scanning import HarmfulFile, ScannerFailed
from palermo.errors import PalermoError
from palermo.interviews.actions import receive_interview as first
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake.errors import (
    AttachmentRefused,
    NoRoom,
    SubmissionConflict,
    SubmissionTooLarge,
    UnknownForm,
)
from palermo.interviews.xforms.errors import InstanceRefused
from tests.interviews.intake.small_form import arrival, file, filled, instance_id, publish
from tests.interviews.intake.stored import nothing_stored

Accounts = Callable[..., Account]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]


@pytest.fixture(autouse=True)
def form(db: None) -> None:
    publish()


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


class TestBroken:
    WHOLE = filled(instance_id(7), sex="female", told="x" * 50)

    @pytest.mark.parametrize(
        "xml",
        [
            b"",
            b"not xml",
            WHOLE[:-1],
            WHOLE[: len(WHOLE) // 2],
            WHOLE.replace(b"uuid:00000000-0000-0000-0000-000000000007", b""),
            WHOLE.replace(b"<data ", b"<other ").replace(b"</data>", b"</other>"),
            b'<!DOCTYPE data [<!ENTITY a "b">]>' + WHOLE.partition(b"?>")[2],
            WHOLE.replace(b"x" * 50, b"&a;"),
            WHOLE.decode().encode("utf-16"),
            WHOLE.replace(b"x" * 50, b"\xff\xfe"),
            WHOLE.replace(b"x" * 50, b"\x00"),
            b"<data>" * 100 + b"</data>" * 100,
        ],
    )  # fmt: skip
    def test_what_is_no_filled_form(self, worker: Account, xml: bytes) -> None:
        with pytest.raises((InstanceRefused, UnknownForm)) as refused:
            receive_submission(actor=worker, arrival=arrival(xml))
        assert refused.value.message
        assert refused.value.status < 500
        assert nothing_stored()

    def test_what_is_too_much(self, worker: Account, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("palermo.interviews.intake.reading.LARGEST_FILE", 1000)
        monkeypatch.setattr("palermo.interviews.intake.reading.LARGEST_POST", 1500)
        xml = filled(portrait="a.png", paper="b.txt")
        for sent in (
            arrival(filled(told="x" * 2_000_000)),
            arrival(xml, file("a.png", b"a" * 1001)),
            arrival(xml, file("a.png", b"a" * 1001, stream=True)),
            arrival(xml, file("a.png", b"a" * 800), file("b.txt", b"b" * 800)),
            arrival(xml, *(file(f"{number}", b"a") for number in range(101))),
        ):
            with pytest.raises((SubmissionTooLarge, InstanceRefused)):
                receive_submission(actor=worker, arrival=sent)
        assert nothing_stored()


class TestFailures:
    @pytest.mark.parametrize(("code", "error"), [(1, HarmfulFile), (7, ScannerFailed)])
    def test_what_the_scanner_finds_is_not_taken(
        self, worker: Account, settings: Settings, code: int, error: type[PalermoError]
    ) -> None:
        settings.PALERMO_SCANNER = (
            f"{sys.executable} -c 'import sys; sys.stdin.buffer.read(); sys.exit({code})'"
        )
        with pytest.raises(error):
            receive_submission(actor=worker, arrival=arrival(filled(portrait="a.png"), file("a.png")))
        assert nothing_stored()

    def test_a_full_disk(self, worker: Account, monkeypatch: pytest.MonkeyPatch) -> None:
        real, count = os.fsync, iter(range(10))

        def full(descriptor: int) -> None:
            if next(count) == 2:  # the first file and its folder have room
                raise OSError(28, "No space left on device")
            real(descriptor)

        xml = filled(portrait="a.png", paper="b")
        sent = arrival(xml, file("a.png"), file("b", b"words"))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(NoRoom):
                receive_submission(actor=worker, arrival=sent)
        assert nothing_stored()
        assert receive_submission(actor=worker, arrival=sent).is_complete

    @pytest.mark.parametrize(
        "step", ["store_submission", "keep_answers", "store_files", "assign_registered", "record"]
    )
    def test_a_fault_at_any_step_leaves_nothing(
        self, worker: Account, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(first, step, fail)
        with pytest.raises(ZeroDivisionError):
            receive_submission(actor=worker, arrival=arrival(filled(portrait="a.png"), file("a.png")))
        assert nothing_stored()

    def test_a_fault_after_everything_leaves_nothing(
        self, worker: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The audit cannot be written: the act does not happen."""

        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        sent = arrival(filled(portrait="a.png"), file("a.png"))
        with monkeypatch.context() as patch:
            patch.setattr("palermo.audit.recording.append", fail)
            with pytest.raises(ZeroDivisionError):
                receive_submission(actor=worker, arrival=sent)
        assert nothing_stored()


@pytest.fixture(autouse=True)
def refusals_are_no_faults() -> Iterator[None]:
    """Whatever is refused here is a sentence for a person, not a fault of the server."""
    yield
    for error in (SubmissionConflict, UnknownForm, SubmissionTooLarge, AttachmentRefused, InstanceRefused):
        assert issubclass(error, PalermoError)
        assert error.status < 500
