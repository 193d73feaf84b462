"""Recording an act together with the act: both are committed, or neither.

    with audited():
        change something
        record("case.read", actor="account:17", object_kind="case", object_id=case.opaque_id)

Entries wait in the transaction and are appended when ``audited()`` ends, so that the chain's head is locked for the
last moments only. Lock order, therefore: everything else first, the head last; two acts cannot wait for each other
because of the audit. A savepoint that is rolled back takes its entries with it.

A read is recorded in the same way, after reading and before anything is handed over: on SQLite ``audited()`` is a write
transaction, so the reading itself belongs before it. Threat: an insider who looks further than needed, and an intruder
with a session (ICRC 2022), leave no trace in systems that record writes only or record reads some time later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from palermo.audit.appending import Pending, append
from palermo.audit.encoding import canonical_json
from palermo.audit.errors import EntryRefused, NotAudited, UnknownAct
from palermo.audit.registry import OBJECT_KINDS, check_details, known_act

_ACTOR = re.compile(r"account:[0-9]{1,19}|system:[a-z][a-z0-9 _-]{0,63}|anonymous")
_MISSION = re.compile(r"|[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
#: Connections (one a thread) on which ``audited()`` is open.
_open: WeakSet[BaseDatabaseWrapper] = WeakSet()


class _Waiting:
    """Entries that wait for the end of ``audited()``.

    They wait in Django's own list of what to do on commit, because Django removes from it what was registered in a
    savepoint that is rolled back. Being called after the commit, they have nothing left to do.
    """

    def __init__(self, entries: list[Pending]) -> None:
        self.entries = entries

    def __call__(self) -> None:
        self.entries = []


@contextmanager
def audited() -> Iterator[None]:
    """The outermost transaction of an act, at whose end its entries are appended; inside another, a savepoint.

    Raises RuntimeError inside a plain ``transaction.atomic()``, which would hold the head's lock for as long as it
    likes, and ChainBroken or ChainKeyMissing at the end when nothing can be appended: then the act does not happen.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection in _open:
        with transaction.atomic():
            yield
        return
    with transaction.atomic(durable=True):
        _open.add(connection)
        try:
            yield
        finally:
            _open.discard(connection)
        if not connection.needs_rollback:
            append(connection, _take_waiting(connection))


def record(
    act: str, *, actor: str, object_kind: str, object_id: str, mission: str = "", **details: Any
) -> None:
    """Record one act inside ``audited()``.

    ``actor`` is ``account:<number>``, ``system:<part>`` or ``anonymous``; ``object_id`` has the form of its kind;
    ``mission`` is a mission's code or "". Raises NotAudited, UnknownAct, EntryRefused.
    """
    record_many(act, actor=actor, object_kind=object_kind, object_ids=[object_id], mission=mission, **details)


def record_many(
    act: str, *, actor: str, object_kind: str, object_ids: Iterable[str], mission: str = "", **details: Any
) -> None:
    """Record the same act on several objects, one entry each, appended in one go.

    Meant for some hundreds; an act on thousands is one entry with ``count`` and ``vault.chain.digest_of_ids``.
    Raises as ``record``.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection not in _open:
        raise NotAudited("record() belongs into a block 'with audited():', together with the act itself.")
    check_details(known_act(act), details)
    kind = OBJECT_KINDS.get(object_kind)
    if kind is None:
        raise UnknownAct(f"Nobody has defined the kind of object {object_kind!r}.")
    _check("actor", _ACTOR, actor)
    _check("mission", _MISSION, mission)
    identifier = re.compile(kind.identifier.value)
    text = canonical_json(details)
    waiting = []
    for object_id in object_ids:
        _check("object_id", identifier, object_id)
        waiting.append(Pending(actor, act, object_kind, object_id, mission, text))
    transaction.on_commit(_Waiting(waiting))


def _take_waiting(connection: BaseDatabaseWrapper) -> list[Pending]:
    """The entries whose savepoints survived, in the order of ``record``; none of them a second time."""
    found: list[Pending] = []
    for registered in connection.run_on_commit:
        waiting = registered[1]
        if isinstance(waiting, _Waiting):
            found += waiting.entries
            waiting.entries = []
    return found


def _check(name: str, pattern: re.Pattern[str], value: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        # The value stays out of the message: it may be what must not be seen.
        raise EntryRefused(f"{name} has not the form that an audit entry may carry.", detail=name)
