"""Who shares tokens, best first, on both databases the same."""

from __future__ import annotations

from math import inf

import pytest

from palermo.individuals.index import lookup
from palermo.individuals.index.lookup import look_up
from palermo.individuals.index.writing import EXACT, NAMES, add

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = (bytes([number]) * 8 for number in (1, 2, 200))
LONG = b"x" * 16


def number(token: bytes) -> int:
    return int.from_bytes(token, "big", signed=True)


@pytest.fixture(autouse=True)
def index() -> None:
    add(NAMES, {(number(ONE), person) for person in range(1, 7)})
    add(NAMES, {(number(THREE), 5), (number(THREE), 8)})
    add(EXACT, {(LONG, 2), (LONG, 9)})


def test_weights_are_summed_up_best_first() -> None:
    hits = look_up({ONE: 1.0, TWO: 9.0, THREE: 0.5}, {LONG: 2.25}, 100)
    assert hits.scores == {2: 3.25, 9: 2.25, 5: 1.5, 1: 1.0, 3: 1.0, 4: 1.0, 6: 1.0, 8: 0.5}
    assert list(hits.scores)[:3] == [2, 9, 5]
    assert (hits.cut, hits.is_all) == (0, True)


def test_no_more_than_asked_for() -> None:
    hits = look_up({ONE: 1.0, THREE: 0.5}, {}, 3)
    assert len(hits.scores) == 3
    assert next(iter(hits.scores)) == 5
    assert (hits.cut, hits.is_all) == (0, False)


def test_a_token_that_many_share_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_OF_ONE", 4)
    hits = look_up({ONE: 1.25, THREE: 4.0}, {LONG: 7.0}, 100)
    assert (hits.cut, hits.is_all) == (1.25, True)
    assert len([score for score in hits.scores.values() if score % 1]) == 4
    assert not look_up({THREE: 1.0}, {}, 100).cut


def test_the_weightiest_are_read_when_the_question_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_OF_ALL", 2)
    hits = look_up({ONE: 1.0, THREE: 4.0}, {}, 100)
    assert (set(hits.scores), hits.cut) == ({5, 8}, inf)


def test_nobody() -> None:
    for hits in (look_up({}, {}, 5), look_up({TWO: 1.0}, {}, 5)):
        assert (dict(hits.scores), hits.cut, hits.is_all) == ({}, 0, True)
