"""What a phone is offered: its mission's forms and no others, with hashes that hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from html import unescape

from django.test import Client
from django.utils import timezone

from palermo.access.models import Account, Role
from palermo.interviews.models import Form, FormVersion
from tests.cases.factory import make_mission
from tests.interviews.openrosa.phones import FORM_ID, Phone, phone_of, publish_handover


def offered(client: Client, phone: Phone, **headers: str) -> str:
    return client.get(
        "/openrosa/formList", headers={"authorization": phone.basic, **headers}
    ).content.decode()


def path_in(page: str, element: str) -> str:
    found = re.search(f"<{element}>http://testserver/openrosa/([^<]+)</{element}>", page)
    assert found is not None
    return unescape(found[1])


def md5(content: bytes) -> str:
    return f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}"


def test_the_form_and_its_files(client: Client, phone: Phone, handover: FormVersion) -> None:
    page = offered(client, phone)
    assert f"<formID>{FORM_ID}</formID><name>Handover</name><version>{handover.version}</version>" in page
    form = phone.get(client, path_in(page, "downloadUrl"))
    assert form.content.decode() == handover.xform
    assert f"<hash>{md5(form.content)}</hash>" in page
    manifest = phone.get(client, path_in(page, "manifestUrl"))
    assert manifest["Content-Type"] == "text/xml; charset=utf-8"
    file = phone.get(client, path_in(manifest.content.decode(), "downloadUrl"))
    assert file.content.decode() == "name,label\na,Приют\n"
    assert file["Content-Disposition"] == "attachment"
    assert (
        f"<filename>places of help.csv</filename><hash>{md5(file.content)}</hash>"
        in manifest.content.decode()
    )


def test_without_files_there_is_no_manifest(
    client: Client, phone: Phone, screening_version: FormVersion
) -> None:
    page = offered(client, phone)
    assert "<manifestUrl>" not in page
    empty = phone.get(client, f"forms/{screening_version.opaque_id}/manifest")
    assert empty.status_code == 200
    assert "<mediaFile>" not in empty.content.decode()


def test_forms_come_packed_to_whoever_can_unpack(
    client: Client, phone: Phone, screening_version: FormVersion
) -> None:
    address = f"/openrosa/forms/{screening_version.opaque_id}.xml"
    packed = client.get(address, headers={"authorization": phone.basic, "accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(screening_version.xform) / 4


def test_titles_in_the_language_that_is_asked_for(
    client: Client, phone: Phone, handover: FormVersion
) -> None:
    assert "<name>Remise</name>" in offered(client, phone, **{"accept-language": "fr"})
    assert "<name>Handover</name>" in offered(client, phone, **{"accept-language": "ar"})


def test_text_in_a_title_stays_text(client: Client, phone: Phone, worker: Account) -> None:
    form = Form.objects.create(mission=worker.mission, form_id="odd")
    FormVersion(
        form=form, version="1", titles={"en": "<b>&amp;"}, xform="<x/>", md5="0", checked="compiled"
    ).save()
    assert "<name>&lt;b&gt;&amp;amp;</name>" in offered(client, phone)


def test_another_mission_s_form_is_not_there(
    client: Client, phone: Phone, account_of: Callable[..., Account]
) -> None:
    mission = make_mission("MDA")
    theirs = publish_handover(mission)
    stranger = phone_of(account_of(Role.CASEWORKER, mission, email="stranger@example.org"))
    assert FORM_ID not in offered(client, phone)
    for page in (
        f"{theirs.opaque_id}.xml",
        f"{theirs.opaque_id}/manifest",
        f"{theirs.opaque_id}/media/places of help.csv",
    ):
        hidden, missing = phone.get(client, f"forms/{page}"), phone.get(client, "forms/aaaaaaaaaaaaaaaa.xml")
        assert (hidden.status_code, hidden.content) == (404, missing.content)
        assert b"<OpenRosaResponse" in hidden.content
        assert phone.get(client, f"forms/{page}").status_code == 404
        assert stranger.get(client, f"forms/{page}").status_code == 200


def test_a_file_that_the_form_has_not(client: Client, phone: Phone, handover: FormVersion) -> None:
    for name in ("other.csv", "..%2fsecret", "places%20of%20help.csv%2f.."):
        assert phone.get(client, f"forms/{handover.opaque_id}/media/{name}").status_code == 404


def test_a_retired_form_is_offered_no_more_but_can_be_fetched(
    client: Client, phone: Phone, handover: FormVersion
) -> None:
    Form.objects.update(retired_at=timezone.now())
    assert FORM_ID not in offered(client, phone)
    # A phone that has begun with it goes on.
    assert phone.get(client, f"forms/{handover.opaque_id}.xml").status_code == 200
