"""How references of cases are compared: without regard to case, letter by letter, alike in every database.

A database would otherwise sort by the rules of some country's dictionary, which differ from machine to machine, cannot
look up the beginning of a reference, and skip the hyphens that references are full of.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

#: Sorts after every character that a reference can contain.
LAST = "\U0010ffff"


class InBytes(Func):
    """Compares its text byte by byte."""

    output_field = CharField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s COLLATE BINARY", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **context)


class Unhinted(Func):
    """A column as it is, that SQLite shall not choose its index by.

    Its indexes on dates and nationalities hold no references, so reading one of them for a list by reference means a
    look at every row, while the index on references holds all these columns. PostgreSQL weighs that by itself.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def reference_key() -> InBytes:
    """The expression that indexes, filters and sorting by reference share.

    It reads the stored folded reference: behind the walls of PostgreSQL (decision record 0015) an index is used only
    for functions that cannot leak, and folding is none of those.
    """
    return InBytes("folded_ref")
