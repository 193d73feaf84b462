"""The last word on two names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.vault.names.likeness import GOOD, likeness
from palermo.vault.names.readings import read_name

NAMES = st.text("аеинолхшمحدабвiknoa h", max_size=20)


def between(one: str, other: str) -> float:
    return likeness(read_name(one), read_name(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Olena Shevchenko", "Shevchenko Olena"),
        ("Olena Shevchenko", "Олена Шевченко"),
        ("Olena Shevchenko", "Olena Shevchenko Petrivna"),
        ("Mohammed Hassan", "محمد حسن"),
        ("Li Yongqiang", "Li Yong Qiang"),
        ("Olena Shevchenko", "Olena Shevchemko"),
        ("Ivan Petrovich Sidorov", "Sidorov Ivan"),
    ],
)
def test_spellings_and_slips_are_good(one: str, other: str) -> None:
    assert between(one, other) >= GOOD


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Olena Shevchenko", "Olena Bondarenko"),
        ("Mohammed Hassan", "محمد علي"),
        ("Anna", "Maria"),
        ("Anna", ""),
    ],
)
def test_different_people_are_not(one: str, other: str) -> None:
    assert between(one, other) < GOOD


def test_nearer_is_higher() -> None:
    stored = "Oksana Kravchenko"
    order = ["Oksana Kravchenko", "Oksana Kravcenko", "Oksana Kravchuk", "Oksana Melnyk", "Taras Melnyk"]
    scores = [between(query, stored) for query in order]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0


@given(one=NAMES, other=NAMES)
def test_symmetric_and_within_bounds(one: str, other: str) -> None:
    assert 0 <= between(one, other) <= 1
    assert between(one, other) == pytest.approx(between(other, one))
    if read_name(one):
        assert between(one, one) == 1
