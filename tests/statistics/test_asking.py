"""Words into questions, and every wrong word into a sentence that helps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from palermo.statistics.asking import ask, conditions
from palermo.statistics.errors import BadQuestion


def test_a_year_is_twelve_months() -> None:
    question = ask(year="2011")
    assert (question.start, question.end, question.whole_year) == (date(2011, 1, 1), date(2011, 12, 31), 2011)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2011-02", "2012-02", date(2011, 2, 1), date(2012, 2, 29)),
        ("2010", "2011", date(2010, 1, 1), date(2011, 12, 31)),
        ("2011-06", None, date(2011, 6, 1), date(2011, 6, 30)),
        (None, "2011-06", date(2011, 6, 1), date(2011, 6, 30)),
    ],
)
def test_a_period_includes_both_ends(start: str | None, end: str | None, first: date, last: date) -> None:
    question = ask(start=start, end=end)
    assert (question.start, question.end) == (first, last)
    assert question.whole_year is None


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"year": 2011, "start": "2010"},
        {"year": "20111"},
        {"year": "٢٠١١"},
        {"year": "0000"},
        {"start": "2011-13"},
        {"start": "2012", "end": "2011"},
        {"year": 2011, "scheme": "seven-seas"},
        {"year": 2011, "measure": "victims"},
        {"year": 2011, "perspective": "sideways"},
    ],
)
def test_what_cannot_be_asked_is_said(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadQuestion) as problem:
        ask(**wrong)
    assert len(problem.value.message) > 20


def test_source_is_another_word_for_origin() -> None:
    assert ask(year=2011, perspective="source").perspective == "origin"


def test_conditions_gather_codes() -> None:
    assert conditions(["sex=female", "nationality=UKR| MDA", "sex=male"]) == {
        "sex": ("female", "male"),
        "nationality": ("UKR", "MDA"),
    }


@pytest.mark.parametrize("text", ["sex", "=female", "sex=", " = ", "sex= "])
def test_half_a_condition_is_refused(text: str) -> None:
    with pytest.raises(BadQuestion, match="sex=female"):
        conditions([text])
