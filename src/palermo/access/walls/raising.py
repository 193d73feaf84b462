"""Puts the walls up after every migration, and says which are down. Does nothing on SQLite.

A wall that stands as it should is left alone, because putting one up locks its table for a moment.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from palermo.access.walls.functions import FUNCTIONS
from palermo.access.walls.protected import PROTECTED, Wall

#: name of the policy -> command, and the clauses that it takes from the wall.
_POLICIES = {
    "palermo_select": ("SELECT", "USING ({read})"),
    "palermo_insert": ("INSERT", "WITH CHECK ({insert})"),
    "palermo_update": ("UPDATE", "USING ({read}) WITH CHECK ({update})"),
    "palermo_delete": ("DELETE", "USING ({delete})"),
}
# The mark holds what was asked for and what the database made of it, so that a policy altered later does not match.
_STANDING = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, p.polname,
       obj_description(p.oid, 'pg_policy'),
       md5(coalesce(pg_get_expr(p.polqual, p.polrelid), '') || '/'
           || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') || '/' || p.polpermissive || p.polroles::text)
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname = ANY (%s)
"""


def raise_row_walls(connection: BaseDatabaseWrapper) -> list[str]:
    """Put up what is missing or different; the names of the tables that were changed. Safe to call again."""
    if connection.vendor != "postgresql":
        return []
    changed = []
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = _tables(cursor)
        if "access_casegrant" not in tables or "cases_case" not in tables:
            return []
        _create_functions(cursor)
        for table in _down(cursor):
            if tables >= {*PROTECTED[table].needs}:
                _raise(cursor, table, PROTECTED[table])
                changed.append(table)
    return changed


def lower_row_walls(connection: BaseDatabaseWrapper) -> None:
    """Take the walls down: for a migration that changes a column which they name, and for tests."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in sorted(PROTECTED.keys() & _tables(cursor)):
            for name in _POLICIES:
                cursor.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")


def missing_row_walls(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables whose wall is down, was altered, or has a door that we did not make; the functions where one differs."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, md5(prosrc) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " AND proname = ANY (%s)",
            [list(FUNCTIONS)],
        )
        bodies = dict(cursor.fetchall())
        altered = [
            name for name, (_result, _language, body) in FUNCTIONS.items() if bodies.get(name) != _md5(body)
        ]
        return sorted(_down(cursor)) + altered


def after_migrating(using: str = "default", **_signal: Any) -> None:
    """Receiver of ``post_migrate``."""
    raise_row_walls(connections[using])


def _down(cursor: CursorWrapper) -> list[str]:
    """The protected tables that exist and do not stand exactly as they should."""
    cursor.execute(_STANDING, [list(PROTECTED)])
    forced: dict[str, bool] = {}
    marks: dict[str, dict[str, bool]] = {}
    for table, is_forced, policy, comment, made in cursor.fetchall():
        forced[table] = is_forced
        if policy is not None:
            marks.setdefault(table, {})[policy] = comment == f"{_digest(PROTECTED[table])} {made}"
    return [
        table
        for table in forced
        if not forced[table] or marks.get(table, {}) != dict.fromkeys(_POLICIES, True)
    ]


def _raise(cursor: CursorWrapper, table: str, wall: Wall) -> None:
    cursor.execute(
        "SELECT policyname FROM pg_policies WHERE schemaname = current_schema() AND tablename = %s", [table]
    )
    for (name,) in cursor.fetchall():
        # Also those that somebody else made: each further policy is a further door.
        cursor.execute(f'DROP POLICY "{name}" ON {table}')
    for name, (command, clauses) in _POLICIES.items():
        conditions = clauses.format(
            read=wall.read, insert=wall.insert, update=wall.update, delete=wall.delete
        )
        conditions = conditions.format(table=table)
        cursor.execute(f"CREATE POLICY {name} ON {table} FOR {command} {conditions}")
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    cursor.execute(_STANDING, [[table]])
    for _table, _forced, name, _comment, made in cursor.fetchall():
        cursor.execute(f"COMMENT ON POLICY {name} ON {table} IS '{_digest(wall)} {made}'")


def _create_functions(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT quote_ident(current_schema())")
    (schema,) = cursor.fetchone()
    for name, (result, language, body) in FUNCTIONS.items():
        # A search path of its own: nobody's temporary table can take the place of ours.
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS {result} LANGUAGE {language} STABLE"
            f" SET search_path = {schema}, pg_temp AS $body${body}$body$"
        )


def _tables(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return {name for (name,) in cursor.fetchall()}


def _digest(wall: Wall) -> str:
    return hashlib.sha256(repr(wall).encode()).hexdigest()[:32]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
