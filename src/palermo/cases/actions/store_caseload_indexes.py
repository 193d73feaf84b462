"""Sets the indexes of the case tables aside while very many rows come in, and builds them again from the sorted whole.

Keeping twelve indexes up to date row by row takes most of the time of a first import; sorting once at the end takes a
fraction of it. All inside the transaction: whatever happens, the indexes are there afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from palermo.cases.actions.store_caseload_rows import StoringProgress
from palermo.cases.actions.store_caseload_staging import Engine, pragma
from palermo.cases.models import Case, TraffickingEvent
from palermo.individuals.models import Individual

#: Fewer new rows than this are in before anything could be gained.
WORTHWHILE = 20_000
#: KiB (negative by SQLite's convention): sorting takes as much memory again as the page cache may.
SORTING_CACHE = -16_384
#: Building anew goes over the stored rows too, so it pays only while the new ones are as many.
_SHARE = 1

_TABLES = [model._meta.db_table for model in (Case, TraffickingEvent, Individual)]
# Indexes without uniqueness: the unique ones are what the rows are checked against.
_SQLITE = """
    SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%%' AND tbl_name IN (%s, %s, %s)
"""
_POSTGRESQL = """
    SELECT name.relname, pg_get_indexdef(entry.indexrelid) FROM pg_index AS entry
    JOIN pg_class AS name ON name.oid = entry.indexrelid
    JOIN pg_class AS owner ON owner.oid = entry.indrelid
    WHERE NOT entry.indisunique AND pg_table_is_visible(owner.oid) AND owner.relname IN (%s, %s, %s)
"""


@contextmanager
def indexes_aside(engine: Engine, coming: int, progress: StoringProgress) -> Iterator[None]:
    """Inside the block the case tables have only their unique indexes, if ``coming`` rows make that worthwhile.

    ``progress`` hears how much of the building afterwards is done (0 to 1).
    On PostgreSQL only while there are no cases: there the lists would have to wait for the import, here they do not.
    """
    if not _is_worthwhile(engine, coming):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if engine.is_sqlite else _POSTGRESQL, _TABLES)
        definitions = cursor.fetchall()
        for name, _definition in definitions:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with pragma(engine, "cache_size", SORTING_CACHE), connection.cursor() as cursor:
        for built, (_name, definition) in enumerate(definitions, start=1):
            cursor.execute(definition)
            progress(built / len(definitions))


def _is_worthwhile(engine: Engine, coming: int) -> bool:
    if coming < WORTHWHILE:
        return False
    if not engine.is_sqlite:
        return not Case.unscoped.exists()
    return Case.unscoped.count() <= _SHARE * coming
