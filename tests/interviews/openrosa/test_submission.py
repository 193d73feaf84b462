"""Handing in: whole, in parts, twice; what is refused leaves nothing behind, and nothing lies on a disk in clear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files import uploadedfile, uploadhandler
from django.test import Client

from palermo.access.models import Account, Role
from palermo.interviews.models import Attachment, Interview, Submission, WaitingFile
from palermo.interviews.openrosa import uploads
from tests.cases.factory import make_mission
from tests.interviews.openrosa.phones import LINE, Phone, body, filled, part, pdf, phone_of, stored

pytestmark = pytest.mark.usefixtures("handover")
CANARY = "canary-that-nobody-may-read"


def rows() -> tuple[int, ...]:
    return tuple(
        model.objects.count() if model is WaitingFile else model.unscoped.count()  # type: ignore[attr-defined]
        for model in (Interview, Submission, Attachment, WaitingFile)
    )


@pytest.fixture
def nothing_stored(db: None) -> Iterator[None]:
    """What is refused leaves neither rows nor files."""
    before, files = rows(), kept_files()
    yield
    assert rows() == before
    assert kept_files() == files


def kept_files() -> set[Path]:
    return {
        path
        for path in settings.HOME.attachments.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


class TestHead:
    def test_how_much_one_post_may_hold(self, client: Client, phone: Phone) -> None:
        response = phone.head(client, "submission")
        assert response.status_code == 204
        assert response["X-OpenRosa-Accept-Content-Length"] == "10000000"
        assert response["X-OpenRosa-Version"] == "1.0"
        assert response["Location"] == "http://testserver/openrosa/submission"
        assert response.content == b""

    def test_by_the_secret_in_the_address_it_stays_there(self, client: Client, phone: Phone) -> None:
        response = client.head(f"/openrosa/key/{phone.secret}/submission?deviceID=collect%3A1")
        assert response["Location"] == f"http://testserver/openrosa/key/{phone.secret}/submission"


class TestWhole:
    def test_is_received(self, client: Client, worker: Account, phone: Phone) -> None:
        xml = filled(words="a coat", paper="paper.pdf")
        response = phone.send(client, xml, {"paper.pdf": pdf()})
        assert response.status_code == 201
        row = Submission.unscoped.get()
        assert (
            f'<message nature="submit_success">Received. Receipt: {row.receipt}</message>'
            in response.content.decode()
        )
        assert (row.device, row.account, row.mission) == (phone.device, worker, worker.mission)
        assert stored(worker)["uuid:00000000-0000-4000-8000-000000000001"].files == {"paper.pdf": pdf()}

    def test_twice_is_once(self, client: Client, phone: Phone) -> None:
        first, second = phone.send(client, filled()), phone.send(client, filled())
        assert (first.status_code, second.status_code) == (201, 202)
        assert first.content == second.content
        assert Submission.unscoped.count() == 1

    def test_the_same_with_other_contents_is_a_conflict(self, client: Client, phone: Phone) -> None:
        phone.send(client, filled(words="one"))
        response = phone.send(client, filled(words="two"))
        assert response.status_code == 409
        assert b'nature="submit_failure"' in response.content
        assert Submission.unscoped.count() == 1

    def test_a_sentence_in_the_language_that_is_asked_for(self, client: Client, phone: Phone) -> None:
        response = client.post(
            "/openrosa/submission", headers={"authorization": phone.basic, "accept-language": "fr"}
        )
        assert response["Content-Language"] == "fr"

    def test_nothing_of_the_interview_is_said(self, client: Client, phone: Phone) -> None:
        assert CANARY not in phone.send(client, filled(words=CANARY)).content.decode()
        assert CANARY not in phone.send(client, filled(words=f"{CANARY}2")).content.decode()


class TestInParts:
    def test_the_last_one_completes_it(self, client: Client, worker: Account, phone: Phone) -> None:
        xml = filled(photo="", paper="a.pdf")
        xml = xml.replace(b"<photo></photo>", b"<photo>b.pdf</photo>")
        first = phone.send(client, xml, {"a.pdf": pdf("a")}, more=True)
        assert first.status_code == 202
        assert "more is to follow" in first.content.decode()
        assert not Submission.unscoped.get().is_complete
        last = phone.send(client, xml, {"b.pdf": pdf("b")})
        assert last.status_code in {201, 202}
        assert Submission.unscoped.get().is_complete
        assert stored(worker)["uuid:00000000-0000-4000-8000-000000000001"].files == {
            "a.pdf": pdf("a"),
            "b.pdf": pdf("b"),
        }

    def test_a_file_that_never_comes_is_said(self, client: Client, phone: Phone) -> None:
        response = phone.send(client, filled(paper="a.pdf"))
        assert response.status_code == 201
        assert "without all of its files" in response.content.decode()


class TestBounds:
    def test_the_length_that_is_said_is_believed_when_it_is_too_much(
        self, client: Client, phone: Phone, nothing_stored: None
    ) -> None:
        response = client.generic(
            "POST",
            "/openrosa/submission",
            b"".join(body(filled(), {})),
            content_type=f"multipart/form-data; boundary={LINE}",
            headers={"authorization": phone.basic},
            CONTENT_LENGTH=str(uploads.MOST_BYTES + 1),
        )
        assert response.status_code == 413
        assert b"<OpenRosaResponse" in response.content

    def test_what_streams_in_is_counted(
        self, client: Client, phone: Phone, nothing_stored: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever the length said before."""
        monkeypatch.setattr(uploads.BoundedMemoryHandler, "handle_raw_input", lambda *_args, **_named: None)
        many = {f"{number}.bin": b"x" * 4_000_000 for number in range(4)}
        assert phone.send(client, filled(), many).status_code == 413

    def test_many_files(self, client: Client, phone: Phone, nothing_stored: None) -> None:
        assert (
            phone.send(client, filled(), {f"{number}.txt": b"x" for number in range(101)}).status_code == 413
        )

    def test_many_fields(self, client: Client, phone: Phone, nothing_stored: None) -> None:
        parts = [part(f"f{number}", b"x") for number in range(1001)]
        assert phone.post(client, [*parts, *body(filled(), {})]).status_code == 413

    def test_a_long_field(self, client: Client, phone: Phone, nothing_stored: None) -> None:
        assert phone.post(client, [part("f", b"x" * 2_700_000), *body(filled(), {})]).status_code == 413

    def test_the_bound_is_above_what_is_announced(self) -> None:
        """Else a phone that keeps to it would be refused."""
        from palermo.interviews.openrosa.answers import ACCEPTED_BYTES
        from palermo.interviews.xforms.instances import LARGEST

        assert ACCEPTED_BYTES + LARGEST < uploads.MOST_BYTES <= 13_000_000


