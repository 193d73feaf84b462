"""Reads cases for the extract: one mapping of answers per case, in one pass over the database.

Where a case has several events, a multi-select answer is the union over the events in the order told, and a single
answer is the first event's that has one: the first event is the one for which the person was first assisted.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

import orjson
from django.db import connection

from palermo.cases.derive import majority

#: One row per case and event. The facts travel as text: decoding them here is quicker than in the driver.
SQL = """
SELECT c.id, c.individual_id, c.mission_id, CAST(c.registered_on AS {text}), c.registered_precision, c.status,
       c.is_fictional, CAST(c.facts AS {text}), CAST(e.facts AS {text})
FROM cases_case c LEFT JOIN cases_traffickingevent e ON e.case_id = c.id
ORDER BY c.id, e.position
"""
PRECISION_LENGTH = {"y": 4, "m": 7, "d": 7}


def case_rows(
    missions: dict[int, str], left_out: Container[int] = ()
) -> Iterator[tuple[int, bool, dict[str, Any]]]:
    """``(individual's key, fictional?, answers)`` of every case but those ``left_out`` (primary keys); dates are cut to
    the month, no day leaves.

    ``missions`` maps primary keys to codes. Runs inside the caller's transaction, so that all rows are of one moment.
    """
    current: int | None = None
    pending: tuple[int, bool, dict[str, Any]] | None = None
    with connection.chunked_cursor() as cursor:
        cursor.execute(SQL.format(text="text"))
        while batch := cursor.fetchmany(5000):
            for key, individual, mission, registered, precision, status, fictional, facts, event in batch:
                if key in left_out:
                    continue
                if key == current and pending is not None:
                    if event:
                        _merge_event(pending[2], orjson.loads(event))
                    continue
                if pending is not None:
                    yield pending
                current = key
                answers: dict[str, Any] = orjson.loads(facts)
                if event:
                    answers.update(orjson.loads(event))
                answers["mission"] = missions[mission]
                answers["registered"] = registered[: PRECISION_LENGTH[precision]]
                answers["status"] = status
                answers["majority"] = _majority_answer(answers.get("age"), answers.get("age_band"))
                pending = (individual, bool(fictional), answers)
    if pending is not None:
        yield pending


def _majority_answer(age: Any, band: Any) -> str:
    """Under 18 or not, or else the state in which the answer is missing: a refusal says more than a blank."""
    known = majority(age, band)
    if known:
        return known
    states = [answer for answer in (age, band) if isinstance(answer, str) and answer.startswith("~")]
    return "~refused" if "~refused" in states else "~unknown" if states or band is not None else "~not_asked"


def _merge_event(answers: dict[str, Any], further: dict[str, Any]) -> None:
    for name, answer in further.items():
        known = answers.get(name)
        if isinstance(answer, list):
            before = known if isinstance(known, list) else []
            answers[name] = before + [value for value in answer if value not in before]
        elif known is None or (isinstance(known, str) and known.startswith("~") and known != answer):
            answers[name] = answer
