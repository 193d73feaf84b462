"""A mission with its supervisor, and people of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

import pytest
from django.db import connection

from palermo.access.gate import CaseKey, CaseLike
from palermo.access.models import Account, Mission, Role
from palermo.access.opaque import opaque_id
from palermo.individuals.models import Individual
from palermo.individuals.searching import Scope
from palermo.vault import keystore

Register = Callable[..., CaseKey]


@pytest.fixture(autouse=True)
def quick_key_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key stores opened from here on do not wait for the disk; only a power cut would notice."""
    quick = tuple("synchronous = OFF" if "synchronous" in one else one for one in keystore.PRAGMAS)
    monkeypatch.setattr(keystore, "PRAGMAS", quick)


@pytest.fixture
def supervisor(account_of: Callable[..., Account]) -> Account:
    """Of the mission UKR: reads and writes every identity of it."""
    return account_of(Role.SUPERVISOR)


@pytest.fixture
def focal_point(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.FOCAL_POINT)


@pytest.fixture
def mission(supervisor: Account) -> Mission:
    assert supervisor.mission is not None
    return supervisor.mission


@pytest.fixture
def other_mission(mission: Mission) -> Mission:
    return Mission.objects.create(
        organisation=mission.organisation, code="MDA", name="Moldova", country="MDA"
    )


@pytest.fixture
def register(mission: Mission) -> Register:
    """Makes an individual and the key of a case of it, in the mission UKR unless one is given."""

    def make(at: Mission | None = None) -> CaseKey:
        person = Individual.objects.create()
        return CaseKey(opaque_id(), (at or mission).pk, person.opaque_id)

    return make


@pytest.fixture
def case(register: Register) -> CaseKey:
    return register()


def scope_of(*cases: CaseLike) -> Scope:
    """A scope that lets these cases be found and no others."""
    by_person = {case.individual_opaque: case for case in cases}
    rows = Individual.objects.filter(opaque_id__in=by_person).values_list("pk", "opaque_id")
    seen = {number: by_person[individual] for number, individual in rows}

    def scope(people: Sequence[int]) -> Mapping[int, CaseLike]:
        return {person: seen[person] for person in people if person in seen}

    return scope


def everything_stored() -> list[bytes]:
    """Every value of every table, as bytes: to look for what must not be in any."""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for value in itertools.chain.from_iterable(cursor.fetchall())
            ]
    return found
