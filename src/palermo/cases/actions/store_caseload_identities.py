"""The identities of a caseload: they wait sealed among the staged rows, and go into the vault with the cases.

Staging tables lie in temporary files, so what identifies somebody is sealed there too, under a key of this run that is
never written anywhere: whoever finds such a file afterwards finds nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import orjson

from palermo.access.actors import Actor
from palermo.access.models import Mission
from palermo.cases.actions import store_caseload_sql as sql
from palermo.individuals.actions.store_identities import store_identities
from palermo.individuals.checking import MOST
from palermo.individuals.groups import GROUPS
from palermo.individuals.values import Detail, IdentityDraft
from palermo.vault.derive import new_key, new_key_id
from palermo.vault.envelope import Cipher

#: People handed to the vault at once, and rows read at once.
BATCH = 2_000

CREATE = """
    CREATE TEMPORARY TABLE caseload_identity AS
    SELECT row_number() OVER (ORDER BY i.opaque_id, s.row_no) AS place, i.opaque_id AS individual, s.mission_no,
        s.row_no, s.identity
    FROM caseload_staged AS s
    JOIN caseload_mission AS m ON m.mission_no = s.mission_no
    JOIN $cases AS c ON c.mission_id = m.mission_id AND c.case_ref = s.case_ref
    JOIN $individuals AS i ON i.id = c.individual_id
    WHERE s.identity IS NOT NULL AND i.erased_at IS NULL
"""
INDEX = "CREATE INDEX caseload_identity_place ON caseload_identity (place)"
PAGE = """
    SELECT place, individual, mission_no, row_no, identity FROM caseload_identity
    WHERE place > %s ORDER BY place LIMIT %s
"""


class WaitingRoom:
    """Seals the identity of a row while it waits. The key lives as long as this object."""

    def __init__(self) -> None:
        self._cipher = Cipher(new_key(), new_key_id())

    def seal(self, row: int, identity: bytes) -> bytes:
        return self._cipher.seal(identity, b"caseload row %d" % row)

    def open(self, row: int, envelope: bytes) -> bytes:
        return self._cipher.open(envelope, b"caseload row %d" % row)


def packed(draft: IdentityDraft) -> bytes:
    """A checked identity as bytes for StagedRow; empty for one in which nothing is said."""
    said = {name: [one.content() for one in details] for name, details in draft.groups() if details}
    return orjson.dumps(said) if said else b""


def unpacked(identities: Sequence[bytes]) -> IdentityDraft:
    """One identity from those of a person's rows: what an earlier row said already is not said again."""
    found: dict[str, list[Detail]] = {}
    for identity in identities:
        for name, contents in orjson.loads(identity).items():
            details = found.setdefault(name, [])
            for content in contents:
                detail = GROUPS[name].detail.from_content(content)
                if detail not in details and len(details) < MOST:
                    details.append(detail)
    groups: dict[str, Any] = {name: tuple(details) for name, details in found.items()}
    return IdentityDraft(**groups)


def store_waiting(
    room: WaitingRoom, *, actor: Actor, missions: Mapping[int, Mission], update: bool
) -> tuple[int, int]:
    """Bring the staged identities to the people of their cases, inside the storing transaction.

    ``missions``: by number of the MissionBook. Who has an identity already keeps it, unless ``update`` asks to replace
    it. How many were stored, and how many kept.
    """
    sql.run(CREATE)
    sql.run(INDEX)
    stored = kept = 0
    people = _people(room)
    while batch := list(islice(people, BATCH)):
        known = set() if update else _recorded([individual for individual, _number, _draft in batch])
        kept += len(known)
        by_mission: dict[int, list[tuple[str, IdentityDraft]]] = {}
        for individual, number, draft in batch:
            if individual not in known:
                by_mission.setdefault(number, []).append((individual, draft))
        for number, rows in by_mission.items():
            stored += store_identities(rows, actor=actor, mission=missions[number])
    return stored, kept


def _people(room: WaitingRoom) -> Iterator[tuple[str, int, IdentityDraft]]:
    """Individual, mission and identity, a person once; the rows of one person stand together."""
    for individual, rows in groupby(_rows(), key=itemgetter(1)):
        waiting = list(rows)
        yield individual, waiting[0][2], unpacked([room.open(row[3], bytes(row[4])) for row in waiting])


def _rows() -> Iterator[tuple[Any, ...]]:
    place = 0
    while page := sql.ask(PAGE, [place, BATCH]):
        yield from page
        place = page[-1][0]


def _recorded(people: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for group in GROUPS.values():
        rows = group.model.unscoped.filter(individual_id__in=people)
        found |= set(rows.values_list("individual_id", flat=True))
    return found
