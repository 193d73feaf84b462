"""``palermo form``: publish, list-published, template."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from palermo.access.models import Mission, Organisation
from palermo.commands import cli
from palermo.errors import NotFoundOrNotAllowed
from palermo.interviews.forms import FORMS
from palermo.interviews.models import FormDraft, FormVersion
from palermo.interviews.publishing.handed_in import read_handed_in
from palermo.interviews.publishing.problems import FormRefused
from tests.interviews.conftest import in_this_process, publish, without_java
from tests.interviews.publishing.workbooks import question, workbook

__all__ = ["in_this_process", "without_java"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process", "published")]


@pytest.fixture
def published(db: None) -> FormVersion:
    organisation = Organisation.objects.create(code="own", name="Our organisation")
    Mission.objects.create(code="KEN", organisation=organisation, name="Kenya", country="KEN")
    return publish("vulnerability")


def say(*words: str) -> Result:
    return CliRunner().invoke(cli, ["form", *words], catch_exceptions=False)


def test_from_the_template_to_the_list(tmp_path: Path, published: FormVersion) -> None:
    out = tmp_path / "own.xlsx"
    assert str(out) in say("template", "vulnerability", str(out), "--mission", "KEN").output
    # A template without a row of one's own is no adaptation.
    with pytest.raises(FormRefused):
        read_handed_in(out.read_bytes())
    place = next(
        cells["name"] for cells in published.sheets["survey"] if cells["type"].startswith("select_one")
    )
    out.write_bytes(workbook(survey=[question("ken_a", f"after {place}")]))
    result = say("publish", str(out), "--mission", "KEN", "--on", "vulnerability", "--dry-run")
    assert result.exit_code == 0
    assert "+ New: “About ken_a?” (ken_a)" in result.output
    assert "nothing was published" in result.output
    assert not FormDraft.objects.exists()
    result = say("publish", str(out), "--mission", "KEN", "--on", "vulnerability")
    assert f"version {published.version}-KENa, is published" in result.output
    assert "not fully validated" in result.output
    listed = say("list-published", "--mission", "KEN").output.split("\t")
    assert listed[:4] == ["KEN", "palermo_vulnerability", f"{published.version}-KENa", published.version]


def test_a_whole_form(tmp_path: Path) -> None:
    path = tmp_path / "shelter register.xlsx"
    path.write_bytes(workbook(survey=[{"type": "text", "name": "who", "label": "Who?"}]))
    assert "shelter_register, version" in say("publish", str(path), "--mission", "KEN").output
    assert FormVersion.objects.filter(form__form_id="shelter_register", form__mission__code="KEN").exists()


def test_problems_end_with_status_one(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(workbook(survey=[question("a", "after nowhere")]))
    result = say("publish", str(path), "--mission", "KEN", "--on", "vulnerability")
    assert result.exit_code == 1
    assert "Sheet “survey”, row 2" in result.output


def test_missions_that_do_not_exist(tmp_path: Path) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        say("list-published", "--mission", "ZZZ")
    with pytest.raises(NotFoundOrNotAllowed):
        say("template", FORMS[0], str(tmp_path / "x.xlsx"), "--mission", "ZZZ")
