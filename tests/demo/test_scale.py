"""Rows for benchmarks."""

from collections import Counter
from itertools import islice

import pytest

from palermo.codebook import load_codebook
from palermo.codebook.answers import parse_answer
from palermo.demo import COLUMNS
from palermo.demo.scale import rows


@pytest.fixture(scope="module")
def many() -> list[dict[str, str]]:
    return list(rows(12_000, seed=7))


def test_as_many_as_asked_for(many: list[dict[str, str]]) -> None:
    assert len(many) == 12_000
    assert list(rows(0, seed=7)) == []
    assert {tuple(row) for row in many} == {COLUMNS}


def test_a_negative_number_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="negative"):
        rows(-1, seed=1)


def test_the_same_for_the_same_seed(many: list[dict[str, str]]) -> None:
    assert list(islice(rows(10**9, seed=7), 500)) == many[:500]
    assert list(rows(500, seed=8)) != many[:500]


def test_references_are_unique_and_nobody_is_twice_in_a_mission(many: list[dict[str, str]]) -> None:
    assert len({row["case_ref"] for row in many}) == len(many)
    assert len({(row["individual_ref"], row["mission"]) for row in many}) == len(many)
    twice = Counter(Counter(row["individual_ref"] for row in many).values())
    assert set(twice) == {1, 2}
    assert twice[2] > 500


def test_years_from_2002_to_2012(many: list[dict[str, str]]) -> None:
    years = Counter(row["registered_on"][:4] for row in many)
    assert sorted(years) == [str(year) for year in range(2002, 2013)]
    assert years["2012"] > years["2002"]
    assert all(row["case_ref"].startswith(f"{row['mission']}-{row['registered_on'][:4]}-") for row in many)


def test_answers_stay_in_the_codebook_and_ages_in_their_band(many: list[dict[str, str]]) -> None:
    codebook = load_codebook()
    for row in many[:1500]:
        for column in COLUMNS[4:]:
            answer = parse_answer(codebook.variables[column], row[column], codebook)
            assert bool(answer.values) == (row[column] not in ("", "unknown", "refused")), column
        if row["age"].isdigit() and row["months_in_trafficking"].isdigit():
            assert int(row["months_in_trafficking"]) <= int(row["age"]) * 12
    for row in many:
        assert not (row["age"].isdigit() and row["age_band"])


def test_the_demo_itself_is_not_touched(caseload: list[dict[str, str]]) -> None:
    list(rows(3000, seed=1))
    assert all(row["registered_on"].startswith("2011") for row in caseload)
