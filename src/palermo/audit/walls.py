"""The database's own refusal to change the audit: triggers on both databases.

They stop mistakes, careless scripts and stolen accounts of the application. They do not stop whoever may drop them; the
chain finds that out afterwards, and ``missing_walls`` tells that they are gone or were hollowed out.
"""
# ruff: noqa: S608 - all names in these statements are constants of this file.

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

ENTRY, HEAD = "audit_auditentry", "audit_audithead"
WORDS = "the audit is append-only"

#: name -> when. An update of the head is its work; everything else is refused.
_SQLITE = {
    "audit_entry_no_update": f"BEFORE UPDATE ON {ENTRY}",
    "audit_entry_no_delete": f"BEFORE DELETE ON {ENTRY}",
    # INSERT OR REPLACE removes the old row without asking the trigger for deletions.
    "audit_entry_no_replace": f"BEFORE INSERT ON {ENTRY}"
    f" WHEN EXISTS (SELECT 1 FROM {ENTRY} WHERE sequence = NEW.sequence)",
    "audit_head_no_delete": f"BEFORE DELETE ON {HEAD}",
}
_SQLITE_STATEMENTS = {
    name: f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for name, when in _SQLITE.items()
}
#: name -> table, when.
_POSTGRESQL = {
    "audit_entry_no_update": (ENTRY, "UPDATE OR DELETE", "ROW"),
    "audit_entry_no_truncate": (ENTRY, "TRUNCATE", "STATEMENT"),
    "audit_head_no_delete": (HEAD, "DELETE", "ROW"),
    "audit_head_no_truncate": (HEAD, "TRUNCATE", "STATEMENT"),
}
_FUNCTION = "palermo_audit_refuse"
#: Emptying an empty table takes nothing away, and lets the tests of other packages tidy up.
_BODY = f"""
DECLARE has_rows boolean := true;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO has_rows;
  END IF;
  IF has_rows THEN
    RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
"""


def raise_walls(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers. Changing or removing then raises IntegrityError, whoever asks."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in _SQLITE_STATEMENTS.values():
                cursor.execute(statement)
            return
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"
        )
        for name, (table, what, each) in _POSTGRESQL.items():
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH {each} EXECUTE FUNCTION {_FUNCTION}()"
            )
            # ALWAYS: also in a session that calls itself a replica, which skips ordinary triggers.
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def lower_walls(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: the reverse of the migration, and what a test does before it plays the intruder."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE_STATEMENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, (table, _what, _each) in _POSTGRESQL.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {_FUNCTION}()")


def missing_walls(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that are not there, are switched off, or do something else than refuse."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            standing = dict(cursor.fetchall())
            return sorted(name for name, sql in _SQLITE_STATEMENTS.items() if standing.get(name) != sql)
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgenabled = 'A' AND p.proname = %s AND p.prosrc = %s",
            [_FUNCTION, _BODY],
        )
        names = {row[0] for row in cursor.fetchall()}
    return sorted(set(_POSTGRESQL) - names)
