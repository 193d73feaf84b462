"""Looks into the tables of the index, which no manager answers for."""

from __future__ import annotations

from django.db import connection


def entries_of(table: str, person: int | None = None) -> int:
    """How many entries the index has, of one person or of all."""
    with connection.cursor() as cursor:
        if person is None:
            cursor.execute(f"SELECT count(*) FROM {table}")
        else:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE individual_id = %s", [person])
        return int(cursor.fetchone()[0])
