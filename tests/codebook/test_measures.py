"""Amounts in words."""

from __future__ import annotations

import pytest

from palermo.codebook import load_codebook
from palermo.codebook.measures import WORDS, amount_words


def test_every_measure_has_words() -> None:
    measures = {variable.measure for variable in load_codebook().variables.values()}
    assert measures - {""} == set(WORDS)


@pytest.mark.parametrize(
    ("number", "measure", "words"),
    [
        (1, "years", "1 year"),
        (6, "months", "6 months"),
        (12.5, "hours a day", "12.5 hours a day"),
        (1.5, "years", "1.5 years"),
        (10_000, "USD", "10,000 USD"),
        (1999, "", "1999"),
        (3, "furlongs", "3 furlongs"),
    ],
)
def test_amounts(number: float, measure: str, words: str) -> None:
    assert amount_words(number, measure) == words
