"""Tells the database for whom the connection stands, in the session setting ``palermo.standing``.

What is told belongs to the thread or task (a context variable); the connection is told when it is opened and whenever
that changes, never by a query in passing. So it holds for new, persistent, pooled and replaced connections alike:

- opened or taken from a pool: told before its first query, also that nobody stands there;
- entering or leaving ``standing_as``: told at once. Inside a transaction that is rolled back the database takes the
  setting back with it, to that of the surrounding block, which is the one that is being returned to;
- a connection that cannot be told on leaving is closed.

An external pooler must keep a session for a client (docs/operating.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.models import Account

SETTING = "palermo.standing"
_TELL = f"SELECT set_config('{SETTING}', %s, false)"
NOBODY, SYSTEM = "", "system"
_stance: ContextVar[str] = ContextVar("palermo_stance", default=NOBODY)


@contextmanager
def standing_as(actor: MaybeActor) -> Iterator[None]:
    """Let the database hand out what ``actor`` may see, until the block ends.

    For a request (the middleware), a command, a job. Within one of them a part of the program that must look further
    than the person in front of it, after the gate, names itself: ``standing_as(SystemActor("extract"))``.
    """
    before = _stance.get()
    token = _stance.set(_words(actor))
    try:
        _tell_open(before)
        yield
    finally:
        last = _stance.get()
        _stance.reset(token)
        _tell_open(last, leaving=True)


def stand(actor: MaybeActor) -> None:
    """Change for whom the surrounding block stands: signing in by a token happens after the request has begun."""
    before = _stance.get()
    _stance.set(_words(actor))
    _tell_open(before)


def tell_new(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Receiver of ``connection_created``."""
    if connection.vendor == "postgresql":
        connection.connection.execute(_TELL, [_stance.get()])


def _words(actor: MaybeActor) -> str:
    if isinstance(actor, SystemActor):
        return SYSTEM
    # Whether the account is open, and its role, the database looks up itself.
    return f"account:{actor.pk}" if isinstance(actor, Account) else NOBODY


def _tell_open(before: str, *, leaving: bool = False) -> None:
    """Tell the thread's connection, where one is open, unless it stands so already.

    On the bare connection: Django would refuse in a block that is to be rolled back.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    now = _stance.get()
    if connection.vendor != "postgresql" or now == before or connection.connection is None:
        return
    if not leaving:
        # A persistent connection may have died since the last request; the next one is told when it opens.
        connection.close_if_health_check_failed()
        if connection.connection is None:
            return
    # Imported here: there is no driver where SQLite is all there is.
    from psycopg import Error
    from psycopg.pq import TransactionStatus

    try:
        if leaving and connection.connection.info.transaction_status == TransactionStatus.INERROR:
            # Nothing can be said before the rollback, and the rollback says it.
            return
        connection.connection.execute(_TELL, [now])
    except Error:
        if connection.in_atomic_block and not leaving:
            raise
        connection.close()
