"""The newest part of the chain is verified; whatever lies further back is not claimed to be."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from palermo.audit.faults import FaultKind
from palermo.audit.recent import verify_recent
from palermo.audit.walls import lower_walls
from palermo.vault.chain import chain_keys
from tests.audit import intruder
from tests.audit.chains import Chain


def test_nothing_recorded(chain: Chain) -> None:
    chain_keys(settings.HOME, create=True)
    assert verify_recent() is None


def test_all_of_a_short_chain(chain: Chain) -> None:
    chain.act(5)
    found = verify_recent()
    assert found is not None
    assert found.is_all
    assert found.verdict.is_whole
    assert (found.verdict.first, found.verdict.last, found.verdict.entries) == (1, 5, 5)
    assert found.since is not None


def test_the_newest_of_a_long_one(chain: Chain) -> None:
    chain.act(9)
    found = verify_recent(4)
    assert found is not None
    assert not found.is_all
    assert (found.verdict.first, found.verdict.last, found.verdict.entries) == (6, 9, 4)
    assert found.verdict.is_whole


def change(sequence: int) -> None:
    lower_walls(connection)
    intruder.change(sequence, "actor", "account:9")


def test_a_change_within_is_found_and_one_before_is_not(chain: Chain) -> None:
    chain.act(9)
    change(7)
    found = verify_recent(4)
    assert found is not None
    assert found.verdict.fault is not None
    assert (found.verdict.fault.kind, found.verdict.fault.sequence) == (FaultKind.CHANGED, 7)
    assert verify_recent(1).verdict.is_whole  # type: ignore[union-attr]


def test_the_entry_on_which_the_newest_stand_must_be_genuine(chain: Chain) -> None:
    chain.act(9)
    change(5)
    found = verify_recent(4)
    assert found is not None
    assert found.verdict.fault is not None
    assert found.verdict.fault.sequence == 5


def test_an_end_cut_off_is_found(chain: Chain) -> None:
    chain.act(9)
    lower_walls(connection)
    intruder.delete([8, 9])
    found = verify_recent(4)
    assert found is not None
    assert found.verdict.fault is not None
    assert found.verdict.fault.sequence == 8
