"""The pages about forms: hand in, look, publish, read, retire."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Mission, Role
from palermo.interviews.actions.hand_in_form import hand_in_adaptation
from palermo.interviews.actions.publish_version import publish_draft
from palermo.interviews.models import FormDraft, FormVersion
from palermo.interviews.publishing.handed_in import read_handed_in
from tests.interviews.publishing.workbooks import question, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]
OWN = workbook(survey=[question("ken_clan", "after sex")])
WHOLE = workbook(
    survey=[{"type": "text", "name": "who", "label": "<script>alert(1)</script> Who?"}],
    settings=[{"form_id": "shelter", "form_title": "Shelter", "version": "1"}],
)


def file(content: bytes, name: str = "form.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.fixture
def page(client: Client, supervisor: Account) -> Client:
    client.force_login(supervisor)
    return client


@pytest.fixture
def own(screening_version: FormVersion, kenya: Mission) -> FormVersion:
    system = SystemActor("command line")
    draft = hand_in_adaptation(actor=system, mission="KEN", name="screening", source=OWN)
    return publish_draft(actor=system, draft=draft.opaque_id)


def publish(client: Client, draft: FormDraft, **posted: str) -> HttpResponse:
    """Press the button, with the proof given a moment ago."""
    from palermo.access.sign_in import step_up

    address = reverse("form_publish", args=[draft.opaque_id])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step_up, "is_fresh", lambda request: True)
        return client.post(address, posted, follow=True)  # type: ignore[return-value]


def test_from_the_template_to_a_published_version(
    page: Client, screening_version: FormVersion, kenya: Mission
) -> None:
    assert "Screening interview" in text(page.get(reverse("forms")))
    template = page.get(reverse("form_template", args=["KEN", "screening"]))
    assert template["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    assert book.sheetnames[:3] == ["instructions", "survey", "choices"]
    columns = [cell.value for cell in book["survey"][1]]
    for column, value in question("ken_clan", "after sex", type="text").items():
        book["survey"].cell(2, columns.index(column) + 1, value)
    filled = io.BytesIO()
    book.save(filled)
    address = reverse("form_adapt", args=["KEN", "screening"])
    response = page.post(address, {"sheet": file(filled.getvalue())}, follow=True)
    assert "Look before you publish" in text(response)
    assert "New: “About ken_clan?” (ken_clan)" in text(response)
    assert "not fully checked" in text(response)
    response = publish(page, FormDraft.objects.get())
    version = FormVersion.objects.get(form__mission=kenya)
    assert f"Version {version.version} is published" in text(response)
    assert "Built on" in text(response)
    assert "About ken_clan?" in text(response)


def test_problems_stand_with_their_rows_and_nothing_is_kept(
    page: Client, screening_version: FormVersion
) -> None:
    bad = workbook(survey=[question("clan", "after sex"), question("ken_b", "after nowhere")])
    response = page.post(reverse("form_adapt", args=["KEN", "screening"]), {"sheet": file(bad)})
    assert response.status_code == 422
    said = text(response)
    assert "Sheet “survey”, row 2" in said
    assert "Sheet “survey”, row 3" in said
    assert not FormDraft.objects.exists()
    response = page.post(reverse("form_adapt", args=["KEN", "screening"]), {"sheet": file(b"none")})
    assert "This is no .xlsx file" in text(response)
    response = page.post(reverse("form_adapt", args=["KEN", "screening"]), {})
    assert response.status_code == 422


def test_a_whole_form_is_shown_as_it_is_written(page: Client, kenya: Mission) -> None:
    response = page.post(
        reverse("form_add", args=["KEN"]), {"sheet": file(WHOLE), "kind": "other"}, follow=True
    )
    said = text(response)
    assert "<script>alert(1)" not in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Who?" in said
    assert "There is HTML in the words of the form" in said
    response = page.post(reverse("form_put_away", args=[FormDraft.objects.get().opaque_id]), follow=True)
    assert "Nothing was published" in text(response)
    assert not FormDraft.objects.exists()


def test_publishing_asks_for_a_proof_first(page: Client, screening_version: FormVersion) -> None:
    page.post(reverse("form_adapt", args=["KEN", "screening"]), {"sheet": file(OWN)})
    draft = FormDraft.objects.get()
    page.post(reverse("form_publish", args=[draft.opaque_id]))
    assert FormDraft.objects.exists()
    assert not FormVersion.objects.filter(form__mission__isnull=False).exists()


def test_an_encrypted_form_is_offered_encrypted_the_next_time(page: Client, kenya: Mission) -> None:
    def hand_in(version: str) -> FormDraft:
        sheet = workbook(
            survey=[{"type": "text", "name": "who", "label": "Who?"}],
            settings=[{"form_id": "shelter", "version": version}],
        )
        page.post(reverse("form_add", args=["KEN"]), {"sheet": file(sheet), "kind": "other"})
        return FormDraft.objects.get()

    draft = hand_in("1")
    assert "checked>" not in text(page.get(reverse("form_draft", args=[draft.opaque_id])))
    assert "encrypted" in text(publish(page, draft, encrypt="1"))
    draft = hand_in("2")
    assert "checked>" in text(page.get(reverse("form_draft", args=[draft.opaque_id])))


def test_built_on_an_older_base_and_anew(
    page: Client, own: FormVersion, screening_version: FormVersion
) -> None:
    assert "Built on an older base" not in text(page.get(reverse("forms")))
    sheets = screening_version.sheets
    newer = FormVersion(
        form=screening_version.form, version="2099010101", titles=screening_version.titles,
        languages=screening_version.languages, xform=screening_version.xform, md5="0" * 32,
        sheets=sheets | {"settings": sheets["settings"] | {"version": "2099010101"}},
        questions=screening_version.questions, checked="compiled",
    )  # fmt: skip
    newer.save()
    assert "Built on an older base" in text(page.get(reverse("forms")))
    assert "Built on an older base" in text(page.get(reverse("form_version", args=[own.opaque_id])))
    response = page.post(reverse("form_rebuild", args=["KEN", "screening"]), follow=True)
    assert "2099010101-KENa" in text(response)
    # A second press finds nothing that could be built anew once that one is published.
    publish(page, FormDraft.objects.get())
    response = page.post(reverse("form_rebuild", args=["KEN", "screening"]))
    assert response.status_code == 422


def test_files_of_a_version(page: Client, own: FormVersion) -> None:
    for what, begins in (("xml", b"<?xml"), ("xlsx", b"PK"), ("source", b"PK")):
        response = page.get(reverse("form_file", args=[own.opaque_id, what]))
        assert response.content.startswith(begins)
        assert response["Content-Disposition"].startswith('attachment; filename="palermo_screening-')
    sheets = page.get(reverse("form_file", args=[own.opaque_id, "xlsx"])).content
    # What is taken along can be handed in elsewhere.
    names = [row.cells.get("name") for row in read_handed_in(sheets).rows("survey")]
    assert "ken_clan" in names
    assert page.get(reverse("form_file", args=[own.opaque_id, "other"])).status_code == 404


def test_retired_and_offered_again(page: Client, own: FormVersion) -> None:
    form = own.form.opaque_id
    response = page.post(reverse("form_use", args=[form, "retire"]), follow=True)
    assert "no longer offered" in text(response)
    assert "No longer offered" in text(response)
    response = page.post(reverse("form_use", args=[form, "offer"]), follow=True)
    assert "The form is offered again." in text(response)


def test_a_caseworker_reads_and_changes_nothing(
    client: Client, own: FormVersion, kenya: Mission, account_of: Callable[..., Account]
) -> None:
    client.force_login(account_of(Role.CASEWORKER, mission=kenya))
    said = text(client.get(reverse("forms")))
    assert "Screening interview" in said
    for name in ("form_add", "form_adapt", "form_rebuild"):
        assert f'"{reverse(name, args=["KEN", "screening"][: 1 if name == "form_add" else 2])}"' not in said
    said = text(client.get(reverse("form_version", args=[own.opaque_id])))
    assert "About ken_clan?" in said
    assert "Offer this form no longer" not in said


def test_forms_of_other_missions_are_not_there(
    client: Client, own: FormVersion, jordan: Mission, account_of: Callable[..., Account]
) -> None:
    client.force_login(account_of(Role.SUPERVISOR, mission=jordan))
    assert client.get(reverse("form_version", args=[own.opaque_id])).status_code == 404
    assert client.get(reverse("form_file", args=[own.opaque_id, "xml"])).status_code == 404
    assert client.get(reverse("forms_of_mission", args=["KEN"])).status_code == 404
    # The base, yes; and what it says is the instance's, not Kenya's.
    assert client.get(reverse("form_version", args=[own.base.opaque_id])).status_code == 200  # type: ignore[union-attr]
    assert "ken_clan" not in text(client.get(reverse("forms")))


def test_a_steward_chooses_the_mission(
    client: Client, own: FormVersion, jordan: Mission, steward: Account
) -> None:
    client.force_login(steward)
    said = text(client.get(reverse("forms")))
    assert reverse("forms_of_mission", args=["KEN"]) in said
    assert reverse("forms_of_mission", args=["JOR"]) in said
    assert own.version in text(client.get(reverse("forms_of_mission", args=["KEN"])))
    assert own.version not in text(client.get(reverse("forms_of_mission", args=["JOR"])))
