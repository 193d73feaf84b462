"""Lets Django empty the tables after a test that committed: the audit's walls stand in the way, as they should."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.flush import Command
from django.db import OperationalError, connections

from palermo.audit.walls import ENTRY, lower_walls, raise_walls

#: Times that emptying is tried.
PATIENCE = 6

_flush = Command.handle


def _flush_behind_the_walls(self: Command, **options: Any) -> None:
    connection = connections[options["database"]]
    if ENTRY not in connection.introspection.table_names():
        _flush(self, **options)
        return
    for left in reversed(range(PATIENCE)):
        try:
            _flush_once(self, connection, options)
            return
        except (OperationalError, CommandError):
            # A request of a browser that is gone already may still be writing, and the server let it finish first.
            if not left:
                raise
            time.sleep(0.5)


def _flush_once(command: Command, connection: Any, options: dict[str, Any]) -> None:
    lower_walls(connection)
    try:
        _flush(command, **options)
    finally:
        raise_walls(connection)


def let_tests_flush() -> None:
    """Change the ``flush`` command for this test process. Safe to call again."""
    Command.handle = _flush_behind_the_walls  # type: ignore[method-assign]
