"""Who has these tokens: bounded, so that a token which many people share costs no more than it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from palermo.individuals.index.writing import EXACT, NAMES

#: Rows read for one token, and for all tokens of one question. A million people and the commonest name among them
#: (1 in 20, spread over 64 tokens) stay below the first.
MOST_OF_ONE = 2_000
MOST_OF_ALL = 60_000


@dataclass(frozen=True, slots=True)
class Hits:
    """``scores``: person (primary key) -> the weights of the shared tokens together. ``is_cut``: there were more."""

    scores: Mapping[int, float]
    is_cut: bool = False


def look_up_names(weights: Mapping[bytes, float]) -> Hits:
    """Who shares name tokens. ``weights`` is one round of ``NameTokens.rounds``."""
    by_number = {int.from_bytes(token, "big", signed=True): weight for token, weight in weights.items()}
    return _look_up(NAMES, "bigint", by_number)


def look_up_exact(weights: Mapping[bytes, float]) -> Hits:
    """Who shares exact tokens."""
    return _look_up(EXACT, "bytea", weights)


def _look_up(table: str, kind: str, weights: Mapping[Any, float]) -> Hits:
    """The weightiest tokens are asked for first; what they leave of the limit is for the others."""
    tokens = sorted(weights, key=lambda token: -weights[token])
    scores: dict[int, float] = {}
    asked = _postgresql(table, kind, tokens) if connection.vendor == "postgresql" else _sqlite(table, tokens)
    is_cut = False
    left = MOST_OF_ALL
    for token, people in asked:
        is_cut = is_cut or len(people) >= MOST_OF_ONE
        weight = weights[token]
        for person in people:
            scores[person] = scores.get(person, 0.0) + weight
        left -= len(people)
        if left <= 0:
            return Hits(scores, is_cut=True)
    return Hits(scores, is_cut)


def _sqlite(table: str, tokens: Sequence[Any]) -> Any:
    """One short question a token, on the bare connection: its statement is compiled once, and each is bounded."""
    connection.ensure_connection()
    execute = connection.connection.execute
    question = f"SELECT individual_id FROM {table} WHERE token = ? LIMIT {MOST_OF_ONE}"  # noqa: S608
    for token in tokens:
        if rows := execute(question, (token,)).fetchall():
            yield token, [person for (person,) in rows]


def _postgresql(table: str, kind: str, tokens: Sequence[Any]) -> Any:
    """One question for all; a subquery a token, each bounded and answered from the key."""
    question = (
        f"SELECT t.token, n.individual_id FROM unnest(%s::{kind}[]) WITH ORDINALITY AS t (token, place)"  # noqa: S608
        f" CROSS JOIN LATERAL (SELECT individual_id FROM {table} WHERE token = t.token LIMIT {MOST_OF_ONE}) AS n"
        f" ORDER BY t.place LIMIT {MOST_OF_ALL}"
    )
    found: dict[Any, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(question, [list(tokens)])
        for token, person in cursor.fetchall():
            found.setdefault(bytes(token) if kind == "bytea" else token, []).append(person)
    yield from found.items()
