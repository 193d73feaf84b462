"""The spreadsheet that missions get is the form: compiled from either, the same XForm comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from palermo.interviews.forms import FORMS, compile_form, load_form, write_workbook
from palermo.interviews.forms.compiling import VALIDATOR
from palermo.interviews.forms.errors import FormNotCompiled, FormNotWritten
from tests.interviews.forms.conftest import built, compiled


@pytest.mark.parametrize("name", FORMS)
def test_forms_compile_without_a_warning(name: str) -> None:
    assert compiled(name).warnings == ()
    assert f'id="palermo_{name}" version="{built(name).source.version}"' in compiled(name).xform


@pytest.mark.parametrize("name", ["screening", "follow_up"])
def test_the_spreadsheet_compiles_to_the_same_form(name: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_workbook(built(name), path)
    result = convert(xlsform=path, validate=False, form_name="data")
    assert result.xform == compiled(name).xform


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    form = load_form("vulnerability", ["en"])
    trap = {**form.survey[-2], "label::English (en)": "=HYPERLINK(1)"}
    path = tmp_path / "form.xlsx"
    write_workbook(replace(form, survey=(*form.survey, trap)), path)
    cells = [cell for sheet in load_workbook(path) for row in sheet for cell in row]
    assert "=HYPERLINK(1)" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_a_mission_may_take_some_languages() -> None:
    form = load_form("vulnerability", ["ar", "en"])
    assert form.settings["default_language"] == "العربية (ar)"
    columns = {
        column for cells in (*form.survey, *form.choices) for column in cells if column.startswith("label::")
    }
    assert columns == {"label::العربية (ar)", "label::English (en)"}
    assert compile_form(form).xform.count("<translation ") == 2


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(FormNotWritten):
        write_workbook(built("vulnerability"), tmp_path / "nowhere" / "form.xlsx")


def test_the_compiler_speaks_in_one_sentence() -> None:
    form = built("vulnerability")
    wrong = {
        "type": "note",
        "name": "astray",
        "relevant": "${no_such_question} = 'yes'",
        "label::English (en)": "x",
    }
    with pytest.raises(FormNotCompiled, match="no_such_question"):
        compile_form(replace(form, survey=(*form.survey, wrong)))


def test_the_validator_lies_in_the_wheel() -> None:
    assert VALIDATOR.is_file()
