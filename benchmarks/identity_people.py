"""The people of ``benchmarks.identity``: invented, and the same in every process."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palermo.individuals.values import IdentityDraft
    from tests.vault.names.invented import People, Person

#: People drawn from one seed; loaded by one process at a time.
SHARD = 10_000
MISSION = "UKR"
#: A case of the mission for everybody who came after the last one who has one.
CASES = f"""
INSERT INTO cases_case (opaque_id, individual_id, mission_id, case_ref, registered_on, registered_precision, status,
  facts, sex, majority, nationality, exploitation_country, is_fictional, created_at)
SELECT opaque_id, id, (SELECT id FROM access_mission WHERE code = '{MISSION}'), opaque_id, '2024-05-17', 'd', 'active',
  '{{}}', 'female', 'adult', 'UKR', 'POL', TRUE, CURRENT_TIMESTAMP
FROM individuals_individual WHERE id > (SELECT coalesce(max(individual_id), 0) FROM cases_case)
"""
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def shard(invented: People, number: int, size: int) -> Iterator[tuple[int, Person, str]]:
    """Number, person and recorded name of the people of one shard; the same in every process."""
    invented.dice = random.Random(f"shard {number}")
    for who in range(number * SHARD, min((number + 1) * SHARD, size)):
        person = invented.person()
        yield who, person, invented.native(person) if invented.dice.random() < 0.4 else invented.latin(person)


def opaque(who: int) -> str:
    """An opaque identifier that says which person it is; only here."""
    return "".join(_LETTERS[who >> shift & 31] for shift in range(75, -5, -5))


def born(who: int) -> str:
    dice = random.Random(f"born {who}")
    day = f"{dice.randrange(1955, 2012)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    return day[: dice.choice((4, 7, 10, 10, 10, 10))]


def phone(who: int) -> str:
    return f"+38067{who:07}"


def draft(who: int, name: str) -> IdentityDraft:
    """What is recorded of a person."""
    from palermo.individuals.values import (
        BirthDetail,
        ContactDetail,
        DocumentDetail,
        IdentityDraft,
        NameDetail,
    )

    return IdentityDraft(
        names=(NameDetail(text=name),),
        births=(BirthDetail(on=born(who)),),
        documents=(DocumentDetail(number=f"FB{who:07}", country="UKR"),) if who % 3 == 0 else (),
        contacts=(ContactDetail(value=phone(who)),) if who % 2 == 0 else (),
    )


def number_of(identifier: str) -> int:
    """Which person an opaque identifier made here names."""
    number = 0
    for letter in identifier:
        number = number << 5 | _LETTERS.index(letter)
    return number
