"""A chain whose end was broken is taken up again, and says so for ever."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection

from palermo.audit.actions.resume_chain import resume_chain
from palermo.audit.anchors import Anchor, drop_anchor
from palermo.audit.errors import ChainBroken, EntryRefused
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.models import AuditEntry
from palermo.audit.walls import lower_walls
from tests.audit import intruder
from tests.audit.chains import Chain

ACTOR = "system:command line"


def cut_with_false_head(chain: Chain) -> None:
    intruder.delete([4, 5])
    intruder.set_head((3, intruder.rows()[-1][9], b"\x00" * 32))


def no_head(_chain: Chain) -> None:
    intruder.run("DELETE FROM audit_audithead")


def nothing_left(_chain: Chain) -> None:
    intruder.delete(range(1, 6))


@pytest.mark.parametrize(
    ("attack", "entries", "fault"),
    [
        (cut_with_false_head, 4, Fault(FaultKind.HEAD, 3)),
        (no_head, 6, Fault(FaultKind.HEAD, 5)),
        (nothing_left, 1, Fault(FaultKind.MISSING, 1)),
    ],
)
def test_work_goes_on_after_the_end_was_broken(
    chain: Chain, attack: Callable[[Chain], None], entries: int, fault: Fault
) -> None:
    chain.act(5)
    lower_walls(connection)
    attack(chain)
    assert chain.verdict().fault == fault
    assert resume_chain(actor=ACTOR) == fault
    entry = AuditEntry.objects.order_by("-sequence")[0]
    assert (entry.sequence, entry.act) == (entries, "audit.resumed")
    assert json.loads(entry.details)["broken_at"] == fault.sequence
    assert chain.verdict().fault == Fault(FaultKind.RESUMED, entries)
    assert chain.verdict(resumed=[entries]).is_whole
    chain.act(3)
    verdict = chain.verdict(resumed=[entries])
    assert (verdict.fault, verdict.entries) == (None, entries + 3)
    with pytest.raises(EntryRefused, match="whole"):
        resume_chain(actor=ACTOR)


def test_a_restored_backup_is_acknowledged(chain: Chain) -> None:
    chain.act(3)
    backup, end = intruder.rows(), intruder.head()
    chain.act(3)
    drop_anchor(settings.HOME, chain.keys(), Anchor(6, chain.heads[-1][1], 0), always=True)
    lower_walls(connection)
    intruder.put_back(backup, end)
    assert chain.verdict().fault == Fault(FaultKind.MISSING, 4)
    resume_chain(actor=ACTOR)
    chain.act(5)
    assert chain.verdict().fault == Fault(FaultKind.RESUMED, 4)
    assert chain.verdict(resumed=[4]).entries == 9
    assert chain.verdict(resumed=[4]).is_whole


def test_a_false_entry_in_the_way_stays_for_all_to_see(chain: Chain) -> None:
    chain.act(3)
    row = intruder.rows()[0]
    intruder.insert((4, *row[1:]))
    with pytest.raises(Exception, match=r"(?i)unique|append-only"):
        chain.act()
    assert resume_chain(actor=ACTOR) == Fault(FaultKind.INSERTED, 4)
    chain.act()
    fault = chain.verdict().fault
    assert fault is not None
    assert fault.sequence == 4


def test_a_whole_chain_is_not_resumed(chain: Chain) -> None:
    chain.act(2)
    with pytest.raises(EntryRefused, match="whole"):
        resume_chain(actor=ACTOR)
    assert AuditEntry.objects.count() == 2


def test_without_resuming_nothing_is_done(chain: Chain) -> None:
    chain.act(5)
    lower_walls(connection)
    cut_with_false_head(chain)
    with pytest.raises(ChainBroken):
        chain.act()
    assert AuditEntry.objects.count() == 3
