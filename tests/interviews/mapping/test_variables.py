"""Answers become facts, events and an identity; the four states stay apart, and nothing is lost without a word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.cases.checking import CASE_UNITS, EVENT_UNITS, checked_facts
from palermo.codebook import load_codebook
from palermo.individuals.kinds import FamilyRelation, NameKind, Safety
from palermo.interviews.forms import FORMS
from palermo.interviews.mapping.splitting import split
from palermo.interviews.mapping.variables import Mapped, Why, case_facts
from tests.interviews.answering import answers, as_answers, form_of, path_of, random_answers


def mapped(name: str, said: dict[str, str] | None = None, **words: str) -> Mapped:
    form = form_of(name)
    parted = split(form, as_answers(form, (said or {}) | answers(form, **words)), {})
    return case_facts(form, parted.everything(), {})


class TestFacts:
    def test_as_the_codebook_has_them(self) -> None:
        found = mapped("screening", sex="female", age="31", nationality="UKR", screening_date="2026-11-02")
        assert found.case == {
            "sex": "female", "age": 31, "nationality": ["UKR"], "screening_date": "2026-11-02"
        }  # fmt: skip
        assert not found.problems

    def test_four_states(self) -> None:
        found = mapped("screening", sex="~refused", age_blank="~unknown", gender="woman")
        assert found.case == {"sex": "~refused", "age": "~unknown", "gender": "woman"}
        assert "marital_status" not in found.case

    def test_several_questions_of_one_variable(self) -> None:
        found = mapped("screening", nationality_more="POL BLR", nationality="UKR")
        assert found.case["nationality"] == ["UKR", "POL", "BLR"]

    def test_a_state_beside_a_value(self) -> None:
        assert mapped("screening", nationality="UKR", nationality_more="~unknown").case["nationality"] == [
            "UKR"
        ]
        both = mapped("screening", nationality="~unknown", nationality_more="~refused")
        assert both.case["nationality"] == "~refused"

    def test_what_the_codebook_does_not_take_is_reported_without_the_answer(self) -> None:
        found = mapped("screening", age="a hundred", sex="yes please")
        assert found.case == {}
        assert {(one.variable, one.why) for one in found.problems} == {
            ("age", Why.NOT_TAKEN), ("sex", Why.NOT_TAKEN)
        }  # fmt: skip
        assert "hundred" not in repr(found.problems)

    def test_none_together_with_something(self) -> None:
        form = form_of("screening")
        question = next(
            node
            for node in form.nodes.values()
            if node.control == "select" and node.variable and "none" in {one.value for one in node.items}
        )
        other = next(one.value for one in question.items if one.value[0] != "~" and one.value != "none")
        found = mapped("screening", {question.path: f"none {other}"})
        assert [one.why for one in found.problems] == [Why.CONTRADICTS]
        assert question.variable not in str(found.case) + str(found.events)

    def test_an_age_outside_its_group(self) -> None:
        found = mapped("screening", age="31", age_band="9_17")
        assert found.case == {"age": 31}
        assert [(one.variable, one.why) for one in found.problems] == [("age_band", Why.CONTRADICTS)]


class TestEvents:
    def test_those_of_pages(self) -> None:
        found = mapped(
            "screening",
            recruitment_method="~unknown",
            amounts_currency="uah",
            transport_mode="bus",
            exploitation_type="forced_labour",
            conditions_currency="eur",
            means_of_control="threats",
        )
        kinds = [event.kind for event in found.events]
        assert kinds == ["exploitation", "recruitment", "transport"]
        first, second, _third = (event.facts for event in found.events)
        assert (first["amounts_currency"], second["amounts_currency"]) == ("eur", "uah")
        assert "means_of_control" in first

    def test_entries_that_add_to_the_event_of_their_page(self) -> None:
        form = form_of("screening")
        said = {path_of(form, "stop_country", place): code for place, code in ((2, "HUN"), (1, "POL"))}
        found = mapped("screening", said, transport_mode="bus")
        assert [(event.kind, event.is_own) for event in found.events] == [("transport", False)]
        assert found.events[0].facts["transit_countries"] == ["POL", "HUN"]

    def test_entries_that_are_events_of_their_own(self) -> None:
        form = form_of("assistance")
        said = {
            path_of(form, "event_type", 1): "transit",
            path_of(form, "event_date", 1): "2019-04",
            path_of(form, "event_type", 2): "exploitation",
            path_of(form, "event_city", 2): "A town nobody knows",
        }
        found = mapped("assistance", said, exploitation_type="forced_labour")
        assert [(event.kind, event.is_own) for event in found.events] == [
            ("exploitation", False), ("exploitation", True), ("transport", True)
        ]  # fmt: skip
        assert found.events[2].facts == {"event_type": "transit", "event_date": "2019-04"}
        assert path_of(form, "event_city", 2) in found.kept

    def test_of_a_form_without_pages_each_by_its_own_chapter(self) -> None:
        form = form_of("screening")
        nodes = {
            f"/{form.root.name}/{name}": replace(node, path=f"/{form.root.name}/{name}")
            for name in ("exploitation_type", "transport_mode")
            for node in form.nodes.values()
            if node.name == name
        }
        flat = replace(form, nodes={form.root.path: form.root, **nodes})
        found = case_facts(flat, dict.fromkeys(nodes, "~refused"), {})
        assert [event.kind for event in found.events] == ["exploitation", "transport"]


class TestIdentity:
    def test_a_draft(self) -> None:
        found = mapped(
            "screening",
            first_name="Олена",
            family_name="Вигадана",
            other_names="Lena; Olenka",
            birth_date="1993-05",
            mobile_phone="+380441234567",
            safe_contact="Ask for the teacher",
            address_city="Nowhere",
            address_country="UKR",
        ).identity
        assert [(one.text, one.kind) for one in found.names] == [
            ("Олена Вигадана", NameKind.LEGAL), ("Lena", NameKind.ALIAS), ("Olenka", NameKind.ALIAS)
        ]  # fmt: skip
        assert found.births[0].on == "1993-05"
        assert (found.contacts[0].safety, found.contacts[0].ask_for) == (
            Safety.ASK_FOR,
            "Ask for the teacher",
        )
        assert (found.addresses[0].place, found.addresses[0].country) == ("Nowhere", "UKR")

    def test_a_guardian(self) -> None:
        family = mapped("screening", guardian_name="An Aunt").identity.family
        assert [(one.relation, one.name) for one in family] == [(FamilyRelation.GUARDIAN, "An Aunt")]

    def test_a_state_is_no_name(self) -> None:
        found = mapped("screening", first_name_blank="~refused", birth_date_blank="~unknown")
        assert not any(details for _name, details in found.identity.groups())

    def test_what_cannot_be_recorded_is_listed_and_the_rest_is_recorded(self) -> None:
        found = mapped("screening", birth_date="2999", first_name="Олена", safe_contact="x" * 500)
        assert [one.text for one in found.identity.names] == ["Олена"]
        assert {one.variable for one in found.problems} == {"birth_date", "safe_contact"}
        assert "xxx" not in repr(found.problems)


def of_one_age(node: Any) -> bool:
    """The form asks for the age group only where no age was given, which random answers do not mind."""
    return bool(node.variable == "age_band")


@pytest.mark.parametrize("name", FORMS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_whatever_is_answered_is_somewhere(name: str, seed: int) -> None:
    form, book = form_of(name), load_codebook()
    said = random_answers(form, seed, leave=of_one_age)
    parted = split(form, as_answers(form, said), {}).everything()
    found = case_facts(form, parted, {})
    assert found.problems == ()
    assert checked_facts(found.case, CASE_UNITS) == found.case
    for event in found.events:
        assert checked_facts(event.facts, EVENT_UNITS) == event.facts
    placed = {path for paths in found.sources.values() for path in paths} | set(found.kept)
    placed |= {path for event in found.events for paths in event.sources.values() for path in paths}
    for path, value in parted.items():
        node = form.nodes["/".join(step.partition("[")[0] for step in path.split("/"))]
        is_identity_state = (
            value[0] == "~"
            and book.variables.get(node.variable, None) is not None
            and (book.variables[node.variable].field_class == "identifying")
        )
        if node.variable and not is_identity_state:
            assert path in placed, node.variable
    _no_blank_is_a_no(parted, found)


def _no_blank_is_a_no(parted: dict[str, str], found: Mapped) -> None:
    """Every answer of the case comes from answers that were given; of what was not asked there is none."""
    for name, answer in [
        *found.case.items(),
        *(pair for event in found.events for pair in event.facts.items()),
    ]:
        paths = [
            path
            for sources in (found.sources, *(event.sources for event in found.events))
            for path in sources.get(name, ())
        ]
        assert paths, name
        said = " ".join(parted[path] for path in paths).split()
        for code in answer if isinstance(answer, list) else [answer]:
            assert not isinstance(code, str) or code in " ".join(said), name
        if answer == "no":
            assert "no" in said


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_blank_is_never_a_no(data: st.DataObject) -> None:
    form = form_of("screening")
    questions = [node for node in form.nodes.values() if node.control and node.items and node.variable]
    asked = data.draw(st.sets(st.sampled_from(questions), max_size=8))
    said = {
        node.path: data.draw(st.sampled_from(["~unknown", "~refused"]))
        for node in asked
        if "[" not in node.path
    }
    found = case_facts(form, said, {})
    everything = [*found.case.values(), *(one for event in found.events for one in event.facts.values())]
    assert all(answer in ("~unknown", "~refused") for answer in everything)
    assert set(found.case) <= {node.variable for node in asked}
