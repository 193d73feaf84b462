"""What the forms promise: safety and consent first, nothing forced, a way out of every question, breaks."""

from __future__ import annotations

import re

import pytest

from palermo.codebook import Codebook
from palermo.interviews.forms import FORMS, BuiltForm
from palermo.interviews.forms.choosing import STATES, WITHOUT_STATES
from tests.interviews.forms.conftest import built

SPOKEN = [name for name in FORMS if name != "core_variables"]
SEVEN = [
    "consent_informed_purpose", "consent_informed_use", "consent_informed_research", "consent_informed_access",
    "consent_informed_storage", "consent_informed_withdrawal", "consent_interview",
]  # fmt: skip
CONSENTED = "${consent_interview} = 'yes'"
REFERENCE = re.compile(r"\$\{(\w+)\}")
FUNCTIONS = {"selected", "count-selected", "not", "today", "regex", "string-length", "if"}
CALL = re.compile(r"([a-z-]+)\(")


def places(form: BuiltForm) -> dict[str, tuple[int, str]]:
    """For every row its place in the form, and all conditions above it and its own."""
    found, above = {}, []
    for place, cells in enumerate(form.survey):
        if cells["type"].startswith("end"):
            above.pop()
            continue
        found[cells["name"]] = (place, " and ".join([*above, cells.get("relevant", "")]))
        if cells["type"].startswith("begin"):
            above.append(cells.get("relevant", ""))
    assert above == []
    return found


def test_nothing_is_required(form: BuiltForm) -> None:
    assert not [cells["name"] for cells in form.survey if "required" in cells]


def test_every_question_can_be_left_open(form: BuiltForm) -> None:
    offered: dict[str, set[str]] = {}
    for cells in form.choices:
        offered.setdefault(cells["list_name"], set()).add(cells["name"])
    rows = {cells["name"]: cells for cells in form.survey}
    for question in form.questions.values():
        name = question.type.partition(" ")[2]
        if name in WITHOUT_STATES or question.type == "calculate":
            continue
        if name:
            assert set(STATES) <= offered[name], question
            continue
        way_out = rows[f"{question.name}_blank"]
        assert f"${{{question.name}}} = ''" in way_out["relevant"]
        assert rows[question.name].get("relevant", "") in way_out["relevant"]
        assert offered["no_answer"] == set(STATES)


def test_a_way_out_stands_alone(form: BuiltForm) -> None:
    for cells in form.survey:
        if cells["type"].startswith("select_multiple"):
            for state in STATES:
                assert f"selected(., '{state}')" in cells["constraint"], cells["name"]


@pytest.mark.parametrize("name", SPOKEN)
def test_safety_comes_before_consent_and_consent_before_all_else(name: str, codebook: Codebook) -> None:
    form = built(name)
    found = places(form)
    assert found["safe_to_talk"][0] < found["consent_informed_purpose"][0]
    assert "${safe_to_talk} != 'no'" in found["consent_interview"][1]
    consent = found["consent_interview"][0]
    for question in form.questions.values():
        place, conditions = found[question.name]
        variable = codebook.variables.get(question.variable)
        field_class = variable.field_class if variable else question.field_class
        if question.name in {*SEVEN, "consent_withdrawn_on", "deceased"} or question.state_of:
            continue
        if place > consent:
            assert CONSENTED in conditions, question
        elif field_class not in {"coded", "public"}:
            # What is needed to make the person safe; it goes when the person does not want to talk.
            assert "${consent_interview} = ''" in conditions, question


@pytest.mark.parametrize("name", FORMS)
def test_the_seven_questions_of_consent_are_asked_one_by_one(name: str) -> None:
    found = places(built(name))
    assert all(question in found for question in SEVEN)
    if name != "core_variables":
        assert [found[question][0] for question in SEVEN] == sorted(found[question][0] for question in SEVEN)


@pytest.mark.parametrize("name", SPOKEN)
def test_the_person_can_stop(name: str) -> None:
    form = built(name)
    pauses = [question for question in form.questions if re.fullmatch(r"pause_\d_choice", question)]
    assert pauses
    found = places(form)
    for choice in pauses:
        hidden = [
            row for row, (_place, conditions) in found.items() if f"${{{choice}}} != 'stop'" in conditions
        ]
        assert hidden
        assert not {"closing_words", "agreed_next"} & set(hidden)
        assert not [row for row in hidden if found[row][0] < found[choice][0]]


def test_conditions_look_back(form: BuiltForm) -> None:
    """A question that appears above the one just answered is easily missed. The one exception is what goes away when
    the person does not want to talk."""
    found = places(form)
    for cells in form.survey:
        for column in ("relevant", "constraint", "calculation"):
            for reference in REFERENCE.findall(cells.get(column, "")):
                assert reference in form.questions, (cells["name"], reference)
                if cells["name"] not in {"fears_someone_near", "urgent_needs"}:
                    assert found[reference][0] < found[cells["name"]][0], (cells["name"], reference)


def test_expressions_are_whole_and_known_to_every_engine(form: BuiltForm) -> None:
    for cells in form.survey:
        for column in ("relevant", "constraint", "calculation"):
            text = re.sub(r"'[^']*'", "''", cells.get(column, ""))
            assert text.count("(") == text.count(")"), cells["name"]
            assert text.count("'") % 2 == 0, cells["name"]
            assert set(CALL.findall(text)) <= FUNCTIONS, cells["name"]


def test_conditions_name_choices_that_exist(form: BuiltForm) -> None:
    offered: dict[str, set[str]] = {}
    for cells in form.choices:
        offered.setdefault(cells["list_name"], set()).add(cells["name"])
    for cells in form.survey:
        text = cells.get("relevant", "")
        pairs = re.findall(r"\$\{(\w+)\} !?= '([^']+)'", text) + re.findall(
            r"selected\(\$\{(\w+)\}, '([^']+)'", text
        )
        for name, code in pairs:
            choices = form.questions[name].type.partition(" ")[2]
            if choices:
                assert code in offered[choices], (cells["name"], name, code)


def test_women_and_men_are_asked_the_same(form: BuiltForm) -> None:
    by_sex = {cells["name"] for cells in form.survey if "${sex}" in cells.get("relevant", "")}
    assert by_sex <= {"pregnancy"}


@pytest.mark.parametrize("name", ["screening", "assistance", "core_variables"])
def test_each_kind_of_exploitation_is_followed_up(name: str) -> None:
    found = places(built(name))
    assert "'forced_labour'" in found["labour_sector"][1]
    assert "'sexual_exploitation'" in found["sexual_exploitation_form"][1]
    assert "'low_level_criminal_activities'" in found["forced_criminality_form"][1]


def test_a_person_of_unknown_age_is_protected_as_a_child() -> None:
    found = places(built("screening"))
    assert "${child} != 'no'" in found["child_company"][1]
    assert "${seems_child} != 'no'" in found["guardian_agrees"][1]
