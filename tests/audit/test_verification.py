"""What is whole is said to be whole; the end of a chain is held against what was noted elsewhere."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from palermo.audit.anchors import Anchor, anchors_path, drop_anchor
from palermo.audit.encoding import Row, encode, row_of
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.sources.base import End
from palermo.audit.verification import last_moment, verify
from palermo.audit.walls import lower_walls
from palermo.vault.chain import GENESIS, ChainKeys, link
from tests.audit import intruder
from tests.audit.chains import Chain

KEYS = ChainKeys(b"e" * 32, b"h" * 32, b"x" * 32, b"a" * 32)


class Made:
    """A chain without a database. ``times`` gives the moment of each entry."""

    first, previous = 1, GENESIS

    def __init__(self, times: list[int] | range, previous: bytes = GENESIS) -> None:
        self.times = times
        self.start = previous
        self._end = End(0, GENESIS, True)

    def rows(self) -> Iterator[Row]:
        previous = self.start
        for sequence, at in enumerate(self.times, start=1):
            texts = [b"account:1", b"case.read", b"case", b"a" * 16, b"", b"{}"]
            row = row_of(sequence, at, texts, previous, b"")
            previous = link(KEYS.entry, encode(row))
            self._end = End(sequence, previous, True)
            yield row._replace(hash=previous)

    def end(self) -> End | None:
        return self._end


def test_nothing_is_whole() -> None:
    verdict = verify(Made([]), KEYS)
    assert verdict.is_whole
    assert (verdict.entries, verdict.last, last_moment(verdict)) == (0, 0, "")


def test_a_whole_chain_says_where_it_ends() -> None:
    verdict = verify(Made([5, 6, 7_000_000]), KEYS)
    assert (verdict.fault, verdict.remarks) == (None, ())
    assert (verdict.entries, verdict.first, verdict.last) == (3, 1, 3)
    assert last_moment(verdict) == "1970-01-01T00:00:07+00:00"


def test_a_clock_that_goes_back_is_a_remark() -> None:
    verdict = verify(Made([5, 4, 6, 6, 3]), KEYS)
    assert verdict.is_whole
    assert verdict.remarks == ("The clock went back 2 times, first at entry 2.",)


def test_a_genuine_entry_after_another_one_is_a_fork() -> None:
    assert verify(Made([1, 2], previous=b"\x01" * 32), KEYS).fault == Fault(FaultKind.FORKED, 1)


def test_another_key_fits_nothing_and_is_asked_about() -> None:
    other = ChainKeys(b"o" * 32, b"h" * 32, b"x" * 32, b"a" * 32)
    verdict = verify(Made([1, 2]), other)
    assert verdict.fault == Fault(FaultKind.CHANGED, 1)
    assert "right key" in verdict.remarks[0]


def test_memory_does_not_grow_with_the_chain() -> None:
    def peak(entries: int) -> int:
        tracemalloc.start()
        assert verify(Made(range(entries)), KEYS).entries == entries
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(10)
    assert peak(5_000) < peak(50) + 20_000


def test_a_head_that_was_written_down_must_be_in_the_chain(chain: Chain) -> None:
    chain.act(4)
    written = Anchor(chain.heads[2][0], chain.heads[2][1], 0)
    assert chain.verdict(heads=[written]).is_whole
    assert chain.verdict(heads=[written._replace(hash=b"\x01" * 32)]).fault == Fault(FaultKind.ANCHOR, 3)
    assert chain.verdict(heads=[written._replace(sequence=9)]).fault == Fault(FaultKind.MISSING, 5)
    assert chain.verdict(heads=[written._replace(sequence=9)], is_copy=True).fault == Fault(
        FaultKind.MISSING, 5
    )


def test_a_chain_that_was_replaced_contradicts_its_anchors(chain: Chain) -> None:
    chain.act(3)
    drop_anchor(settings.HOME, chain.keys(), Anchor(2, b"\x01" * 32, 0), always=True)
    verdict = chain.verdict()
    assert verdict.fault == Fault(FaultKind.ANCHOR, 2)
    assert "noted outside" in verdict.fault.sentence


def test_an_empty_database_is_held_against_its_anchors(chain: Chain) -> None:
    chain.act(3)
    lower_walls(connection)
    intruder.delete([1, 2, 3])
    intruder.run("DELETE FROM audit_audithead")
    assert chain.verdict().fault == Fault(FaultKind.MISSING, 1)


def test_an_older_copy_cannot_be_told_from_one_that_was_cut(chain: Chain) -> None:
    chain.act(3)
    drop_anchor(settings.HOME, chain.keys(), Anchor(8, b"\x01" * 32, 0), always=True)
    assert chain.verdict().fault == Fault(FaultKind.MISSING, 4)
    verdict = chain.verdict(is_copy=True)
    assert verdict.is_whole
    assert any("8" in remark for remark in verdict.remarks)
    assert any("older copy" in remark for remark in verdict.remarks)


@pytest.mark.parametrize(("line", "fault"), [(b'{"sequence"', None), (b"{}", Fault(FaultKind.NOTES, 3))])
def test_notes_that_are_not_ours(chain: Chain, line: bytes, fault: Fault | None) -> None:
    chain.act(3)
    with anchors_path(settings.HOME).open("ab") as notes:
        notes.write(line + b"\n")
    verdict = chain.verdict()
    assert verdict.fault == fault
    assert any("did not write" in remark for remark in verdict.remarks)


def test_a_break_in_the_chain_comes_before_what_the_notes_say(chain: Chain) -> None:
    chain.act(3)
    drop_anchor(settings.HOME, chain.keys(), Anchor(1, b"\x01" * 32, 0), always=True)
    lower_walls(connection)
    intruder.change(3, "mission", "MDA")
    assert chain.verdict().fault == Fault(FaultKind.CHANGED, 3)


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_is_a_sentence_with_its_place(kind: FaultKind) -> None:
    said = Fault(kind, 17, 23).sentence
    assert "17" in said
    assert ("23" in said) == (kind is FaultKind.SWAPPED)
