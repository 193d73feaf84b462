from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from palermo.access.models import Role
from palermo.interviews.models import FormVersion
from tests.access.gate.world import account
from tests.cases.factory import make_mission
from tests.web.test_route_matrix import without_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client: Client) -> Client:
    client.force_login(account(Role.CASEWORKER, make_mission("KEN")))
    return client


def address(version: FormVersion) -> str:
    return reverse("paper_form", kwargs={"number": version.opaque_id})


def test_a_worker_prints_a_form_in_the_persons_language(
    worker: Client, base_versions: Mapping[str, FormVersion]
) -> None:
    version = base_versions["follow_up"]
    response = worker.get(address(version), {"language": "ar", "entries": "1"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert f"palermo_follow_up-{version.version}-ar.pdf" in response["Content-Disposition"]
    first = PdfReader(BytesIO(response.content)).pages[0].extract_text()
    assert version.version in first


def test_nonsense_for_the_number_of_entries_is_two(
    worker: Client, base_versions: Mapping[str, FormVersion]
) -> None:
    found = {
        entries: worker.get(address(base_versions["follow_up"]), {"entries": entries}).content
        for entries in ("x", "-1", "²", "99999999", "", "'><script>", "%00", "٣")
    }
    assert len({len(each) for each in found.values()}) == 1


def test_a_language_that_the_form_lacks_is_named(
    worker: Client, base_versions: Mapping[str, FormVersion]
) -> None:
    response = worker.get(address(base_versions["follow_up"]), {"language": "tlh"})
    assert response.status_code == 422
    assert "en, fr, es, ar, ru" in response.content.decode()


def test_what_is_not_there_and_what_is_not_for_them_look_alike(
    worker: Client, base_versions: Mapping[str, FormVersion]
) -> None:
    nothing = worker.get(reverse("paper_form", kwargs={"number": "a" * 16}))
    other = make_mission("UKR")
    form = base_versions["follow_up"].form
    form.pk, form.opaque_id, form.mission, form._state.adding = None, "b" * 16, other, True
    form.save()
    version = base_versions["follow_up"]
    version.pk, version.opaque_id, version.form, version._state.adding = None, "c" * 16, form, True
    version.save()
    refused = worker.get(address(version))
    assert refused.status_code == nothing.status_code == 404
    # The page names its own address; beside it and the token, nothing tells the two apart.
    assert without_tokens(refused.content.decode().replace("c" * 16, "a" * 16)) == without_tokens(
        nothing.content.decode()
    )
