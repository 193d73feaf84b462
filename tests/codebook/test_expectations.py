from dataclasses import replace

import pytest

from palermo.codebook import Codebook
from palermo.codebook import expectations as expect


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("sex", "one of: male, female, other"),
        ("trafficking_type", "one of: internal, international, both"),
        (
            "interview_type",
            "one of: screening, assistance, core_variables, follow_up, local; several are separated by |",
        ),
        ("country_of_birth", "a country name or ISO code"),
        ("age", "a whole number from 0 to 120"),
        ("wages_owed", "a number such as 1200 or 1200.50 from 0 to 100000000"),
        ("arrival_date", "a date such as 2011, 2011-05 or 2011-05-17"),
        ("case_note", "some words"),
    ],
)
def test_what_a_variable_expects(codebook: Codebook, name: str, phrase: str) -> None:
    assert expect.for_variable(codebook.variables[name], codebook) == phrase


def test_bounds_on_one_side(codebook: Codebook) -> None:
    age = codebook.variables["age"]
    assert expect.integer(replace(age, maximum=None)) == "a whole number, 0 or more"
    assert expect.integer(replace(age, minimum=None)) == "a whole number, 120 or less"
    assert expect.integer(replace(age, minimum=None, maximum=None)) == "a whole number"


def test_suggestions_are_named(codebook: Codebook) -> None:
    assert expect.country("Etiopia", codebook) == "a country name or ISO code (did you mean Ethiopia?)"
    assert "did you mean" not in expect.country("qqqq", codebook)
