"""The database's own refusal to change a published version: answers are read by the form they were given on.

Raised again after every migration, because on SQLite a changed table loses its triggers.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("interviews_formversion", "interviews_formmedia")
WORDS = "a published form does not change"
_FUNCTION = "palermo_version_refuse"


def after_migrating(using: str = "default", **_signal: Any) -> None:
    """Receiver of ``post_migrate``."""
    raise_version_walls(connections[using])


def raise_version_walls(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing. Changing a row then raises IntegrityError, whoever asks."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in TABLES:
            if table not in there:
                continue
            name = f"{table}_no_update"
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE UPDATE ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
                )
                continue
            cursor.execute(
                "SELECT 1 FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass", [name, table]
            )
            if cursor.fetchone():
                continue
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()"
            )
