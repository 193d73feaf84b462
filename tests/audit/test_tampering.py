"""Whatever somebody with SQL does to any row is found, and the first broken place is named: a property test."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from palermo.audit.anchors import Anchor, anchors_path, drop_anchor
from palermo.audit.encoding import COLUMNS
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.walls import lower_walls
from tests.audit import intruder
from tests.audit.chains import Chain

#: Entries of the chain that is tampered with.
N = 7
NUMBERS = st.integers(1, N)
#: What an intruder may write, by column. PostgreSQL holds no zero bytes and no other types in these columns.
WORDS = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=12)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "at": st.integers(-(2**63), 2**63 - 1),
    "previous": st.binary(max_size=33),
    "hash": st.binary(max_size=33),
    **dict.fromkeys(["actor", "act", "object_kind", "object_id", "mission", "details"], WORDS),
}
CHANGES = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))
tampering = examples(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def whole(chain: Chain) -> Chain:
    """A chain of N entries with walls down and an anchor at its end."""
    chain.act(N)
    anchors_path(settings.HOME).unlink()
    sequence, last_hash, _seal = chain.heads[-1]
    drop_anchor(settings.HOME, chain.keys(), Anchor(sequence, last_hash, intruder.rows()[-1][1]))
    assert chain.verdict().is_whole
    lower_walls(connection)
    return chain


def renewed(chain: Chain) -> Chain:
    """The chain as it was before the example before this one."""
    chain.kept = chain.kept or intruder.rows()
    intruder.put_back(chain.kept, chain.heads[-1])
    return chain


@tampering
@given(sequence=NUMBERS, change=CHANGES)
def test_any_change_of_any_column(whole: Chain, sequence: int, change: tuple[str, Any]) -> None:
    chain = renewed(whole)
    column, value = change
    assume(intruder.rows()[sequence - 1][COLUMNS.index(column)] != value)
    intruder.change(sequence, column, value)
    verdict = chain.verdict()
    assert verdict.fault == Fault(FaultKind.CHANGED, sequence)
    assert (verdict.entries, verdict.last) == (sequence - 1, sequence - 1)


@tampering
@given(sequence=NUMBERS, column=st.sampled_from(sorted(VALUES)), data=st.data())
def test_any_column_made_a_neighbours(whole: Chain, sequence: int, column: str, data: st.DataObject) -> None:
    chain = renewed(whole)
    found = [row[COLUMNS.index(column)] for row in intruder.rows()]
    others = [value for value in found if value != found[sequence - 1]]
    assume(others)
    intruder.change(sequence, column, data.draw(st.sampled_from(others)))
    assert chain.verdict().fault == Fault(FaultKind.CHANGED, sequence)


@tampering
@given(sequence=NUMBERS, number=st.integers(N + 1, N + 30) | st.integers(-5, 0))
def test_any_new_number(whole: Chain, sequence: int, number: int) -> None:
    chain = renewed(whole)
    intruder.change(sequence, "sequence", number)
    expected = Fault(FaultKind.MISSING, sequence) if number > N else Fault(FaultKind.INSERTED, number)
    assert chain.verdict().fault == expected


@tampering
@given(gone=st.sets(NUMBERS, min_size=1))
def test_any_rows_removed(whole: Chain, gone: set[int]) -> None:
    chain = renewed(whole)
    intruder.delete(gone)
    assert chain.verdict().fault == Fault(FaultKind.MISSING, min(gone))


@tampering
@given(sequence=NUMBERS, count=st.integers(1, N))
def test_rows_removed_and_the_others_moved_up(whole: Chain, sequence: int, count: int) -> None:
    chain = renewed(whole)
    count = min(count, N + 1 - sequence)
    intruder.delete(range(sequence, sequence + count))
    intruder.shift(sequence, -count)
    assert chain.verdict().fault == Fault(FaultKind.MISSING, sequence)


@tampering
@given(sequence=st.integers(1, N + 1), own=st.binary(min_size=32, max_size=32), copied=NUMBERS | st.none())
def test_any_row_inserted(whole: Chain, sequence: int, own: bytes, copied: int | None) -> None:
    chain = renewed(whole)
    rows = intruder.rows()
    previous = rows[sequence - 2][9] if sequence > 1 else bytes(32)
    made_up = (0, rows[0][1], "account:1", "case.read", "case", "a" * 16, "", "{}", previous, own)
    intruder.insert_between(sequence, made_up if copied is None else rows[copied - 1])
    verdict = chain.verdict()
    if copied == sequence:
        # A copy of the entry that stood there: the entry itself is genuine, and its double comes after it.
        sequence += 1
    assert verdict.fault == Fault(FaultKind.INSERTED, sequence)


@tampering
@given(one=NUMBERS, other=NUMBERS)
def test_any_two_rows_swapped(whole: Chain, one: int, other: int) -> None:
    assume(one != other)
    chain = renewed(whole)
    intruder.swap(one, other)
    assert chain.verdict().fault == Fault(FaultKind.SWAPPED, min(one, other), max(one, other))


@tampering
@given(source=NUMBERS, target=NUMBERS)
def test_any_row_replaced_by_another(whole: Chain, source: int, target: int) -> None:
    assume(source != target)
    chain = renewed(whole)
    intruder.copy_over(source, target)
    assert chain.verdict().fault == Fault(FaultKind.CHANGED, target)


@tampering
@given(
    sequence=st.integers(0, N + 5), own=st.binary(max_size=33), seal=st.binary(max_size=33), data=st.data()
)
def test_any_change_of_the_head(
    whole: Chain, sequence: int, own: bytes, seal: bytes, data: st.DataObject
) -> None:
    chain = renewed(whole)
    genuine = chain.heads[-1]
    forged = tuple(
        data.draw(st.sampled_from(pair)) for pair in zip(genuine, (sequence, own, seal), strict=True)
    )
    assume(forged != genuine)
    intruder.set_head(forged)
    assert chain.verdict().fault == Fault(FaultKind.HEAD, N)


@tampering
@given(left=st.integers(0, N - 1), is_old_head=st.booleans())
def test_the_end_cut_off_together_with_the_head(whole: Chain, left: int, is_old_head: bool) -> None:
    chain = renewed(whole)
    rows = intruder.rows()
    intruder.delete(range(left + 1, N + 1))
    if is_old_head and left:
        # From a backup, say: a head that was genuine then. Only the anchor knows better.
        intruder.set_head(chain.heads[left - 1])
        expected = Fault(FaultKind.MISSING, left + 1)
    elif left == 0:
        intruder.run("DELETE FROM audit_audithead")
        expected = Fault(FaultKind.MISSING, 1)
    else:
        intruder.set_head((left, rows[left - 1][9], chain.heads[-1][2]))
        expected = Fault(FaultKind.HEAD, left)
    assert chain.verdict().fault == expected


def test_types_are_changed_on_sqlite(whole: Chain) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps the types of columns")
    for column in ("actor", "details", "mission", "act"):
        chain = renewed(whole)
        intruder.run(f"UPDATE audit_auditentry SET {column} = CAST({column} AS BLOB) WHERE sequence = 3")
        assert chain.verdict().fault == Fault(FaultKind.CHANGED, 3), column
    for value in ("'text'", "x'ff'", "CAST(x'ff' AS TEXT)", "1.5", "hash || ''"):
        chain = renewed(whole)
        intruder.run(f"UPDATE audit_auditentry SET hash = {value} WHERE sequence = 3")
        assert chain.verdict().fault == Fault(FaultKind.CHANGED, 3), value
        chain = renewed(whole)
        intruder.run(f"UPDATE audit_auditentry SET actor = {value} WHERE sequence = 3")
        assert chain.verdict().fault == Fault(FaultKind.CHANGED, 3), value


def test_a_second_row_with_the_same_number_is_found(whole: Chain) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the number is the row's own on SQLite: there is no second one")
    intruder.run("ALTER TABLE audit_auditentry DROP CONSTRAINT audit_auditentry_pkey")
    try:
        row = intruder.rows()[4]
        intruder.insert((row[0], row[1], "account:99", *row[3:]))
        fault = whole.verdict().fault
        assert fault is not None
        assert fault.sequence == 5
        assert fault.kind in {FaultKind.CHANGED, FaultKind.INSERTED}
    finally:
        intruder.run("DELETE FROM audit_auditentry WHERE actor = 'account:99'")
        intruder.run("ALTER TABLE audit_auditentry ADD PRIMARY KEY (sequence)")
