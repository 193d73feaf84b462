"""Two who write about one person at the same time, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.individuals.actions.add_detail import add_detail
from palermo.individuals.actions.erase_individual import erase_individual
from palermo.individuals.actions.link_family import link_family
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.index.writing import EXACT, NAMES
from palermo.individuals.models import Individual, PersonName
from palermo.individuals.values import NameDetail
from palermo.vault.errors import NoKey
from tests.individuals.conftest import Register
from tests.individuals.drafts import full_draft
from tests.individuals.tables import entries_of

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = SystemActor("test")


def together(*works: Callable[[], object]) -> None:
    """Run each in a thread of its own; raise what one of them raised."""
    barrier = threading.Barrier(len(works))
    errors: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            barrier.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def in_step(case: CaseKey) -> bool:
    person = Individual.objects.get(opaque_id=case.individual_opaque).pk
    rows = PersonName.unscoped.filter(individual_id=case.individual_opaque).values_list("tokens", flat=True)
    held = {bytes(packed)[at : at + 8] for packed in rows for at in range(0, len(packed), 8)}
    return entries_of(NAMES, person) == len(held)


def test_both_are_stored_and_one_is_preferred(case: CaseKey) -> None:
    def adding(family: str) -> Callable[[], None]:
        def work() -> None:
            for given in ("Ana", "Bela", "Zora", "Mira"):
                add_detail(
                    actor=SYSTEM, case=case, detail=NameDetail(text=f"{given} {family}", is_preferred=True)
                )

        return work

    together(adding("Popescu"), adding("Horvath"))
    rows = PersonName.unscoped.filter(individual_id=case.individual_opaque)
    assert rows.count() == 8
    assert rows.filter(is_preferred=True).count() == 1
    assert in_step(case)


def test_two_whole_identities(case: CaseKey) -> None:
    def record() -> None:
        for _ in range(3):
            record_identity(actor=SYSTEM, case=case, draft=full_draft())

    together(record, record)
    assert PersonName.unscoped.filter(individual_id=case.individual_opaque).count() == 3
    assert in_step(case)


def test_links_in_both_directions_do_not_wait_for_each_other(register: Register) -> None:
    one, two = register(), register()

    def linking(case: CaseKey, relative: CaseKey) -> Callable[[], None]:
        def work() -> None:
            for _ in range(5):
                link_family(actor=SYSTEM, case=case, relative=relative, relation="sibling")

        return work

    together(linking(one, two), linking(two, one))


def test_a_writer_who_meets_an_erasure_leaves_nothing(case: CaseKey) -> None:
    record_identity(actor=SYSTEM, case=case, draft=full_draft())

    def write() -> None:
        names = [NameDetail(text=f"Ana {'abcdefg'[number % 7]}escu") for number in range(49)]
        with pytest.raises((NotAcceptedError, NoKey)):
            _add_all(case, names)

    together(write, lambda: erase_individual(actor=SYSTEM, individual=case.individual_opaque))
    person = Individual.objects.get(opaque_id=case.individual_opaque)
    assert person.erasure_ended_at is not None
    assert not PersonName.unscoped.exists()
    assert entries_of(NAMES, person.pk) == entries_of(EXACT, person.pk) == 0


def _add_all(case: CaseKey, names: list[NameDetail]) -> None:
    for name in names:
        add_detail(actor=SYSTEM, case=case, detail=name)
