"""Every question belongs to a variable or is declared local, and every variable can be answered somewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from palermo.codebook import Codebook
from palermo.codebook.model import FIELD_CLASSES
from palermo.interviews.forms import FORMS, BuiltForm, unasked, variables_of
from palermo.interviews.forms.asking import FITTING
from palermo.interviews.forms.choosing import STATES, own_choices
from tests.interviews.forms.conftest import built

#: What a form once asked under a name: changed only with a new name. See ``recorded.json``.
RECORD = Path(__file__).parent / "recorded.json"


def test_every_question_is_bound_or_local(form: BuiltForm, codebook: Codebook) -> None:
    for question in form.questions.values():
        bindings = [question.variable, question.field_class, question.state_of]
        assert sum(map(bool, bindings)) == 1, question
        assert not question.variable or question.variable in codebook.variables
        assert not question.field_class or question.field_class in FIELD_CLASSES
        assert question.type == "calculate" or question.voice in {"say", "record"}


def test_the_binding_travels_with_the_form(form: BuiltForm) -> None:
    rows = {cells["name"]: cells for cells in form.survey}
    for question in form.questions.values():
        cells = rows[question.name]
        assert cells.get("bind::palermo:variable", "") == question.variable
        assert cells.get("bind::palermo:local", "") == question.field_class
        assert cells.get("bind::palermo:state", "") == question.state_of


def test_every_variable_is_asked_somewhere_or_has_a_reason(codebook: Codebook) -> None:
    asked = {name for form in FORMS for name in variables_of(built(form))}
    reasons = unasked()
    assert all(reasons.values())
    assert reasons.keys() <= codebook.variables.keys()
    assert asked & reasons.keys() == set()
    assert codebook.variables.keys() - asked - reasons.keys() == set()


def test_a_question_has_the_type_of_its_variable(form: BuiltForm, codebook: Codebook) -> None:
    for question in form.questions.values():
        if not question.variable or question.type == "calculate":
            continue
        variable = codebook.variables[question.variable]
        kind, _, choices = question.type.partition(" ")
        assert kind in FITTING[variable.type], question
        if choices:
            assert choices == (variable.list or "country")
        if kind == "select_multiple":
            assert variable.multiple, question


def test_lists_are_those_of_the_codebook(form: BuiltForm, codebook: Codebook) -> None:
    offered: dict[str, list[str]] = {}
    for cells in form.choices:
        offered.setdefault(cells["list_name"], []).append(cells["name"])
    used = {question.type.partition(" ")[2] for question in form.questions.values()} - {""}
    assert offered.keys() == used
    for name, codes in offered.items():
        if name in codebook.lists:
            assert codes == [*codebook.lists[name].codes, *STATES]
    if "country" in offered:
        expected = [country.code for country in codebook.countries if country.kind != "area"]
        assert offered["country"] == [*expected, *STATES]


def test_local_codes_can_be_stored(codebook: Codebook) -> None:
    for form in FORMS:
        for question in built(form).questions.values():
            name = question.type.partition(" ")[2]
            if name and name not in codebook.lists and name != "no_answer":
                codes = [code for code, _words in own_choices(name, codebook)]
                assert len(set(codes)) == len(codes)
                assert not any(code.startswith("~") or "|" in code or " " in code for code in codes)


def test_a_variable_with_one_answer_is_asked_once(form: BuiltForm, codebook: Codebook) -> None:
    asked = [name for name in variables_of(form) if not codebook.variables[name].multiple]
    twice = {name for name in asked if asked.count(name) > 1}
    # Each event has its own; a page is about one.
    assert all(codebook.variables[name].unit == "event" for name in twice), twice


def test_the_form_says_which_interview_it_is(form: BuiltForm, codebook: Codebook) -> None:
    calculations = {cells["name"]: cells["calculation"] for cells in form.survey if "calculation" in cells}
    assert calculations["interview_type"].strip("'") in codebook.lists["interview_type"].codes


def test_what_passes_to_counsel_is_in_no_form(form: BuiltForm, codebook: Codebook) -> None:
    for question in form.questions.values():
        variable = codebook.variables.get(question.variable)
        assert (variable.field_class if variable else question.field_class) != "privileged"


def test_core_variables_hold_facts_only(codebook: Codebook) -> None:
    for question in built("core_variables").questions.values():
        variable = codebook.variables.get(question.variable)
        assert (variable.field_class if variable else question.field_class) in {"coded", ""}, question


@pytest.mark.parametrize("name", FORMS)
def test_names_are_stable(name: str) -> None:
    """Answers of years lie under these names. A question may be added (and recorded here); one that is recorded may
    neither vanish nor mean something else: give the new question a new name, or make a new form."""
    now = {
        each.name: meaning(each.variable, each.field_class, each.state_of)
        for each in built(name).questions.values()
    }
    assert json.loads(RECORD.read_text(encoding="utf-8"))[name] == now


def meaning(variable: str, field_class: str, state_of: str) -> str:
    return variable or (f"local:{field_class}" if field_class else f"state:{state_of}")


if __name__ == "__main__":
    everything = {
        name: {
            each.name: meaning(each.variable, each.field_class, each.state_of)
            for each in built(name).questions.values()
        }
        for name in FORMS
    }
    RECORD.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
