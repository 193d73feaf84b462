"""Finds out what a file is, and opens it or the live database as a source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

from palermo.audit.errors import CannotRead
from palermo.audit.sources.base import Source
from palermo.audit.sources.exported import ExportSource, is_export
from palermo.audit.sources.postgresql import PostgresqlSource, postgresql_source
from palermo.audit.sources.sqlite import SqliteSource, sqlite_source
from palermo.vault.chain import ChainKeys

_SQLITE = b"SQLite format 3\x00"


@contextmanager
def live_source(keys: ChainKeys) -> Iterator[SqliteSource | PostgresqlSource]:
    """The database of this instance, as of now, on a connection of its own. Raises CannotRead."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "sqlite":
        with sqlite_source(Path(str(database.settings_dict["NAME"])), keys, is_copy=False) as sqlite:
            yield sqlite
    else:
        with postgresql_source(database, keys) as postgresql:
            yield postgresql


@contextmanager
def file_source(path: Path, keys: ChainKeys) -> Iterator[Source]:
    """A copy of a SQLite database, or an exported file. Raises CannotRead."""
    try:
        with path.open("rb") as start:
            begins = start.read(len(_SQLITE))
        kind = "sqlite" if begins == _SQLITE else "export" if is_export(path) else ""
    except OSError as error:
        raise CannotRead(_("This file cannot be read: %(why)s.") % {"why": error}) from error
    if kind == "sqlite":
        with sqlite_source(path, keys, is_copy=True) as source:
            yield source
    elif kind == "export":
        with path.open("rb") as lines:
            yield ExportSource(lines, keys)
    else:
        raise CannotRead(
            _("This is neither a SQLite database nor an exported audit: %(path)s.") % {"path": path}
        )
