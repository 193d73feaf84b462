from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.cases.derive import ADULT, UNDER_18, Promoted, band_bounds, main_code, majority, promote
from palermo.codebook import load_codebook


def test_every_band_of_the_codebook_has_bounds() -> None:
    bands = load_codebook().lists["age_band"].codes
    for band in bands:
        bounds = band_bounds(band)
        assert bounds is not None, band
        assert 0 <= bounds[0] <= bounds[1] <= 120


def test_no_band_of_the_codebook_straddles_majority() -> None:
    assert {majority(None, band) for band in load_codebook().lists["age_band"].codes} == {UNDER_18, ADULT}


@pytest.mark.parametrize(
    ("age", "band", "expected"),
    [
        (17, None, UNDER_18),
        (18, None, ADULT),
        (0, "48_plus", UNDER_18),
        (None, "9_17", UNDER_18),
        (None, "18_20", ADULT),
        (None, "48_plus", ADULT),
        ("~unknown", "under_18", UNDER_18),
        ("~refused", None, ""),
        ("~unknown", "~unknown", ""),
        (None, "15_20", ""),
        (None, None, ""),
    ],
)
def test_majority(age: object, band: object, expected: str) -> None:
    assert majority(age, band) == expected


@given(st.integers(0, 120))
def test_the_age_decides_alone(age: int) -> None:
    assert majority(age, "under_18") == majority(age, "48_plus") == (UNDER_18 if age < 18 else ADULT)


@pytest.mark.parametrize(
    ("answer", "code"),
    [("male", "male"), (["UKR", "MDA"], "UKR"), ("~unknown", ""), ("~not_asked", ""), (None, ""), ([], "")],
)
def test_the_main_code_is_the_first_and_never_a_state(answer: object, code: str) -> None:
    assert main_code(answer) == code


def test_promotion_takes_the_country_from_the_event() -> None:
    case = {"sex": "female", "age": 16, "nationality": ["MDA", "ROU"]}
    assert promote(case, {"exploitation_country": ["TUR"]}) == Promoted("female", UNDER_18, "MDA", "TUR")
    assert promote({}, {}) == Promoted("", "", "", "")
