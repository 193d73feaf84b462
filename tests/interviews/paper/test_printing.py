"""Sheets of the project's forms and of others', read back from the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from pyxform.xls2xform import convert

from palermo.interviews.forms import FORMS, compile_form, load_form
from palermo.interviews.paper.layout import sheet_of
from palermo.interviews.paper.printing import print_xform
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import read_xform

LANGUAGES = ("en", "fr", "es", "ar", "ru")


@pytest.fixture(scope="module")
def compiled() -> dict[str, str]:
    return {name: compile_form(load_form(name)).xform for name in FORMS}


@dataclass(frozen=True)
class Field:
    """What is read back of one: its words for a screen reader, and the states of its marks when it is a group."""

    said: str
    states: tuple[str, ...]


def fields_of(pdf: bytes) -> dict[str, Field]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return {
            str(field.T): Field(
                str(field.TU),
                tuple(str(state) for kid in field.get("/Kids", []) for state in kid.AP.N if state != "/Off"),
            )
            for field in document.Root.AcroForm.Fields
        }


def items(sheet: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in sheet["parts"]:
        yield from part["items"]


def asked(form: XForm) -> set[str]:
    """Every question that a person is asked, but for those that say why another is blank."""
    return {
        node.name
        for node in form.nodes.values()
        if node.kind == "value" and node.control and not node.state_of and node.readonly != "true()"
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMS)
def test_every_question_stands_on_the_sheet_with_a_number_of_its_own(
    compiled: dict[str, str], name: str, language: str
) -> None:
    form = read_xform(compiled[name])
    sheet = sheet_of(form, language)
    questions = [item for item in items(sheet) if item["kind"] != "note"]
    assert {item["name"].partition("#")[0] for item in questions} == asked(form)
    assert len({item["number"] for item in questions}) == len(questions)
    assert all(item["label"] for item in items(sheet))
    assert sheet["rtl"] == (language == "ar")


@pytest.mark.parametrize("name", FORMS)
def test_a_question_without_choices_has_its_ways_out(compiled: dict[str, str], name: str) -> None:
    for item in items(sheet_of(read_xform(compiled[name]), "en")):
        if item["kind"] in {"line", "lines", "number", "date", "file"}:
            has_list = not item["blank"]
            node = next(
                node
                for node in read_xform(compiled[name]).nodes.values()
                if node.name == item["name"].partition("#")[0]
            )
            assert has_list == bool(node.items), item["name"]


def test_the_printed_sheet_says_its_version_on_every_page_and_can_be_filled(compiled: dict[str, str]) -> None:
    form = read_xform(compiled["follow_up"])
    pdf = print_xform(compiled["follow_up"], "fr", titles={"fr": "Visite de suivi"})
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert len(pages) > 3
    assert all(form.version in text and "Visite de suivi" in text for text in pages)
    fields = fields_of(pdf)
    names = {name.partition("=")[0] for name in fields}
    sheet = sheet_of(form, "fr")
    places = {item["name"] for item in items(sheet) if item["kind"] != "note"}
    places |= {item["blank_name"] for item in items(sheet) if item["blank"]}
    assert names == places | {"_number", "_day", "_interviewer", "_typed"}
    assert all(field.said for field in fields.values())


def test_fields_lie_within_their_pages(compiled: dict[str, str]) -> None:
    pdf = print_xform(compiled["vulnerability"], "ar", titles={})
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            for widget in page.obj.get("/Annots", []):
                left, low, right, high = (float(one) for one in widget.Rect)
                assert 0 <= left < right <= float(page.mediabox[2])
                assert 0 <= low < high <= float(page.mediabox[3])


def test_the_choices_of_one_question_are_one_group(compiled: dict[str, str]) -> None:
    fields = fields_of(print_xform(compiled["vulnerability"], "en", titles={}))
    groups = [field.states for field in fields.values() if field.states]
    assert len(groups) > 10
    assert all(len(states) == len(set(states)) >= 2 for states in groups)


def test_entries_of_a_repeat_are_printed_as_often_as_asked(compiled: dict[str, str]) -> None:
    form = read_xform(compiled["assistance"])
    repeats = [node for node in form.nodes.values() if node.kind == "repeat"]
    assert repeats
    inside = {node.name for repeat in repeats for node in repeat.walk() if node.control}
    for entries in (1, 3):
        names = [item["name"] for item in items(sheet_of(form, "en", entries=entries))]
        for name in inside & {each.partition("#")[0] for each in names}:
            assert sum(each.partition("#")[0] == name for each in names) == entries


def test_an_earlier_question_decides_and_a_later_one_does_not(compiled: dict[str, str]) -> None:
    """``urgent_needs`` is hidden once the person has refused, which is asked after it."""
    found = {item["name"]: item for item in items(sheet_of(read_xform(compiled["screening"]), "en"))}
    assert found["urgent_needs"]["condition"] == ""
    number = found["interpreter_used"]["number"]
    assert found["interpreter_trusted"]["condition"] == f"Only if {number} is “Yes”."


def foreign(survey: list[dict[str, str]], choices: list[dict[str, str]] | None = None) -> str:
    sheets = {
        "survey": survey,
        "choices": choices or [],
        "settings": [{"form_title": "Other", "form_id": "o"}],
    }
    return str(convert(xlsform=sheets, validate=False, form_name="data").xform)


def test_somebody_elses_form_prints_too() -> None:
    xform = foreign(
        [
            {"type": "text", "name": "who", "label": "**Who** are you? <b>x</b> [page](http://a.b)"},
            {"type": "select_one yn", "name": "ok", "label": "#sys.inputs $x$ *bold* \\ @ref <label>"},
            {"type": "image", "name": "photo", "label": "Photo"},
            {"type": "acknowledge", "name": "seen", "label": "Seen"},
            {"type": "begin_repeat", "name": "kids", "label": "Child"},
            {"type": "begin_group", "name": "inner", "label": "Inner"},
            {"type": "integer", "name": "age", "label": "Age"},
            {"type": "end_group"},
            {"type": "end_repeat"},
        ],
        [{"list_name": "yn", "name": "y", "label": "Yes"}, {"list_name": "yn", "name": "n", "label": "No"}],
    )
    sheet = sheet_of(read_xform(xform), "")
    assert next(item["label"] for item in items(sheet)) == "Who are you? x page"
    pdf = print_xform(xform, "", titles={})
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "#sys.inputs $x$" in text
    assert {"who", "ok", "photo", "seen=OK", "age#1", "age#2"} <= fields_of(pdf).keys()
