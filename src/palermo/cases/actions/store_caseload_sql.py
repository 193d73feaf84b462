"""The set-based statements of ``store_caseload``, the same for SQLite and PostgreSQL but for merging JSON.

``state`` of a staged row: 0 new, 1 stored already with the same fingerprint, 2 stored with another one. Statements that
write run over ranges of rows, so that progress can be shown and a join never grows beyond its range.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Template
from typing import Any

from django.db import connection

from palermo.access.models import Mission
from palermo.cases.models import Case, TraffickingEvent
from palermo.individuals.groups import GROUPS
from palermo.individuals.models import Individual

NEW, SAME, OTHER = 0, 1, 2

#: The only identifiers that are put into statements; everything else is a bound parameter.
_TABLES = {
    "cases": Case._meta.db_table,
    "events": TraffickingEvent._meta.db_table,
    "individuals": Individual._meta.db_table,
    "missions": Mission._meta.db_table,
    # Of whom an identity is sealed, that is not thrown away by a change of references.
    "unidentified": " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {group.model._meta.db_table} AS d "  # noqa: S608 - constants
        f"WHERE d.individual_id = {Individual._meta.db_table}.opaque_id)"
        for group in GROUPS.values()
    ),
}

# Two questions, because each alone is answered by the key, and both together only by going through the table.
EXTENT = """
    SELECT coalesce((SELECT min(row_no) FROM caseload_staged), 0),
           coalesce((SELECT max(row_no) FROM caseload_staged), -1)
"""
DUPLICATES_COUNT = """
    SELECT count(*), coalesce(sum(uses - 1), 0) FROM (
        SELECT count(*) AS uses FROM caseload_staged GROUP BY mission_no, case_ref HAVING count(*) > 1) AS repeated
"""
DUPLICATES = """
    SELECT s.row_no, s.case_ref, repeated.first_row
    FROM (SELECT mission_no, case_ref, min(row_no) AS first_row
          FROM caseload_staged GROUP BY mission_no, case_ref HAVING count(*) > 1) AS repeated
    JOIN caseload_staged AS s ON s.mission_no = repeated.mission_no AND s.case_ref = repeated.case_ref
    WHERE s.row_no > repeated.first_row
    ORDER BY s.row_no LIMIT %s
"""
REFERENCES = """
    SELECT s.row_no, mission.code, s.case_ref
    FROM caseload_staged AS s
    JOIN caseload_mission AS m ON m.mission_no = s.mission_no
    JOIN $missions AS mission ON mission.id = m.mission_id
    WHERE s.row_no BETWEEN %s AND %s
"""
MATCH_STORED = """
    UPDATE caseload_staged SET
        state = CASE WHEN c.digest = caseload_staged.digest THEN 1 ELSE 2 END,
        case_id = c.id,
        old_individual_id = c.individual_id
    FROM caseload_mission AS m, $cases AS c
    WHERE m.mission_no = caseload_staged.mission_no AND c.mission_id = m.mission_id
      AND c.case_ref = caseload_staged.case_ref AND caseload_staged.row_no BETWEEN %s AND %s
"""
STATES = "SELECT state, count(*) FROM caseload_staged GROUP BY state"
OTHERS = "SELECT row_no, case_ref FROM caseload_staged WHERE state = 2 ORDER BY row_no LIMIT %s"

# --- New persons and cases. A person whose token is known already is that person. -------------------------------
INSERT_INDIVIDUALS = """
    INSERT INTO $individuals (opaque_id, reference_token)
    SELECT individual_opaque, token FROM caseload_staged
    WHERE (state = 0 OR (state = 2 AND token IS NOT NULL)) AND row_no BETWEEN %s AND %s
    ORDER BY row_no
    ON CONFLICT (reference_token) DO NOTHING
"""
_INSERT_CASES = """
    INSERT INTO $cases (opaque_id, individual_id, mission_id, case_ref, registered_on, registered_precision, status,
        facts, sex, majority, nationality, exploitation_country, is_fictional, digest, created_at)
    SELECT s.case_opaque, i.id, m.mission_id, s.case_ref, s.registered_on, s.registered_precision, %s,
        s.facts, s.sex, s.majority, s.nationality, s.exploitation_country, %s, s.digest, %s
    FROM caseload_staged AS s
    JOIN caseload_mission AS m ON m.mission_no = s.mission_no
    JOIN $individuals AS i ON
