"""The server's view of a compiled form."""

from __future__ import annotations

import pytest

from palermo.interviews.forms import FORMS
from palermo.interviews.forms.building import NAMESPACE
from palermo.interviews.xforms.errors import XFormUnreadable
from palermo.interviews.xforms.names import PALERMO
from palermo.interviews.xforms.reading import language_code, read_xform
from tests.interviews.forms.conftest import built
from tests.interviews.xforms.conftest import form_of, own_form, own_xml, question


def test_our_namespace_is_that_of_the_forms() -> None:
    assert PALERMO == NAMESPACE


@pytest.mark.parametrize("name", FORMS)
def test_every_question_of_a_form_is_found(name: str) -> None:
    form, source = own_form(name), built(name)
    assert form.form_id == f"palermo_{name}"
    assert form.version == source.settings["version"]
    assert form.languages == ("en",)
    by_name = {node.name: node for node in form.nodes.values()}
    for question_name, asked in source.questions.items():
        node = by_name[question_name]
        assert (node.variable, node.local) == (asked.variable, asked.field_class)
        assert (node.state_of, node.voice) == (asked.state_of, asked.voice)
        if asked.type.startswith("select"):
            assert node.items
            assert all(choice.labels["en"] for choice in node.items)


def test_all_languages_of_a_form() -> None:
    from palermo.interviews.forms import compile_form

    form = read_xform(compile_form(built("vulnerability")).xform)
    assert form.languages == ("en", "fr", "es", "ar", "ru")
    node = form.nodes["/data/closing/feeling_after"]
    assert set(node.labels) == set(form.languages)
    assert set(node.items[0].labels) == set(form.languages)


def test_a_form_is_read_once() -> None:
    assert read_xform(own_xml("vulnerability")) is read_xform(own_xml("vulnerability"))


def test_what_a_question_has() -> None:
    form = form_of(
        [
            question("begin repeat", "stop", repeat_count="3"),
            question("begin group", "page", appearance="field-list", relevant="1 = 1"),
            question("integer", "age", constraint=". > 0", constraint_message="More", required="yes",
                     required_message="Say it", hint="In years", default="7"),
            {"type": "end group"},
            {"type": "end repeat"},
            question("image", "picture"),
            question("range", "pain", parameters="start=1 end=5 step=1"),
            question("note", "words", label="Age ${pain} said"),
            {"type": "calculate", "name": "twice", "calculation": "${pain} * 2"},
            question("today", "today"),
        ],
        form_title="An example",
    )  # fmt: skip
    assert form.titles == {"": "An example"}
    assert form.nodes["/data/stop"].kind == "repeat"
    assert form.nodes["/data/stop"].count
    assert form.repeats_of("/data/stop/page/age") == ("/data/stop",)
    page = form.nodes["/data/stop/page"]
    assert (page.kind, page.appearance, page.relevant) == ("group", "field-list", "1 = 1")
    age = form.nodes["/data/stop/page/age"]
    assert (age.kind, age.type, age.control, age.default) == ("value", "int", "input", "7")
    assert (age.constraint, age.required) == (". > 0", "true()")
    assert (age.constraint_messages, age.required_messages) == ({"": "More"}, {"": "Say it"})
    assert (age.labels, age.hints) == ({"": "age"}, {"": "In years"})
    assert (form.nodes["/data/picture"].type, form.nodes["/data/picture"].media_type) == ("binary", "image/*")
    assert form.nodes["/data/pain"].parameters == {"start": "1", "end": "5", "step": "1"}
    assert form.nodes["/data/words"].labels == {"": "Age … said"}
    assert (form.nodes["/data/twice"].control, form.nodes["/data/twice"].calculate) == ("", "/data/pain  * 2")
    assert form.nodes["/data/today"].preload == "date"
    assert list(form.nodes)[2:5] == ["/data/stop", "/data/stop/page", "/data/stop/page/age"]


def test_a_list_in_a_file_is_named() -> None:
    form = form_of([question("select_one_from_file towns.csv", "town")])
    assert form.external == {"towns": "jr://file-csv/towns.csv"}
    assert form.nodes["/data/town"].items == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("English (en)", "en"),
        ("العربية (ar)", "ar"),
        ("Português (pt-BR)", "pt-BR"),
        ("default", ""),
        ("Swahili", "Swahili"),
    ],
)
def test_codes_of_languages(name: str, code: str) -> None:
    assert language_code(name) == code


@pytest.mark.parametrize(
    "xml",
    ["", "no", "<a/>", "<!DOCTYPE a><a/>", "<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head/></h:html>",
     "<h:html xmlns:h='http://www.w3.org/1999/xhtml' xmlns='http://www.w3.org/2002/xforms'><h:head><model/></h:head><h:body/></h:html>"],
)  # fmt: skip
def test_what_is_no_form(xml: str) -> None:
    with pytest.raises(XFormUnreadable):
        read_xform(xml)
