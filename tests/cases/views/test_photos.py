"""Photographs of a person: added, looked at one by one, removed; never under an address, never on the disk in clear."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from palermo.access import brakes
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.individuals.actions.store_photo import store_photo
from palermo.individuals.models import Photo
from palermo.individuals.pictures.files import path_of
from palermo.individuals.selectors import identity_of
from palermo.web import uploads
from tests.cases.factory import make_mission
from tests.cases.identities import register
from tests.individuals.pictures.samples import SECRET, exif, jpeg, png, segment

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db
CAPTION = "Zlatka at the gate"


@pytest.fixture
def account(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def case(account: Account) -> CaseKey:
    return register(account)


@pytest.fixture
def worker(client: Client, account: Account) -> Client:
    client.force_login(account)
    return client


@pytest.fixture
def number(account: Account, case: CaseKey) -> str:
    return store_photo(actor=account, case=case, content=png(), caption=CAPTION)


def address(case: CaseKey, *more: str) -> str:
    return "/".join(["/cases", case.opaque_id, "photos", *more, ""])


def send(client: Client, case: CaseKey, content: bytes, **fields: str) -> object:
    picture = SimpleUploadedFile("IMG_Zlatka.jpg", content, "image/jpeg")
    return client.post(address(case, "new"), {"picture": picture, "kind": "portrait", **fields})


class TestAdding:
    def test_stored_without_what_the_camera_adds(
        self, worker: Client, case: CaseKey, account: Account
    ) -> None:
        answer = send(worker, case, jpeg(segment(0xE1, exif())), caption=CAPTION)
        assert answer["Location"] == f"/cases/{case.opaque_id}/identity/"  # type: ignore[index]
        (stored,) = identity_of(account, case).photos
        assert (stored.kind, stored.caption) == ("portrait", CAPTION)
        assert SECRET not in path_of(stored.opaque_id).read_bytes()
        assert "stored, and covered" in worker.get(f"/cases/{case.opaque_id}/identity/").content.decode()

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"GIF89a", "Only JPEG and PNG"),
            (png()[:-20], "damaged"),
            (b"", "empty"),
            (b"\x89PNG\r\n\x1a\n" + bytes(10_000_001), "larger than 10 MB"),
            (b"\x89PNG\r\n\x1a\n" + bytes(uploads.LARGEST), "larger than 10 MB"),
        ],
    )
    def test_what_cannot_be_taken_is_said_beside_the_field(
        self, worker: Client, case: CaseKey, content: bytes, words: str
    ) -> None:
        answer = send(worker, case, content, caption=CAPTION)
        page = answer.content.decode()  # type: ignore[attr-defined]
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert words in page
        # What was typed is still there.
        assert f'value="{CAPTION}"' in page
        assert not Photo.unscoped.exists()

    def test_a_picture_and_a_word_of_the_list_are_needed(self, worker: Client, case: CaseKey) -> None:
        page = worker.post(address(case, "new"), {"kind": "pigeon"}).content.decode()
        assert "Choose a picture" in page
        assert "Select a valid choice" in page

    def test_what_the_scanner_finds_is_not_kept(
        self, worker: Client, case: CaseKey, settings: Settings
    ) -> None:
        settings.PALERMO_SCANNER = f"{sys.executable} -c 'import sys; sys.exit(1)'"
        answer = send(worker, case, png())
        assert "looks harmful" in answer.content.decode()  # type: ignore[attr-defined]
        assert not Photo.unscoped.exists()
        assert AuditEntry.objects.filter(act="upload.refused").count() == 1

    def test_nothing_lies_on_the_disk_in_clear(
        self, worker: Client, case: CaseKey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def written(*_args: object, **_more: object) -> None:
            raise AssertionError("a file of a form was about to be written to the disk")

        monkeypatch.setattr(uploadhandler.TemporaryFileUploadHandler, "new_file", written)
        monkeypatch.setattr("tempfile.NamedTemporaryFile", written)
        answer = send(worker, case, png(after=bytes(4_000_000)))
        assert answer.status_code in {302, 422}  # type: ignore[attr-defined]


class TestLooking:
    def test_covered_until_somebody_presses(self, worker: Client, case: CaseKey, number: str) -> None:
        page = worker.get(f"/cases/{case.opaque_id}/identity/").content.decode()
        assert CAPTION not in page
        assert number not in page
        assert worker.get(address(case, number)).status_code == 405
        opened = worker.post(f"/cases/{case.opaque_id}/identity/", {"uncover": "1"}).content.decode()
        assert CAPTION in opened
        assert "data:image" not in opened

    def test_the_press_shows_one_picture_and_is_on_record(
        self, worker: Client, case: CaseKey, account: Account, number: str
    ) -> None:
        answer = worker.post(address(case, number))
        page = answer.content.decode()
        assert f"data:image/png;base64,{base64.b64encode(png()).decode()}" in page
        assert f'alt="{CAPTION}"' in page
        assert answer["Cache-Control"] == "private, no-store"
        entry = AuditEntry.objects.get(act="identity.uncovered")
        assert (entry.actor, entry.object_id) == (f"account:{account.pk}", case.individual_opaque)

    def test_the_brake_holds(
        self, worker: Client, case: CaseKey, number: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limits = {act: tuple((window, 0) for window, _most in rule) for act, rule in brakes.LIMITS.items()}
        monkeypatch.setattr(brakes, "LIMITS", limits)
        answer = worker.post(address(case, number))
        assert answer.status_code == 429
        assert "data:image" not in answer.content.decode()
        assert "Covered for now" in answer.content.decode()

    def test_of_another_person_it_is_not_there(self, worker: Client, account: Account, number: str) -> None:
        other = register(account)
        for way in (address(other, number), address(other, number, "remove")):
            assert worker.post(way).status_code == 404
        assert Photo.unscoped.count() == 1


class TestRemoving:
    def test_row_and_file_are_gone(self, worker: Client, case: CaseKey, number: str) -> None:
        assert path_of(number).exists()
        answer = worker.post(address(case, number, "remove"))
        assert answer["Location"] == f"/cases/{case.opaque_id}/identity/"
        assert not Photo.unscoped.exists()
        assert not path_of(number).exists()
        assert worker.post(address(case, number)).status_code == 404


class TestOthers:
    @pytest.mark.parametrize("role", [Role.DATA_STEWARD, Role.ANALYST, Role.FOCAL_POINT, Role.ADMINISTRATOR])
    def test_nobody_without_the_identity(
        self, client: Client, account_of: Accounts, case: CaseKey, number: str, role: str
    ) -> None:
        client.force_login(account_of(role))
        assert client.get(address(case, "new")).status_code == 404
        for way in (address(case, "new"), address(case, number), address(case, number, "remove")):
            assert client.post(way).status_code == 404
        assert Photo.unscoped.count() == 1

    def test_whoever_may_only_read_looks_and_changes_nothing(
        self, client: Client, account_of: Accounts, case: CaseKey, number: str
    ) -> None:
        from palermo.access.actions.break_glass import break_glass

        helper = account_of(Role.CASEWORKER, make_mission("MDA", "Moldova"), "helper@example.org")
        break_glass(actor=helper, case=case, reason="She is in danger tonight, and nobody answers.")
        client.force_login(helper)
        page = client.post(address(case, number)).content.decode()
        assert "data:image/png" in page
        assert "Remove" not in page
        assert client.get(address(case, "new")).status_code == 404
        assert client.post(address(case, number, "remove")).status_code == 404
        opened = client.post(f"/cases/{case.opaque_id}/identity/", {"uncover": "1"}).content.decode()
        assert CAPTION in opened
        assert "Add a picture" not in opened


def test_the_setting_is_the_products(settings: Settings, tmp_path: Path) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["palermo.web.uploads.InMemoryHandler"]
