"""Who shares these tokens, best first: bounded, so that a token which many share costs no more than it is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import inf
from typing import Any

from django.db import connection

from palermo.individuals.index.writing import EXACT, NAMES

#: Rows read for one token, and for all tokens of one question. A million people and the commonest name among them
#: (1 in 20, spread over 64 tokens) stay below the first.
MOST_OF_ONE = 2_000
MOST_OF_ALL = 60_000


@dataclass(frozen=True, slots=True)
class Hits:
    """``scores``: person (primary key) -> the weights of the shared tokens together, best first. ``cut``: the weights
    of the tokens that have more people than were read, together, which is the most that somebody not read can have;
    infinite where tokens were left out altogether. ``is_all``: nobody was left out of ``scores`` for being asked for
    too few."""

    scores: Mapping[int, float]
    cut: float = 0.0
    is_all: bool = True


def look_up(names: Mapping[bytes, float], exact: Mapping[bytes, float], most: int) -> Hits:
    """At most ``most`` people who share tokens. ``names`` is one round of ``NameTokens.rounds``, ``exact`` the tokens
    of numbers and dates: token -> weight."""
    asked: list[tuple[str, Mapping[Any, float]]] = [
        (EXACT, exact),
        (NAMES, {int.from_bytes(token, "big", signed=True): weight for token, weight in names.items()}),
    ]
    asked = [(table, weights) for table, weights in asked if weights]
    if not asked:
        return Hits({})
    return _postgresql(asked, most) if connection.vendor == "postgresql" else _sqlite(asked, most)


def _sqlite(asked: Sequence[tuple[str, Mapping[Any, float]]], most: int) -> Hits:
    """One short question a token, on the bare connection: its statement is compiled once, and each is bounded."""
    scores: dict[int, float] = {}
    left, cut = MOST_OF_ALL, 0.0
    for weight, people in _one_by_one(asked):
        if len(people) >= MOST_OF_ONE:
            cut += weight
        for (person,) in people:
            scores[person] = scores.get(person, 0.0) + weight
        left -= len(people)
        if left <= 0:
            cut = inf
            break
    best = nlargest(most, scores.items(), key=lambda item: item[1])
    return Hits(dict(best), cut, len(best) == len(scores))


def _one_by_one(
    asked: Sequence[tuple[str, Mapping[Any, float]]],
) -> Iterator[tuple[float, Sequence[tuple[int]]]]:
    """The weightiest tokens first; what they leave of the limit is for the others."""
    connection.ensure_connection()
    execute = connection.connection.execute
    for table, weights in asked:
        question = f"SELECT individual_id FROM {table} WHERE token = ? LIMIT {MOST_OF_ONE}"  # noqa: S608
        for token in _weightiest_first(weights):
            if people := execute(question, (token,)).fetchall():
                yield weights[token], people


def _postgresql(asked: Sequence[tuple[str, Mapping[Any, float]]], most: int) -> Hits:
    """One question for all; a subquery a token, each bounded and answered from the key. Summed up where the rows are:
    to send ten thousands of them takes longer than to find them."""
    each = " UNION ALL ".join(
        f"(SELECT n.individual_id, n.place, t.weight"  # noqa: S608
        f" FROM unnest(%s::{'bigint' if table == NAMES else 'bytea'}[], %s::float8[]) AS t (token, weight)"
        f" CROSS JOIN LATERAL (SELECT individual_id, row_number() OVER () AS place FROM {table}"
        f" WHERE token = t.token LIMIT {MOST_OF_ONE}) AS n)"
        for table, _weights in asked
    )
    question = (
        f"WITH hits AS MATERIALIZED ({each} LIMIT {MOST_OF_ALL})"  # noqa: S608
        " SELECT individual_id, sum(weight) AS score, sum(count(*)) OVER (),"
        f" sum(sum(weight) FILTER (WHERE place >= {MOST_OF_ONE})) OVER (), count(*) OVER ()"
        f" FROM hits GROUP BY individual_id ORDER BY score DESC LIMIT {most}"
    )
    values: list[list[Any]] = []
    for _table, weights in asked:
        tokens = _weightiest_first(weights)
        values += [tokens, [weights[token] for token in tokens]]
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows = cursor.fetchall()
    if not rows:
        return Hits({})
    _person, _score, total, cut, people = rows[0]
    return Hits(
        {row[0]: row[1] for row in rows}, inf if total >= MOST_OF_ALL else cut or 0.0, len(rows) == people
    )


def _weightiest_first(weights: Mapping[Any, float]) -> list[Any]:
    return sorted(weights, key=lambda token: -weights[token])