"""
INSERT_CASES_OF_KNOWN = (
    _INSERT_CASES
    + " i.reference_token = s.token WHERE s.state = 0 AND s.token IS NOT NULL AND s.row_no BETWEEN %s AND %s"
)
INSERT_CASES_OF_UNNAMED = (
    _INSERT_CASES
    + " i.opaque_id = s.individual_opaque WHERE s.state = 0 AND s.token IS NULL AND s.row_no BETWEEN %s AND %s"
)
INSERT_EVENTS = """
    INSERT INTO $events (case_id, position, kind, facts)
    SELECT c.id, 0, %s, s.event_facts
    FROM caseload_staged AS s
    JOIN caseload_mission AS m ON m.mission_no = s.mission_no
    JOIN $cases AS c ON c.mission_id = m.mission_id AND c.case_ref = s.case_ref
    WHERE s.state = 0 AND s.event_facts IS NOT NULL AND s.row_no BETWEEN %s AND %s
"""

ANALYSE = "ANALYZE $individuals, $cases, $events"

# --- Corrections -----------------------------------------------------------------------------------------------
_UPDATE_CASES = """
    UPDATE $cases AS c SET registered_on = s.registered_on, registered_precision = s.registered_precision,
        facts = $merged, digest = s.digest $promoted
    FROM caseload_staged AS s WHERE s.case_id = c.id AND s.state = 2
"""
_UPDATE_EVENTS = """
    UPDATE $events AS e SET facts = $merged
    FROM caseload_staged AS s WHERE s.case_id = e.case_id AND e.position = 0 AND s.state = 2
"""
ADD_MISSING_EVENTS = """
    INSERT INTO $events (case_id, position, kind, facts)
    SELECT s.case_id, 0, %s, s.event_facts FROM caseload_staged AS s
    WHERE s.state = 2 AND s.event_facts IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM $events AS e WHERE e.case_id = s.case_id AND e.position = 0)
"""
DROP_EMPTY_EVENTS = """
    DELETE FROM $events WHERE facts = '{}' AND position = 0
      AND case_id IN (SELECT case_id FROM caseload_staged WHERE state = 2)
"""
MOVE_TO_NAMED = """
    UPDATE $cases AS c SET individual_id = i.id
    FROM caseload_staged AS s JOIN $individuals AS i ON i.reference_token = s.token
    WHERE s.case_id = c.id AND s.state = 2 AND s.token IS NOT NULL
"""
INSERT_UNNAMED = """
    INSERT INTO $individuals (opaque_id, reference_token)
    SELECT s.individual_opaque, NULL FROM caseload_staged AS s JOIN $individuals AS i ON i.id = s.old_individual_id
    WHERE s.state = 2 AND s.token IS NULL AND i.reference_token IS NOT NULL
"""
MOVE_TO_UNNAMED = """
    UPDATE $cases AS c SET individual_id = i.id
    FROM caseload_staged AS s JOIN $individuals AS i ON i.opaque_id = s.individual_opaque
    WHERE s.case_id = c.id AND s.state = 2 AND s.token IS NULL
"""
DROP_DESERTED_INDIVIDUALS = """
    DELETE FROM $individuals WHERE id IN (SELECT old_individual_id FROM caseload_staged WHERE state = 2)
      AND NOT EXISTS (SELECT 1 FROM $cases AS c WHERE c.individual_id = $individuals.id)
      AND $unidentified
"""


def run(statement: str, parameters: Sequence[Any] = ()) -> int:
    """Execute a statement of this file; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(Template(statement).safe_substitute(_TABLES), list(parameters))
        return int(cursor.rowcount)


def ask(statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a question of this file."""
    with connection.cursor() as cursor:
        cursor.execute(Template(statement).safe_substitute(_TABLES), list(parameters))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def update_cases(*, sqlite: bool, variables: Sequence[str], promoted: Sequence[str]) -> int:
    """Correct the staged cases: ``variables`` are replaced (or emptied), the others stay as they are."""
    return _update(_UPDATE_CASES, "c.facts", "s.facts", promoted, sqlite=sqlite, variables=variables)


def update_events(*, sqlite: bool, variables: Sequence[str]) -> int:
    """Correct the first event of the staged cases, as ``update_cases`` does the case."""
    new = "coalesce(s.event_facts, '{}')"
    return _update(_UPDATE_EVENTS, "e.facts", new, [], sqlite=sqlite, variables=variables)


def _update(
    statement: str, old: str, new: str, promoted: Sequence[str], *, sqlite: bool, variables: Sequence[str]
) -> int:
    columns = {
        "merged": _merged(old, new, len(variables), sqlite=sqlite),
        "promoted": "".join(f", {name} = s.{name}" for name in promoted),
    }
    names: list[Any] = [f'$."{name}"' for name in variables] if sqlite else [list(variables)]
    return run(Template(statement).safe_substitute(columns), names if variables else [])


def _merged(old: str, new: str, count: int, *, sqlite: bool) -> str:
    """The old document without ``count`` named variables, overlaid with the new one."""
    if not count:
        return old
    if sqlite:
        return f"json_patch(json_remove({old}, {', '.join(['%s'] * count)}), {new})"
    return f"(({old} - %s::text[]) || {new})"
