"""Encrypted interviews, made by an independent construction: whole, in parts, changed, incomplete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from palermo.access.models import Account, Role
from palermo.access.opaque import opaque_id
from palermo.errors import NotFoundOrNotAllowed
from palermo.interviews.actions import keep_waiting_files as waiting
from palermo.interviews.intake.errors import SubmissionTooLarge
from palermo.interviews.models import FormVersion, Interview, Submission, WaitingFile
from palermo.vault.odk_encryption import make_key_pair
from tests.interviews.openrosa.java import encrypted, needs_java
from tests.interviews.openrosa.phones import (
    FORM_ID,
    FORM_VERSION,
    Phone,
    filled,
    pdf,
    phone_of,
    publish_handover,
    stored,
)

INSTANCE = "uuid:00000000-0000-4000-8000-000000000001"
CANARY = "canary-that-nobody-may-read"
FORM = filled(words=CANARY, paper="a.pdf").replace(b"<photo></photo>", b"<photo>b.pdf</photo>")
NUMBER = opaque_id()


@dataclass(frozen=True)
class Made:
    """A key pair, an interview encrypted for it, and others for it that are not what they should be."""

    key: tuple[str, bytes]
    manifest: bytes
    files: Mapping[str, bytes]
    of_another_instance: tuple[bytes, Mapping[str, bytes]]
    for_another_key: tuple[bytes, Mapping[str, bytes]]
    no_form: tuple[bytes, Mapping[str, bytes]]


@pytest.fixture(scope="module")
def made() -> Made:
    key, other = make_key_pair(NUMBER), make_key_pair(NUMBER)
    whole = {"a.pdf": pdf("a"), "b.pdf": pdf("b"), "submission.xml": FORM}
    about = (FORM_ID, FORM_VERSION, INSTANCE)
    return Made(
        key,
        *encrypted(key[0], *about, whole),
        encrypted(key[0], *about, {**whole, "submission.xml": FORM.replace(b"000001<", b"000002<")}),
        encrypted(other[0], *about, whole),
        encrypted(key[0], *about, {"submission.xml": b"<!DOCTYPE x><x/>"}),
    )


@pytest.fixture
def version(worker: Account, made: Made) -> FormVersion:
    return publish_handover(worker.mission, number=NUMBER, key=made.key)


def is_nothing_stored() -> bool:
    return not Interview.unscoped.exists() and not Submission.unscoped.exists()


pytestmark = [needs_java, pytest.mark.usefixtures("version")]


class TestReceived:
    def test_whole(self, client: Client, worker: Account, phone: Phone, made: Made) -> None:
        response = phone.send(client, made.manifest, made.files)
        assert response.status_code == 201
        found = stored(worker)[INSTANCE]
        assert found.xml == FORM
        assert found.files == {"a.pdf": pdf("a"), "b.pdf": pdf("b")}
        assert not WaitingFile.objects.exists()

    def test_in_parts_and_again(self, client: Client, worker: Account, phone: Phone, made: Made) -> None:
        for again in (False, True):
            for name in ("a.pdf.enc", "b.pdf.enc"):
                response = phone.send(client, made.manifest, {name: made.files[name]}, more=True)
                assert response.status_code == 202
            assert WaitingFile.objects.count() == 2
            last = phone.send(client, made.manifest, {"submission.xml.enc": made.files["submission.xml.enc"]})
            assert last.status_code == (202 if again else 201)
            assert not WaitingFile.objects.exists()
        assert stored(worker)[INSTANCE].files == {"a.pdf": pdf("a"), "b.pdf": pdf("b")}

    def test_a_part_twice_waits_once(self, client: Client, phone: Phone, made: Made) -> None:
        for _time in range(2):
            phone.send(client, made.manifest, {"a.pdf.enc": made.files["a.pdf.enc"]}, more=True)
        assert WaitingFile.objects.count() == 1

    def test_what_came_in_clear_is_received_too(self, client: Client, worker: Account, phone: Phone) -> None:
        """A phone that has an older version of the form in its memory: nothing is lost for that."""
        assert phone.send(client, filled()).status_code == 201

    def test_what_waits_cannot_be_read(self, client: Client, phone: Phone, made: Made) -> None:
        phone.send(client, made.manifest, made.files, more=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM interviews_waitingfile")
            told = b"".join(
                bytes(value)
                for row in cursor.fetchall()
                for value in row
                if isinstance(value, bytes | memoryview)
            )
        assert len(told) > 1000
        for name, content in made.files.items():
            assert name.encode() not in told
            assert content[:64] not in told
        assert is_nothing_stored()


CHANGES: Mapping[str, Callable[[Made], tuple[bytes, Mapping[str, bytes]]]] = {
    "another key": lambda made: made.for_another_key,
    "another instance inside": lambda made: made.of_another_instance,
    "a document type inside": lambda made: made.no_form,
    "a bit of a file": lambda made: (made.manifest, {**made.files, "a.pdf.enc": flipped(made.files["a.pdf.enc"])}),
    "a bit of the form": lambda made: (
        made.manifest,
        {**made.files, "submission.xml.enc": flipped(made.files["submission.xml.enc"])},
    ),
    "a file cut": lambda made: (made.manifest, {**made.files, "a.pdf.enc": made.files["a.pdf.enc"][:-1]}),
    "two files exchanged": lambda made: (
        made.manifest,
        {**made.files, "a.pdf.enc": made.files["b.pdf.enc"], "b.pdf.enc": made.files["a.pdf.enc"]},
    ),
    "a file that is not named": lambda made: (made.manifest, {**made.files, "c.pdf.enc": b"x"}),
    "a file in clear": lambda made: (made.manifest, {**made.files, "a.pdf": b"x"}),
    "a manifest with another file": lambda made: (
        made.manifest.replace(b"<file>a.pdf.enc", b"<file>c.pdf.enc"),
        {"c.pdf.enc": made.files["a.pdf.enc"], **{n: c for n, c in made.files.items() if n != "a.pdf.enc"}},
    ),
    "a manifest without a file": lambda made: (
        made.manifest.replace(b"<media><file>a.pdf.enc</file></media>", b""),
        {n: c for n, c in made.files.items() if n != "a.pdf.enc"},
    ),
    "a file named twice": lambda made: (
        made.manifest.replace(b"<file>b.pdf.enc", b"<file>a.pdf.enc"),
        {n: c for n, c in made.files.items() if n != "b.pdf.enc"},
    ),
    "no key": lambda made: (made.manifest.replace(b"base64EncryptedKey", b"other"), made.files),
    "no signature": lambda made: (made.manifest.replace(b"base64EncryptedElementSignature", b"other"), made.files),
    "no instance": lambda made: (made.manifest.replace(INSTANCE.encode(), b""), made.files),
    "another instance": lambda made: (made.manifest.replace(b"000001<", b"000002<"), made.files),
    "a name without the ending": lambda made: (made.manifest.replace(b"a.pdf.enc", b"a.pdf"), made.files),
    "a document type": lambda made: (made.manifest.replace(b"<data ", b"<!DOCTYPE data><data ", 1), made.files),
    "far too many files": lambda made: (
        made.manifest.replace(b"</orx:meta>", b"</orx:meta>" + b"<media><file>x.enc</file></media>" * 101),
        made.files,
    ),
}  # fmt: skip


def flipped(content: bytes) -> bytes:
    return content[:40] + bytes([content[40] ^ 1]) + content[41:]


class TestRefused:
    @pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
    def test_what_was_changed(
        self,
        client: Client,
        phone: Phone,
        made: Made,
        change: Callable[[Made], tuple[bytes, Mapping[str, bytes]]],
    ) -> None:
        response = phone.send(client, *change(made))
        assert response.status_code == 400
        assert b'<message nature="submit_failure">' in response.content
        assert CANARY.encode() not in response.content
        assert is_nothing_stored()

    @pytest.mark.parametrize("left_out", ["a.pdf.enc", "submission.xml.enc"])
    def test_the_last_part_without_the_others(
        self, client: Client, phone: Phone, made: Made, left_out: str
    ) -> None:
        some = {name: content for name, content in made.files.items() if name != left_out}
        response = phone.send(client, made.manifest, some)
        assert response.status_code == 400
        assert "have not arrived" in response.content.decode()
        assert is_nothing_stored()

    def test_a_changed_part_is_replaced_by_the_right_one(
        self, client: Client, phone: Phone, made: Made
    ) -> None:
        phone.send(client, made.manifest, {"a.pdf.enc": flipped(made.files["a.pdf.enc"])}, more=True)
        rest = {name: content for name, content in made.files.items() if name != "a.pdf.enc"}
        assert phone.send(client, made.manifest, rest).status_code == 400
        assert is_nothing_stored()
        phone.send(client, made.manifest, {"a.pdf.enc": made.files["a.pdf.enc"]}, more=True)
        assert phone.send(client, made.manifest, rest).status_code == 201

    def test_a_form_that_is_not_encrypted_or_not_theirs(
        self, client: Client, phone: Phone, made: Made
    ) -> None:
        for name in (b'version="other"', b'version=""'):
            manifest = made.manifest.replace(f'version="{FORM_VERSION}"'.encode(), name)
            assert phone.send(client, manifest, made.files).status_code == 404
        assert is_nothing_stored()

    def test_parts_of_another_phone_do_not_count(
        self, client: Client, phone: Phone, made: Made, account_of: Callable[..., Account]
    ) -> None:
        other = phone_of(account_of(Role.CASEWORKER, email="other@example.org"))
        other.send(client, made.manifest, {"a.pdf.enc": made.files["a.pdf.enc"]}, more=True)
        rest = {name: content for name, content in made.files.items() if name != "a.pdf.enc"}
        assert phone.send(client, made.manifest, rest).status_code == 400


class TestWaiting:
    def test_only_of_one_s_own_device(
        self, worker: Account, phone: Phone, account_of: Callable[..., Account]
    ) -> None:
        other = account_of(Role.CASEWORKER, email="other@example.org")
        with pytest.raises(NotFoundOrNotAllowed):
            waiting.keep_waiting_files(actor=other, device=phone.device, manifest=b"m", files={"a": b"x"})

    def test_no_more_than_can_be_opened(
        self, worker: Account, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(waiting, "MOST_OF_INTERVIEW", 100)
        keep = waiting.keep_waiting_files
        keep(actor=worker, device=phone.device, manifest=b"m", files={"a": b"x" * 100})
        with pytest.raises(SubmissionTooLarge):
            keep(actor=worker, device=phone.device, manifest=b"m", files={"b": b"x"})
        # The same again is not more.
        keep(actor=worker, device=phone.device, manifest=b"m", files={"a": b"x" * 90})
        keep(actor=worker, device=phone.device, manifest=b"n", files={"a": b"x" * 100})
        assert waiting.waiting_files(device=phone.device, manifest=b"m") == {"a": b"x" * 90}

    def test_no_more_of_one_phone(
        self, worker: Account, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(waiting, "MOST_OF_DEVICE", 150)
        waiting.keep_waiting_files(actor=worker, device=phone.device, manifest=b"m", files={"a": b"x" * 100})
        with pytest.raises(SubmissionTooLarge):
            waiting.keep_waiting_files(
                actor=worker, device=phone.device, manifest=b"n", files={"a": b"x" * 100}
            )
        assert WaitingFile.objects.count() == 1

    def test_what_was_never_finished_goes(self, worker: Account, phone: Phone) -> None:
        waiting.keep_waiting_files(actor=worker, device=phone.device, manifest=b"old", files={"a": b"x"})
        WaitingFile.objects.update(received_at=timezone.now() - waiting.KEPT_FOR - timedelta(hours=1))
        waiting.keep_waiting_files(actor=worker, device=phone.device, manifest=b"new", files={"a": b"y"})
        assert waiting.waiting_files(device=phone.device, manifest=b"old") == {}
        assert waiting.waiting_files(device=phone.device, manifest=b"new") == {"a": b"y"}
