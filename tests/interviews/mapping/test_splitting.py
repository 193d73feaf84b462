"""Each answer lies in the part of its class, and a blank with a reason is that reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.access.parts import Part, part_of
from palermo.codebook import load_codebook
from palermo.interviews.forms import FORMS
from palermo.interviews.mapping.splitting import Split, class_of_node, split
from palermo.interviews.xforms.instances import Answer
from palermo.interviews.xforms.model import Node, XForm
from tests.interviews.answering import answers, as_answers, form_of, path_of, random_answers

SCREENING = "screening"


def split_of(form: XForm, said: dict[str, str]) -> Split:
    return split(form, as_answers(form, said), {})


def alone(node: Node, value: str = "something", **questions: str) -> Split:
    """One answer to a question of a form that somebody else wrote."""
    form = replace(form_of(SCREENING), nodes={node.path: node})
    return split(form, [Answer(node.path, node, value)], {node.name: questions} if questions else {})


class TestParts:
    def test_by_the_class_of_the_variable(self) -> None:
        form = form_of(SCREENING)
        said = answers(form, sex="female", first_name="Олена", screening_narrative="words")
        parted = split_of(form, said)
        assert parted.facts == answers(form, sex="female")
        assert parted.parts == {
            Part.IDENTITY: answers(form, first_name="Олена"),
            Part.STORY: answers(form, screening_narrative="words"),
        }

    def test_a_local_question_says_its_class(self) -> None:
        form = form_of(SCREENING)
        assert split_of(form, answers(form, seems_child="no")).facts == answers(form, seems_child="no")
        privileged = Node("/data/notes", "notes", "value", local="privileged")
        assert set(alone(privileged).parts) == {Part.PRIVILEGED}

    @pytest.mark.parametrize("words", [{}, {"local": "harmless"}, {"variable": "no_such_variable"}])
    def test_nobody_knows_the_class(self, words: dict[str, str]) -> None:
        node = Node("/data/notes", "notes", "value", **words)
        parted = alone(node)
        assert (parted.facts, set(parted.parts)) == ({}, {Part.STORY})

    def test_a_variable_is_not_made_harmless_by_a_local_class(self) -> None:
        node = Node("/data/x", "x", "value", variable="first_name", local="public")
        assert set(alone(node).parts) == {Part.IDENTITY}

    def test_the_version_says_it_where_the_form_does_not(self) -> None:
        node = Node("/data/x", "x", "value")
        assert set(alone(node, variable="first_name").parts) == {Part.IDENTITY}
        assert alone(node, field_class="coded").facts == {"/data/x": "something"}

    def test_the_names_of_the_filled_form_are_no_answers(self) -> None:
        node = Node("/data/meta/instanceID", "instanceID", "value")
        assert alone(node).everything() == {}
        assert alone(Node("/data/meta/instanceName", "instanceName", "value")).parts.keys() == {Part.STORY}


class TestStates:
    @pytest.mark.parametrize("state", ["~unknown", "~refused"])
    def test_of_the_question_that_it_explains(self, state: str) -> None:
        form = form_of(SCREENING)
        parted = split_of(form, answers(form, first_name_blank=state, age_blank=state))
        assert parted.facts == {path_of(form, "age"): state}
        assert parted.parts == {Part.IDENTITY: {path_of(form, "first_name"): state}}

    def test_in_its_own_entry_of_a_repeat(self) -> None:
        form = form_of("assistance")
        said = {path_of(form, "event_date_blank", 2): "~refused"}
        assert split_of(form, said).facts == {path_of(form, "event_date", 2): "~refused"}

    def test_an_answer_is_never_replaced_by_a_reason(self) -> None:
        form = form_of(SCREENING)
        said = answers(form, age="31", age_blank="~unknown")
        # It lies with the story: nobody has said a class for it.
        assert split_of(form, said).everything() == said
        assert split_of(form, said).facts == answers(form, age="31")


@pytest.mark.parametrize("name", FORMS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_nothing_is_lost_and_nothing_lies_too_openly(name: str, seed: int) -> None:
    form, book = form_of(name), load_codebook()
    said = random_answers(form, seed)
    parted = split_of(form, said)
    everything = parted.everything()
    assert sorted(everything.values()) == sorted(said.values())
    assert sum(len(parted.of(part)) for part in Part) == len(said)
    for path in parted.facts:
        node = form.nodes["/".join(step.partition("[")[0] for step in path.split("/"))]
        assert node.variable or node.local in ("public", "coded"), path
        if node.variable:
            assert part_of(book.variables[node.variable].field_class) is Part.FACTS
        assert class_of_node(node, {}) in ("public", "coded")
