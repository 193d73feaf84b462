"""The bulk brake: a busy day passes, a copied caseload does not, and the focal point opens again."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from palermo.access.actions.release_reading import release_reading
from palermo.access.actions.stop_reading import stop_reading
from palermo.access.brakes import LIMITS, ReadingStopped, check_brakes
from palermo.access.models import Account, Notice
from palermo.audit.models import AuditEntry
from palermo.audit.recording import audited, record_many
from tests.access.people import People, acts

UNCOVERED, SEARCHED = "identity.uncovered", "identity.searched"
FEW = LIMITS[UNCOVERED][0][1]
MANY = LIMITS[UNCOVERED][1][1]


@pytest.fixture
def people(db: None) -> People:
    return People()


def read(account: Account, number: int, ago: timedelta = timedelta()) -> None:
    """``number`` identities on record, some time ago."""
    moment = (timezone.now() - ago).timestamp()
    with patch("palermo.audit.appending.time.time_ns", lambda: int(moment * 1e9)), audited():
        record_many(
            UNCOVERED,
            actor=f"account:{account.pk}",
            object_kind="individual",
            object_ids=["abcdefghijklmnop"] * number,
            fields=["identity"],
        )


def is_stopped(account: Account) -> bool:
    account.refresh_from_db()
    return account.reading_stopped_at is not None


def test_up_to_the_limit_and_no_further(people: People) -> None:
    read(people.worker, FEW - 1)
    check_brakes(people.worker, UNCOVERED, 1)
    assert not is_stopped(people.worker)
    with pytest.raises(ReadingStopped):
        check_brakes(people.worker, UNCOVERED, 2)
    assert is_stopped(people.worker)
    assert acts()[-1] == "identity.reading_stopped"
    notices = set(Notice.objects.values_list("kind", "audience", "about"))
    assert notices == {
        ("reading_stopped", audience, people.worker.pk) for audience in ("mission", "focal_point")
    }


def test_what_is_asked_for_counts_before_it_is_done(people: People) -> None:
    check_brakes(people.worker, UNCOVERED, FEW)
    with pytest.raises(ReadingStopped):
        check_brakes(people.worker, UNCOVERED, FEW + 1)


def test_slowly_through_the_night_is_found_too(people: People) -> None:
    for hours in range(1, 6):
        read(people.worker, MANY // 6, timedelta(hours=hours))
        check_brakes(people.worker, UNCOVERED)
    read(people.worker, MANY // 6, timedelta(hours=6))
    with pytest.raises(ReadingStopped):
        check_brakes(people.worker, UNCOVERED)


def test_yesterday_counts_no_more(people: People) -> None:
    read(people.worker, MANY * 2, timedelta(hours=13))
    check_brakes(people.worker, UNCOVERED, FEW)


def test_colleagues_and_searches_are_counted_apart(people: People) -> None:
    read(people.worker, FEW)
    check_brakes(people.colleague, UNCOVERED)
    check_brakes(people.worker, SEARCHED)


def test_stopped_stays_stopped_whatever_the_rate(people: People) -> None:
    stop_reading(people.worker)
    for act in LIMITS:
        with pytest.raises(ReadingStopped, match="focal point"):
            check_brakes(people.worker, act, 0)
    assert acts() == ["identity.reading_stopped"]


def test_stopping_twice_tells_once(people: People) -> None:
    stop_reading(people.worker)
    stop_reading(people.worker)
    assert acts() == ["identity.reading_stopped"]
    assert Notice.objects.count() == 2


def test_whoever_has_no_mission_is_told_of_to_the_focal_point(people: People) -> None:
    stop_reading(people.officer)
    assert Notice.objects.get().audience == "focal_point"


def test_nothing_is_stopped_without_the_entry(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("palermo.audit.recording.append", broken)
    with pytest.raises(OSError, match="disk"):
        check_brakes(people.worker, UNCOVERED, 1000)
    assert not is_stopped(people.worker)
    assert not Notice.objects.exists()


class TestReleasing:
    def test_opens_at_once_although_much_was_read_before(self, people: People) -> None:
        read(people.worker, MANY, timedelta(minutes=5))
        with pytest.raises(ReadingStopped):
            check_brakes(people.worker, UNCOVERED)
        release_reading(actor=people.focal_point, account=people.worker)
        check_brakes(people.worker, UNCOVERED, FEW)
        assert not is_stopped(people.worker)

    def test_is_no_licence(self, people: People) -> None:
        read(people.worker, FEW, timedelta(minutes=5))
        with pytest.raises(ReadingStopped):
            check_brakes(people.worker, UNCOVERED)
        release_reading(actor=people.focal_point, account=people.worker)
        read(people.worker, FEW)
        with pytest.raises(ReadingStopped):
            check_brakes(people.worker, UNCOVERED)
        assert acts().count("identity.reading_stopped") == 2

    def test_of_an_account_that_was_not_stopped_leaves_no_entry(self, people: People) -> None:
        release_reading(actor=people.focal_point, account=people.worker)
        assert not AuditEntry.objects.exists()
