"""Exchanges keep every total and find the plausible."""

from collections import Counter
from random import Random

from palermo.demo.swaps import Exchange, Pool, Profile


def agreeing(profile: Profile) -> float:
    return 1.0 if profile[0] == profile[1] else 0.001


def scattered(size: int) -> list[Profile]:
    return [(str(at % 7), str((at * 3 + 1) % 7)) for at in range(size)]


def test_totals_stay() -> None:
    profiles = scattered(210)
    before = [Counter(profile[field] for profile in profiles) for field in (0, 1)]
    Exchange(profiles, [Pool(1, range(210))], agreeing, Random(3)).settle(5)
    assert [Counter(profile[field] for profile in profiles) for field in (0, 1)] == before


def test_answers_stay_in_their_pool() -> None:
    profiles = scattered(210)
    halves = range(100), range(100, 210)
    before = [Counter(profiles[at][1] for at in half) for half in halves]
    Exchange(profiles, [Pool(1, half) for half in halves], agreeing, Random(3)).settle(5)
    assert [Counter(profiles[at][1] for at in half) for half in halves] == before


def test_wishes_find_what_fits() -> None:
    profiles = scattered(210)
    exchange = Exchange(profiles, [Pool(1, range(210), lambda own, _: own[0])], agreeing, Random(3))
    exchange.settle(40)
    assert sum(agreeing(profile) == 1 for profile in profiles) > 200


def test_a_wish_that_nobody_holds_changes_nothing() -> None:
    profiles = scattered(70)
    Exchange(profiles, [Pool(1, range(70), lambda *_: "none")], agreeing, Random(3)).settle(3)
    assert profiles == scattered(70)


def test_press_counts_what_remains() -> None:
    profiles = scattered(210)
    exchange = Exchange(profiles, [Pool(1, range(210))], agreeing, Random(3))
    assert exchange.press(0.5, 60_000) == 0
    assert all(one == two for one, two in profiles)


def test_press_gives_up_after_its_tries() -> None:
    profiles: list[Profile] = [("a", "x"), ("b", "y")]
    exchange = Exchange(profiles, [Pool(1, range(2))], agreeing, Random(3))
    assert exchange.press(0.5, 100) == 2
