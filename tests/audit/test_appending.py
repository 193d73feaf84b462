"""One chain, whoever writes at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from palermo.access.models import Organisation
from palermo.audit.errors import ChainBroken
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.models import AuditEntry
from palermo.audit.recording import audited, record, record_many
from palermo.audit.walls import HEAD, lower_walls
from tests.audit import intruder
from tests.audit.chains import CASES, Chain

WRITERS, ACTS = 20, 5


def together(works: list[Callable[[], None]]) -> None:
    """Run all at the same time, each in a thread with a connection of its own; the first error is raised."""
    start = threading.Barrier(len(works))
    errors: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            start.wait(30)
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if errors:
        raise errors[0]


def writer(number: int) -> Callable[[], None]:
    """Five acts with 1 to 5 entries, of which the fourth fails."""

    def work() -> None:
        for act in range(ACTS):
            try:
                with audited():
                    Organisation.objects.create(code=f"o-{number}-{act}", name="x")
                    record_many(
                        "case.read",
                        actor=f"account:{number}",
                        object_kind="case",
                        object_ids=CASES[: act + 1],
                    )
                    if act == 3:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass

    return work


#: 1 + 2 + 3 + 5 entries: the fourth act fails.
EACH = 11


def test_twenty_writers_make_one_gapless_chain(chain: Chain) -> None:
    together([writer(number) for number in range(WRITERS)])
    verdict = chain.verdict()
    assert verdict.fault is None
    assert (verdict.entries, verdict.last) == (WRITERS * EACH, WRITERS * EACH)
    numbers = list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, WRITERS * EACH + 1))
    assert Organisation.objects.count() == WRITERS * (ACTS - 1)


def test_a_row_that_is_changed_while_twenty_write_is_found(chain: Chain) -> None:
    chain.act(10)
    lower_walls(connection)
    together(
        [writer(number) for number in range(WRITERS)] + [lambda: intruder.change(4, "actor", "account:99")]
    )
    verdict = chain.verdict()
    assert verdict.fault == Fault(FaultKind.CHANGED, 4)
    assert AuditEntry.objects.count() == 10 + WRITERS * EACH


def test_verification_sees_one_moment_while_others_write(chain: Chain) -> None:
    chain.act()
    verdicts = []

    def look() -> None:
        verdicts.extend(chain.verdict() for _ in range(5))

    together([look, *(writer(number) for number in range(4))])
    assert [verdict.fault for verdict in verdicts] == [None] * 5


def test_an_act_does_not_hold_the_head_while_it_works(chain: Chain) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time in any case")
    entered, done = threading.Event(), threading.Event()

    def slow() -> None:
        with audited():
            record("case.read", actor="account:1", object_kind="case", object_id=CASES[0])
            entered.set()
            assert done.wait(30)

    def quick() -> None:
        assert entered.wait(30)
        with audited():
            record("case.read", actor="account:2", object_kind="case", object_id=CASES[1])
        done.set()

    together([slow, quick])
    assert [entry.actor for entry in AuditEntry.objects.order_by("sequence")] == ["account:2", "account:1"]
    assert chain.verdict().is_whole


@audited()
def register_unseen() -> None:
    """An act that must not happen."""
    Organisation.objects.create(code="unseen", name="unseen")
    record("case.read", actor="account:1", object_kind="case", object_id=CASES[0])


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (f"UPDATE {HEAD} SET sequence = sequence - 1", []),
        (f"UPDATE {HEAD} SET hash = %s", [b"\x01" * 32]),
        (f"UPDATE {HEAD} SET seal = %s", [b""]),
        (f"DELETE FROM {HEAD}", []),
    ],
)
def test_nothing_is_appended_to_a_head_that_is_not_ours(
    chain: Chain, statement: str, values: list[bytes]
) -> None:
    chain.act(2)
    lower_walls(connection)
    intruder.run(statement, values)
    with pytest.raises(ChainBroken):
        register_unseen()
    assert not Organisation.objects.exists()
    assert AuditEntry.objects.count() == 2


def test_a_head_of_another_type_is_not_ours(chain: Chain) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps the types of columns")
    chain.act()
    intruder.run(f"UPDATE {HEAD} SET hash = 'text', sequence = 'text'")
    with pytest.raises(ChainBroken):
        chain.act()
    assert chain.verdict().fault == Fault(FaultKind.HEAD, 1)
