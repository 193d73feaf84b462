"""The brake is as exact for requests at one moment as for requests after each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from palermo.access.brakes import FORGOTTEN_AFTER, LIMITS, ReadingStopped, check_brakes, opened
from palermo.access.models import Account, Opening
from palermo.audit.models import AuditEntry
from palermo.audit.recording import audited, record_many
from tests.access.people import People
from tests.audit.chains import Chain, chain
from tests.audit.test_appending import together

__all__ = ["chain"]
UNCOVERED = "identity.uncovered"
FEW = LIMITS[UNCOVERED][0][1]
AT_ONCE, EACH = 12, 10


def is_stopped(account: Account) -> bool:
    return Account.objects.get(pk=account.pk).reading_stopped_at is not None


def put_on_record(account: Account, number: int) -> None:
    record_many(
        UNCOVERED,
        actor=f"account:{account.pk}",
        object_kind="individual",
        object_ids=["abcdefghijklmnop"] * number,
        fields=["identity"],
    )


class TestAtOnce:
    """On the database of the chain's tests: real transactions, a connection for each thread."""

    def test_no_more_than_the_limit_is_let_through(self, chain: Chain) -> None:
        worker = People().worker
        passed, stopped = [], []

        def ask() -> None:
            try:
                passed.append(check_brakes(worker, UNCOVERED, EACH))
            except ReadingStopped:
                stopped.append(1)

        together([ask] * AT_ONCE)
        assert len(passed) == FEW // EACH
        assert len(stopped) == AT_ONCE - FEW // EACH
        assert is_stopped(worker)
        assert AuditEntry.objects.filter(act="identity.reading_stopped").count() == 1

    def test_what_is_on_record_and_what_is_under_way_count_once(self, chain: Chain) -> None:
        worker = People().worker

        def work() -> None:
            opening = check_brakes(worker, UNCOVERED, EACH)
            with audited():
                opened(opening)
                put_on_record(worker, EACH)

        together([work] * (FEW // EACH))
        assert not is_stopped(worker)
        assert not Opening.objects.exists()
        with pytest.raises(ReadingStopped):
            check_brakes(worker, UNCOVERED, 1)

    def test_colleagues_do_not_wait_for_each_other(self, chain: Chain) -> None:
        people = People()
        works: list[Callable[[], None]] = [
            lambda account=account: check_brakes(account, UNCOVERED, FEW)  # type: ignore[misc]
            for account in (people.worker, people.colleague, people.supervisor)
        ]
        together(works)
        assert Opening.objects.count() == 3


@pytest.mark.django_db
class TestLeftBehind:
    def test_counts_for_ten_minutes_and_goes(self) -> None:
        worker = People().worker
        check_brakes(worker, UNCOVERED, FEW)
        Opening.objects.update(began_at=timezone.now() - FORGOTTEN_AFTER - timedelta(seconds=1))
        opening = check_brakes(worker, UNCOVERED, FEW)
        assert list(Opening.objects.all()) == [opening]
        with pytest.raises(ReadingStopped):
            check_brakes(worker, UNCOVERED, 1)

    def test_nothing_is_taken_by_whoever_is_stopped(self) -> None:
        worker = People().worker
        with pytest.raises(ReadingStopped):
            check_brakes(worker, UNCOVERED, FEW + 1)
        assert not Opening.objects.exists()

    def test_asking_is_cheap(self, django_assert_max_num_queries: object) -> None:
        worker = People().worker
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            check_brakes(worker, UNCOVERED, 1)
