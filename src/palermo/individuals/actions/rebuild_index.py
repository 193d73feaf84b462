"""Builds the search index anew from the tokens that stand beside the sealed rows. Nothing is opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_import
from palermo.audit.recording import audited, record
from palermo.individuals.groups import GROUPS
from palermo.individuals.index import writing as index
from palermo.individuals.models import Individual
from palermo.individuals.models.details import IndexedDetail

#: People whose tokens are sorted in memory together (about 150 bytes a token, ten tokens each).
PEOPLE_A_PASS = 250_000


def rebuild_index(*, actor: MaybeActor) -> int:
    """Empty the index and fill it again; how many people have tokens in it. One transaction: searches go on with the
    old index until it ends. Raises NotFoundOrNotAllowed."""
    require_import(actor)
    with audited():
        passes = 1 + Individual.objects.count() // PEOPLE_A_PASS
        people: set[int] = set()
        for table in (index.NAMES, index.EXACT):
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
            for number in range(passes):
                found = list(_entries(table, number, passes))
                people.update(person for _token, person in found)
                index.add(table, found)
        record(
            "identity.reindexed",
            actor=audit_name(actor),
            object_kind="identities",
            object_id="",
            count=len(people),
        )
    return len(people)


def _entries(table: str, number: int, passes: int) -> Iterator[index.Entry]:
    """The entries whose tokens lie in the given part of all tokens, in the order of tokens: so the tree grows at its
    end, and memory does not grow with people."""
    for group in GROUPS.values():
        model = group.model
        if not issubclass(model, IndexedDetail) or index.is_of_names(model) != (table == index.NAMES):
            continue
        rows: Any = model.unscoped.values_list("individual__pk", "tokens")
        for person, packed in rows.iterator(chunk_size=5_000):
            for entry in index.entries(model, [packed], person):
                if _part(entry[0], passes) == number:
                    yield entry


def _part(token: int | bytes, passes: int) -> int:
    """Which of ``passes`` equal parts of all possible tokens this one lies in."""
    place = token + 2**63 if isinstance(token, int) else int.from_bytes(token[:8], "big")
    return place * passes >> 64
