"""The project's forms on an instance: published once, again when they change, and only then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from palermo.access.actors import SystemActor
from palermo.audit.models import AuditEntry
from palermo.interviews.forms import FORMS, load_form
from palermo.interviews.models import Checked, Form, FormKind, FormVersion
from palermo.interviews.publishing import base_forms
from palermo.interviews.publishing.base_forms import publish_base_forms
from tests.interviews.conftest import compile_once

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("command line")


def bring_up_to_date() -> tuple[FormVersion, ...]:
    return publish_base_forms(actor=SYSTEM, compiler=compile_once, check=False)


def test_all_five_and_once() -> None:
    published = bring_up_to_date()
    assert [version.form.form_id for version in published] == [f"palermo_{name}" for name in FORMS]
    assert [version.form.kind for version in published] == list(FORMS)
    assert {version.checked for version in published} == {Checked.COMPILED}
    assert AuditEntry.objects.filter(act="form.published").count() == len(FORMS)
    assert bring_up_to_date() == ()
    assert Form.objects.count() == len(FORMS)


def test_what_a_version_says_of_itself() -> None:
    screening = bring_up_to_date()[0]
    assert screening.form.kind == FormKind.SCREENING
    assert screening.languages == ["en", "fr", "es", "ar", "ru"]
    assert screening.titles["fr"] == "Premier entretien"
    assert f'version="{screening.version}"' in screening.xform
    assert screening.questions["sex"]["variable"] == "sex"
    assert screening.questions["age_blank"]["state_of"] == "age"
    assert screening.changes == []
    assert screening.published_by is None


def test_a_changed_source_is_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    first = bring_up_to_date()[0]

    def with_another_word(name: str) -> object:
        form = load_form(name)
        if name != "screening":
            return form
        survey = [dict(cells) for cells in form.survey]
        row = next(cells for cells in survey if cells["name"] == "sex")
        row["label::English (en)"] = "Other words"
        return replace(form, survey=tuple(survey))

    monkeypatch.setattr(base_forms, "load_form", with_another_word)
    (second,) = bring_up_to_date()
    # The number in the source was not raised, as when a translation of the codebook changes: it gets a further one.
    assert second.version == f"{first.version}.2"
    assert f'version="{second.version}"' in second.xform
    assert [(change["kind"], change["name"], change["after"]) for change in second.changes] == [
        ("label", "sex", "Other words")
    ]
    assert second.form == first.form
    assert bring_up_to_date() == ()
