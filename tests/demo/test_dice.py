"""Draws stay in range and use only the part of ``random`` whose sequence is promised."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from palermo.demo.dice import Odds, around, below, between, pick, shuffle


class OnlyRandom(Random):
    """Fails on everything whose sequence may change between versions of Python."""

    def getrandbits(self, k: int) -> int:
        raise AssertionError("not promised to be stable")


@given(st.integers(), st.integers(0, 80), st.integers(0, 20), st.integers(0, 20))
def test_around_stays_between_its_ends(seed: int, low: int, rise: int, fall: int) -> None:
    peak, high = low + rise, low + rise + fall
    assert low <= around(OnlyRandom(seed), low, peak, high) <= high


def test_around_thins_out_away_from_the_peak() -> None:
    dice = OnlyRandom(5)
    drawn = [around(dice, 0, 20, 60) for _ in range(4000)]
    assert sum(15 <= value <= 30 for value in drawn) > sum(value > 40 for value in drawn) * 3


@given(st.integers(), st.dictionaries(st.text(max_size=3), st.floats(0, 10), min_size=1))
def test_odds_draw_only_values_with_weight(seed: int, weights: dict[str, float]) -> None:
    weights["sure"] = 1.0
    drawn = Odds(weights).draw(OnlyRandom(seed))
    assert weights[drawn] > 0


def test_odds_follow_the_weights() -> None:
    dice, odds = OnlyRandom(1), Odds({"often": 9.0, "seldom": 1.0})
    often = sum(odds.draw(dice) == "often" for _ in range(2000))
    assert 1700 < often < 1900


@given(st.integers(), st.integers(1, 9))
def test_some_are_different_and_in_the_given_order(seed: int, count: int) -> None:
    weights = dict.fromkeys("fbdac", 1.0)
    drawn = Odds(weights).draw_some(OnlyRandom(seed), count)
    assert len(drawn) == min(count, 5)
    assert drawn == [letter for letter in "fbdac" if letter in drawn]


@given(st.integers(), st.lists(st.integers(), max_size=30))
def test_shuffle_keeps_what_there_is(seed: int, values: list[int]) -> None:
    shuffled = values.copy()
    shuffle(OnlyRandom(seed), shuffled)
    assert sorted(shuffled) == sorted(values)


@given(st.integers(), st.integers(1, 1000))
def test_whole_numbers_stay_in_range(seed: int, limit: int) -> None:
    dice = OnlyRandom(seed)
    assert 0 <= below(dice, limit) < limit
    assert 3 <= between(dice, 3, 3 + limit) <= 3 + limit
    assert pick(dice, range(limit)) in range(limit)
