"""What the focal point asks, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from palermo.audit import selectors
from palermo.audit.errors import UnknownAct
from palermo.audit.models import microseconds
from palermo.audit.recording import audited, record
from palermo.audit.selectors import Filters, entries, rate
from tests.audit.chains import CASES

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(monkeypatch: pytest.MonkeyPatch, when: datetime) -> None:
    monkeypatch.setattr("palermo.audit.appending.time.time_ns", lambda: microseconds(when) * 1000)


@pytest.fixture
def ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten entries, an hour apart, by two accounts in two missions."""
    for step in range(10):
        at(monkeypatch, NOON + timedelta(hours=step))
        with audited():
            record(
                "case.read" if step < 6 else "identity.uncovered",
                actor=f"account:{step % 2}",
                object_kind="case",
                object_id=CASES[step % 4],
                mission="UKR" if step % 5 else "MDA",
            )


def found(filters: Filters) -> list[int]:
    return [entry.sequence for entry in entries(filters).entries]


def test_pages_follow_one_another_without_gap(ten: None) -> None:
    seen, after = [], None
    for _page in range(4):
        page = entries(after_sequence=after, limit=3)
        seen.append([entry.sequence for entry in page.entries])
        after = page.next_after
    assert seen == [[10, 9, 8], [7, 6, 5], [4, 3, 2], [1]]
    assert after is None
    assert entries(limit=10).next_after is None
    assert len(entries(limit=0).entries) == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(actor="account:1"), [10, 8, 6, 4, 2]),
        (Filters(act="identity.uncovered"), [10, 9, 8, 7]),
        (Filters(object_id=CASES[3]), [8, 4]),
        (Filters(mission="MDA"), [6, 1]),
        (Filters(since=NOON + timedelta(hours=7)), [10, 9, 8]),
        (Filters(until=NOON + timedelta(hours=2)), [2, 1]),
        (Filters(since=NOON + timedelta(hours=2), until=NOON + timedelta(hours=4)), [4, 3]),
        (Filters(actor="account:1", act="identity.uncovered", mission="UKR"), [10, 8]),
        (Filters(actor="account:7"), []),
    ],
)
def test_entries_are_found(ten: None, filters: Filters, expected: list[int]) -> None:
    assert found(filters) == expected


def test_an_entry_is_told_as_it_was_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOON + timedelta(microseconds=7))
    with audited():
        record("export.made", actor="account:1", object_kind="export", object_id=CASES[0], mission="UKR", count=3,
               ids="0" * 64, format="csv")  # fmt: skip
    (entry,) = entries().entries
    assert entry.at == NOON + timedelta(microseconds=7)
    assert entry.details == {"count": 3, "ids": "0" * 64, "format": "csv"}
    assert (entry.object_kind, entry.object_id, entry.mission) == ("export", CASES[0], "UKR")


def test_a_rate_counts_what_one_actor_did_lately(monkeypatch: pytest.MonkeyPatch) -> None:
    for minutes, actor in ((30, 1), (9, 1), (8, 2), (2, 1), (-5, 1)):
        at(monkeypatch, timezone.now() - timedelta(minutes=minutes))
        with audited():
            record(
                "identity.uncovered", actor=f"account:{actor}", object_kind="individual", object_id=CASES[0]
            )
    assert rate("account:1", "identity.uncovered", timedelta(minutes=10)) == 3
    assert rate("account:1", "identity.uncovered", timedelta(hours=1)) == 4
    assert rate("account:2", "identity.uncovered", timedelta(minutes=10)) == 1
    assert rate("account:1", "case.read", timedelta(hours=1)) == 0


def test_a_bulk_act_counts_for_all_it_touched() -> None:
    for count in (40, 2):
        with audited():
            record(
                "case.listed",
                actor="account:1",
                object_kind="mission",
                object_id="UKR",
                count=count,
                ids="0" * 64,
            )
    assert rate("account:1", "case.listed", timedelta(minutes=10)) == 42


def test_the_rate_of_an_unknown_act_is_a_mistake() -> None:
    with pytest.raises(UnknownAct):
        rate("account:1", "case.red", timedelta(minutes=10))


def test_one_entry_and_its_place_in_the_chain(ten: None) -> None:
    first, second = selectors.linked(1), selectors.linked(2)
    assert first is not None
    assert second is not None
    assert first.previous == "0" * 64
    assert second.previous == first.hash
    assert first.is_genuine
    assert first.follows
    assert second.follows
    assert selectors.linked(99) is None
    newest = selectors.newest()
    assert newest is not None
    assert newest.entry.sequence == 10


def test_extent_and_walk_agree(ten: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "LARGEST_PAGE", 3)
    found = selectors.extent(Filters(actor="account:1"))
    walked = list(selectors.walk(Filters(actor="account:1"), found.last))
    assert len(walked) == found.count > 0
    assert walked[0].sequence == found.first
    assert selectors.extent(Filters(actor="account:999")) == selectors.Extent(0, 0, 0)
    assert list(selectors.walk(Filters(), 4))[-1].sequence == 4


def test_entries_of_several_objects_at_once(ten: None) -> None:
    wanted = {entry.object_id for entry in entries().entries[:2]}
    found = entries(Filters(objects=tuple(wanted))).entries
    assert {entry.object_id for entry in found} == wanted
