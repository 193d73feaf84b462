from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.interviews.paper.conditions import Named, holds_while_blank, in_words, read_condition

SHEET = {
    "safe": Named("1.1", {"yes": "Yes", "no": "No", "~unknown": "Not known"}),
    "work": Named("2.3", {"farm": "Farm", "home": "Household"}),
    "age": Named("3.1"),
}


@pytest.mark.parametrize(
    ("xpath", "words"),
    [
        ("", ""),
        (" /data/a/safe  = 'yes'", "Only if 1.1 is “Yes”."),
        ("${safe} != 'no'", "Only if 1.1 is not “No”."),
        ("../safe = ''", "Only if 1.1 is blank."),
        ("${age} > 11 and ${safe} != ''", "Only if 3.1 is more than 11 and 1.1 was answered."),
        ("${age} >= 11 or ${age} <= 3", "Only if 3.1 is at least 11 or 3.1 is at most 3."),
        ("selected(/data/w/work, 'farm')", "Only if 2.3 is “Farm”."),
        (
            "selected(${work}, 'farm') or selected(${work}, 'home')",
            "Only if 2.3 is one of “Farm”, “Household”.",
        ),
        ("not(selected(${work}, 'farm'))", "Only if 2.3 is not “Farm”."),
        ("not(${safe} = 'yes')", "Only if 1.1 is not “Yes”."),
        (
            (
                "(${work} != '' and not(selected(${work}, '~unknown')) and not(selected(${work}, '~refused'))) "
                "and ${work} != 'home'"
            ),
            "Only if 2.3 was answered and 2.3 is not “Household”.",
        ),
        ("${hidden} = 'x'", "Only if it applies."),
        ("${hidden} = 'x' and ${safe} = 'yes'", "Only if it applies, and 1.1 is “Yes”."),
        ("count(${work}) > 2", "Only if it applies."),
        ("not(${age} > 11)", "Only if it applies."),
        ("${safe} = ${work}", "Only if it applies."),
        ("${safe} = 'yes' ${work}", "Only if it applies."),
        ("(${safe} = 'yes'", "Only if it applies."),
    ],
)
def test_a_condition_in_words(xpath: str, words: str) -> None:
    assert in_words(read_condition(xpath), SHEET.get) == words


@given(st.text(alphabet="()/.${}'\"=!<>,abc 019notrslected-", max_size=60))
def test_what_is_not_read_is_not_guessed_at(xpath: str) -> None:
    words = in_words(read_condition(xpath), {}.get)
    assert words in {"", "Only if it applies."}
    assert bool(words) == bool(xpath.strip())


@pytest.mark.parametrize(
    ("xpath", "holds"),
    [
        ("${later} = ''", True),
        ("${later} != 'no'", True),
        ("${later} = '' or ${later} = 'yes'", True),
        ("not(selected(${later}, 'x'))", True),
        ("${later} = 'yes'", False),
        ("${later} != ''", False),
        ("selected(${later}, 'x')", False),
        ("${earlier} = ''", False),
        ("${later} = '' and ${earlier} = 'x'", False),
        ("count(${later}) = 0", False),
    ],
)
def test_what_holds_before_a_later_question_is_reached(xpath: str, holds: bool) -> None:
    found = [holds_while_blank(term, lambda name: name == "later") for term in read_condition(xpath)]
    assert all(found) == holds