class TestNothingInClear:
    def test_no_file_is_written_before_it_is_sealed(
        self, client: Client, phone: Phone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Django's own way writes what is larger than some megabytes into the temporary folder."""

        def written(*_args: object, **_named: object) -> None:
            raise AssertionError("a file was written in clear")

        monkeypatch.setattr(uploadhandler.TemporaryFileUploadHandler, "new_file", written)
        monkeypatch.setattr(uploadedfile.TemporaryUploadedFile, "__init__", written)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        # Large pages of a document, with a word in them that can be looked for.
        large = pdf().replace(b"%%EOF", b"% " + CANARY.encode() * 120_000 + b"\n%%EOF")
        assert phone.send(client, filled(words=CANARY, paper="a.pdf"), {"a.pdf": large}).status_code == 201
        assert list(tmp_path.iterdir()) == []
        for path in kept_files():
            assert CANARY.encode() not in path.read_bytes()


END = f"--{LINE}--\r\n".encode()
BROKEN = {
    "no part": [b"--"],
    "the end alone": [END],
    "no form": [part("other", b"x"), END],
    "a form that is no file": [part("xml_submission_file", filled()), END],
    "two forms": [*body(filled(), {})[:1], *body(filled(2), {})],
    "one name twice": [
        part("a", b"1", "a.txt", "text/plain"),
        part("b", b"2", "a.txt", "text/plain"),
        *body(filled(), {}),
    ],
    "an empty form": [part("xml_submission_file", b"", "s.xml", "text/xml"), END],
}


class TestBroken:
    @pytest.mark.parametrize("parts", BROKEN.values(), ids=list(BROKEN))
    def test_leaves_nothing(
        self, client: Client, phone: Phone, nothing_stored: None, parts: list[bytes]
    ) -> None:
        response = phone.post(client, parts)
        assert response.status_code == 400
        assert b"<OpenRosaResponse" in response.content

    @pytest.mark.parametrize(
        "content_type",
        [
            "",
            "text/xml",
            "application/x-www-form-urlencoded",
            "multipart/mixed; boundary=x",
            "multipart/form-data",
            "x",
        ],
    )
    def test_other_kinds_of_content(
        self, client: Client, phone: Phone, nothing_stored: None, content_type: str
    ) -> None:
        response = client.generic(
            "POST",
            "/openrosa/submission",
            b"".join(body(filled(), {})),
            content_type=content_type,
            headers={"authorization": phone.basic},
        )
        assert response.status_code == (400 if content_type == "multipart/form-data" else 415)
        assert b"<OpenRosaResponse" in response.content

    @pytest.mark.parametrize("change", [{"form_id": "other"}, {"version": "1"}, {"version": ""}])
    def test_unknown_forms(
        self, client: Client, phone: Phone, nothing_stored: None, change: dict[str, str]
    ) -> None:
        response = phone.send(client, filled(**change))  # type: ignore[arg-type]
        assert response.status_code == 404
        assert b"<OpenRosaResponse" in response.content

    def test_a_form_of_another_mission(
        self, client: Client, nothing_stored: None, account_of: Callable[..., Account]
    ) -> None:
        stranger = phone_of(account_of(Role.CASEWORKER, make_mission("MDA"), email="stranger@example.org"))
        assert stranger.send(client, filled()).status_code == 404
