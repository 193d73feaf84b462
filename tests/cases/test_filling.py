"""What a case takes from further answers: only what it does not know yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.cases.filling import (
    EventTold,
    Manner,
    Unlike,
    contradicts_age,
    filled,
    held_elsewhere,
    of_kind,
)

PLAIN = Manner()
ANSWERS = st.one_of(
    st.sampled_from(["~unknown", "~refused", "yes", "no"]),
    st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True),
)
FACTS = st.dictionaries(st.sampled_from(["one", "two", "three", "four"]), ANSWERS)


@pytest.mark.parametrize(
    ("known", "told", "now"),
    [
        ({}, "~refused", "~refused"),
        ({"sex": "~unknown"}, "female", "female"),
        ({"sex": "~refused"}, "female", "female"),
        ({"sex": "~not_asked"}, "~unknown", "~unknown"),
        ({"sex": "female"}, "~refused", "female"),
        ({"sex": "~unknown"}, "~refused", "~unknown"),
    ],
)
def test_states_give_way_to_values_and_to_nothing_else(known: dict[str, object], told: str, now: str) -> None:
    done = filled(known, {"sex": told}, PLAIN)
    assert done.facts["sex"] == now
    assert done.unlike == ()


def test_two_values_are_put_to_a_person() -> None:
    done = filled({"sex": "male"}, {"sex": "female"}, PLAIN, event=2)
    assert done.facts == {"sex": "male"}
    assert [(one.variable, one.known, one.told, one.event) for one in done.unlike] == [
        ("sex", "male", "female", 2)
    ]


def test_what_is_about_the_talk_is_not_compared_and_kinds_of_talk_are_gathered() -> None:
    manner = Manner(passing=frozenset({"language"}), gathered=frozenset({"interviews"}))
    known = {"language": "en", "interviews": ["screening"]}
    done = filled(known, {"language": "uk", "interviews": ["assistance", "screening"]}, manner)
    assert done.facts == {"language": "en", "interviews": ["screening", "assistance"]}
    assert (done.count, done.unlike) == (1, ())


def test_an_age_outside_the_known_group() -> None:
    done = filled({"age_band": "9_17"}, {"age": 31}, PLAIN)
    assert done.facts == {"age_band": "9_17"}
    assert [(one.variable, one.known, one.told) for one in done.unlike] == [("age", None, 31)]
    assert done.count == 0


@given(known=FACTS, told=FACTS)
def test_no_value_is_ever_overwritten_and_nothing_told_is_lost(
    known: dict[str, object], told: dict[str, object]
) -> None:
    done = filled(known, told, PLAIN)
    for name, answer in known.items():
        if not str(answer).startswith("~"):
            assert done.facts[name] == answer
    differing = {one.variable for one in done.unlike}
    for name, answer in told.items():
        is_there = done.facts[name] == answer or str(answer).startswith("~")
        assert is_there or name in differing
    assert filled(done.facts, told, PLAIN).count == 0


class TestEvents:
    EVENTS = {
        0: ("exploitation", {"exploitation_country": ["RUS"]}),
        1: ("transport", {"event_date": "2019"}),
    }

    def test_those_of_pages_add_to_the_first_of_their_kind(self) -> None:
        assert of_kind(self.EVENTS, EventTold("transport", {"transport_mode": ["bus"]})) == 1
        assert of_kind(self.EVENTS, EventTold("recruitment", {"recruitment_fee": 5})) is None

    def test_one_told_by_itself_is_found_again_whole(self) -> None:
        assert of_kind(self.EVENTS, EventTold("transport", {"event_date": "2019"}, is_own=True)) == 1
        assert of_kind(self.EVENTS, EventTold("transport", {"event_date": "2020"}, is_own=True)) is None

    def test_or_by_what_did_not_change(self) -> None:
        told = {"event_date": "2019", "event_country": "POL"}
        changed = EventTold("transport", told, is_own=True, fresh=frozenset({"event_country"}))
        assert of_kind(self.EVENTS, changed) == 1
        new = EventTold("transport", told, is_own=True, fresh=frozenset(told))
        assert of_kind(self.EVENTS, new) is None

    def test_an_import_has_one_event_for_everything(self) -> None:
        events = {0: ("exploitation", {"recruitment_fee": 5})}
        told = EventTold("recruitment", {"recruitment_fee": 6, "recruitment_method": ["at_work"]})
        names = {"recruitment_fee", "recruitment_method"}
        assert held_elsewhere(events, told, names) == {"recruitment_fee"}
        assert held_elsewhere(events, told, {"recruitment_method"}) == frozenset()
        assert held_elsewhere({}, told, names) == frozenset()


def test_a_difference_does_not_print_what_it_holds() -> None:
    assert "female" not in repr(Unlike("sex", "male", "female"))


def test_an_age_without_a_group_contradicts_nothing() -> None:
    assert not contradicts_age({"age": 31})
    assert not contradicts_age({"age_band": "9_17", "age": "~unknown"})
    assert contradicts_age({"age_band": "9_17", "age": 18})
