from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.codebook import load_codebook
from palermo.codebook.errors import AnswerError
from palermo.exchange.caseload import cells
from palermo.exchange.caseload.cells import (
    REMEMBERED,
    Bad,
    Remembering,
    fragment_reader,
    reference_reader,
    registered_reader,
    unmarked,
)
from palermo.exchange.caseload.table import REPORTED
from palermo.safe_spreadsheet import DateText

CODEBOOK = load_codebook()
TODAY = date(2020, 6, 15)
registered = registered_reader(TODAY)
case_ref = reference_reader(CODEBOOK, limit=64, required=True)
individual_ref = reference_reader(CODEBOOK, limit=200, required=False)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2011", "2011-01-01", "y"),
        ("2011-05", "2011-05-01", "m"),
        ("2011-05-17", "2011-05-17", "d"),
        ("2012-02-29", "2012-02-29", "d"),
        ("1990", "1990-01-01", "y"),
        ("2020", "2020-01-01", "y"),
        ("2020-06-16", "2020-06-16", "d"),
    ],
)
def test_dates_that_are_taken(text: str, day: str, precision: str) -> None:
    assert registered(text) == (day, precision)


@pytest.mark.parametrize(
    "text",
    ["", "31/02/2011", "31/02", "2011-02-31", "2011-02-29", "2011-13", "11-05-17", "17.05.2011", "2011-5-7", "unknown",
     "20110517", "2011-W05", "2011-05-17T00:00", "1989", "1905-07-03", "2020-06-17", "2020-07", "2021", "٢٠١١"],
)  # fmt: skip
def test_dates_that_are_not_taken(text: str) -> None:
    with pytest.raises(AnswerError):
        registered(text)


@given(st.dates(date(1990, 1, 1), TODAY + timedelta(days=1)))
def test_every_day_until_tomorrow_is_taken(day: date) -> None:
    assert registered(day.isoformat()) == (day.isoformat(), "d")


@pytest.mark.parametrize(
    "text",
    [
        "KV-0001",
        "0047",
        "A",
        "x" * 64,
        "Дело 7",
        "ملف-٣",
        "案例1",
        "2011/05 (b)",
        "O'Brien 3",
        "1.5",
        "a_b",
        "می\u200cخواهم",
    ],
)
def test_references_are_kept_as_they_are(text: str) -> None:
    assert case_ref(text) == text


def test_marks_of_spreadsheets_and_surrounding_space_are_no_part_of_a_reference() -> None:
    assert case_ref("'0012") == case_ref("  0012 ") == case_ref("' 0012") == "0012"
    assert unmarked("''x") == "'x"


def test_composed_and_decomposed_references_are_the_same() -> None:
    assert case_ref("Cafe\u0301-1") == case_ref("Café-1") == "Café-1"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+38 044", "-5", "@x", "'=1", "a\nb", "a\tb1", "a\0b", "x" * 65, "a\u200b1", "a\u202e1",
     "1\ufffd", "a\ud83d1", "1.23E+17", "1.23456789012346e+15", "1E+5"],
)  # fmt: skip
def test_references_that_would_do_harm_or_are_harmed(text: str) -> None:
    assert isinstance(case_ref(text), Bad)
    assert isinstance(individual_ref(text), Bad) or len(text) == 65


@pytest.mark.parametrize(
    "text", ["unknown", "Not known", "nk", "?", "refused", "not asked", "inconnu", "неизвестно"]
)
def test_words_for_not_knowing_make_nobody_the_same_person(text: str) -> None:
    assert isinstance(individual_ref(text), Bad)


def test_no_word_for_not_knowing_holds_a_digit() -> None:
    # An ordinary reference, with a digit, is taken without being looked up among those words.
    assert not any(letter.isdecimal() for word in CODEBOOK.state_words for letter in word)


def test_only_what_is_required_must_be_there() -> None:
    assert individual_ref("") == individual_ref("  ") == individual_ref("'") == ""
    assert isinstance(case_ref(""), Bad)


def test_a_date_is_no_reference_and_what_was_reported_is_not_reported_again() -> None:
    assert isinstance(case_ref(DateText("2011-05-17")), Bad)
    assert case_ref("2011-05-17") == "2011-05-17"
    assert case_ref(REPORTED) == Bad(None)


@pytest.mark.parametrize(
    ("name", "text", "piece"),
    [
        ("sex", "Female", b'"sex":"female"'),
        ("sex", "unknown", b'"sex":"~unknown"'),
        ("sex", "", b""),
        ("age", "35.0", b'"age":35'),
        ("age", "'35", b'"age":35'),
        ("nationality", "NA", b'"nationality":["NAM"]'),
        ("nationality", "Ukraine|MDA", b'"nationality":["UKR","MDA"]'),
        ("exploitation_type", "begging", b'"exploitation_type":["forced_begging"]'),
    ],
)
def test_answers_become_pieces_of_a_document(name: str, text: str, piece: bytes) -> None:
    column = Remembering(fragment_reader(CODEBOOK.variables[name], CODEBOOK))
    assert column[text] == piece
    assert column[text] == piece


@pytest.mark.parametrize(
    ("name", "text"),
    [("sex", "femal"), ("age", "121"), ("age", "3 5"), ("nationality", "Atlantis"), ("nationality", "N/A")],
)
def test_answers_that_are_not_understood_say_what_was_expected(name: str, text: str) -> None:
    found = Remembering(fragment_reader(CODEBOOK.variables[name], CODEBOOK))[text]
    assert isinstance(found, Bad)
    assert found.expected


@pytest.mark.parametrize("name", ["nationality", "exploitation_type", "age"])
def test_a_wrong_column_does_not_take_for_ever(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "SUGGESTED", 3)
    variable = CODEBOOK.variables[name]
    column = Remembering(fragment_reader(variable, CODEBOOK))
    found = [column[f"Ukrain {number}"] for number in range(6)]
    assert all(isinstance(flaw, Bad) and flaw.expected for flaw in found)
    # What is understood is understood as before.
    good = {"nationality": "Ukraine|MDA", "exploitation_type": "begging | other", "age": "35"}[name]
    for text in (good, "unknown", "", "?"):
        expected = fragment_reader(variable, CODEBOOK)(text)
        assert column[text] == expected


def test_after_many_failures_nothing_is_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "SUGGESTED", 1)
    column = Remembering(fragment_reader(CODEBOOK.variables["nationality"], CODEBOOK))
    first, second = column["Ukrainia"], column["Moldovia"]
    assert isinstance(first, Bad)
    assert isinstance(second, Bad)
    assert "Ukraine" in str(first.expected)
    assert "Moldova" not in str(second.expected)


def test_a_memory_is_bounded_in_number_and_length() -> None:
    read: list[str] = []

    def reading(text: str) -> str:
        read.append(text)
        return text.upper()

    column = Remembering(reading)
    for number in range(REMEMBERED + 50):
        assert column[f"a{number}"] == f"A{number}"
    assert len(column) == REMEMBERED
    assert column["x" * 1000] == "X" * 1000
    assert len(column) == REMEMBERED
    read.clear()
    assert column["a0"] == "A0"
    assert read == []
