"""Stores the identities of many people at once, as imports bring them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_import
from palermo.access.models import Mission
from palermo.access.opaque import opaque_ids
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.individuals.actions.identity_writer import IdentityWriter
from palermo.individuals.checking import checked_all
from palermo.individuals.groups import GROUPS, Group, fill
from palermo.individuals.index import writing as index
from palermo.individuals.index.tokens import Tokeniser
from palermo.individuals.keys import ensure_keys
from palermo.individuals.models import Individual
from palermo.individuals.values import Detail, IdentityDraft
from palermo.individuals.writing import locked_all
from palermo.vault.chain import digest_of_ids
from palermo.vault.opened import vault

#: People in one transaction: each commit waits for the disk, and so does everybody else on SQLite.
BATCH = 2_000
#: Opaque identifier of a stored individual, and the identity.
Row = tuple[str, IdentityDraft]


def store_identities(
    rows: Iterable[Row], *, actor: MaybeActor, mission: Mission, indexed: bool = True
) -> int:
    """How many were stored. ``rows`` may be any number; each of them replaces what was recorded of the person.

    Stored batch by batch, each with its entry in the audit: after an interruption call again with the same rows.
    ``indexed=False`` leaves the search index for ``rebuild_index``, which is quicker from some hundred thousand on.
    Keys are made under ``mission``. Raises NotFoundOrNotAllowed (the gate, or an individual that is not there),
    NotAcceptedError (the batch is not stored).
    """
    require_import(actor)
    maker = Tokeniser(vault())
    total = 0
    given = iter(rows)
    while batch := dict(islice(given, BATCH)):
        _store(batch, actor, mission, maker, indexed)
        total += len(batch)
    return total


def _store(
    batch: dict[str, IdentityDraft], actor: MaybeActor, mission: Mission, maker: Tokeniser, indexed: bool
) -> None:
    people = list(batch)
    checked = {
        individual: {name: checked_all(details, group=name) for name, details in draft.groups()}
        for individual, draft in batch.items()
    }
    ensure_keys(vault(), people, mission.code)
    with sealing(actor, people):
        # Sealed before the transaction, which is then short: on SQLite everybody else waits for it.
        fresh = {name: list(_rows(GROUPS[name], checked, maker)) for name in next(iter(checked.values()))}
        with audited():
            locks = locked_all(people)
            known = _recorded(people)
            for individual in known:
                writer = IdentityWriter(locks[individual], maker)
                for name, details in checked[individual].items():
                    writer.replace(GROUPS[name], details)
            for name, made in fresh.items():
                new = [row for row in made if row.individual_id not in known]
                GROUPS[name].model.unscoped.bulk_create(new, batch_size=500)
                if indexed:
                    _index(GROUPS[name], new, locks)
            record(
                "identity.imported",
                actor=audit_name(actor),
                object_kind="identities",
                object_id="",
                mission=mission.code,
                count=len(people),
                ids=digest_of_ids(people),
            )


def _rows(group: Group, checked: dict[str, dict[str, tuple[Detail, ...]]], maker: Tokeniser) -> Iterator[Any]:
    wanted = [(individual, detail) for individual, found in checked.items() for detail in found[group.name]]
    for (individual, detail), number in zip(wanted, opaque_ids(len(wanted)), strict=True):
        row = group.model(individual_id=individual, opaque_id=number)
        fill(group, row, detail, maker)
        row.content_sealed  # noqa: B018 - seals now
        yield row


def _recorded(people: Sequence[str]) -> set[str]:
    """Those of whom something is recorded already."""
    return {
        individual
        for group in GROUPS.values()
        if group.name != "photos"
        for individual in group.model.unscoped.filter(individual_id__in=people).values_list(
            "individual_id", flat=True
        )
    }


def _index(group: Group, rows: Sequence[Any], people: dict[str, Individual]) -> None:
    if group.tokens_of is None:
        return
    found: set[index.Entry] = set()
    for row in rows:
        found |= index.entries(group.model, [row.tokens], people[row.individual_id].pk)
    index.add(index.NAMES if index.is_of_names(group.model) else index.EXACT, found)
