"""Lets Django empty the tables after a test that committed: the audit's walls stand in the way, as they should."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.flush import Command
from django.db import connections

from palermo.audit.walls import ENTRY, lower_walls, raise_walls

_flush = Command.handle


def _flush_behind_the_walls(self: Command, **options: Any) -> None:
    connection = connections[options["database"]]
    if ENTRY not in connection.introspection.table_names():
        _flush(self, **options)
        return
    lower_walls(connection)
    try:
        _flush(self, **options)
    finally:
        raise_walls(connection)


def let_tests_flush() -> None:
    """Change the ``flush`` command for this test process. Safe to call again."""
    Command.handle = _flush_behind_the_walls  # type: ignore[method-assign]
