"""Refusals are on record, coarsely; being refused writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palermo.access import refusals
from palermo.access.models import Account, Role
from palermo.access.refusals import EVERY, MOST_ROUTES, note_refusal, write_refusals
from palermo.audit.errors import ChainBroken
from palermo.audit.models import AuditEntry
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
ACT = "access.refused"


@dataclass
class Clock:
    at: float = 1000.0


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(refusals, "now", lambda: clock.at)
    cache.clear()
    yield clock
    cache.clear()


@pytest.fixture
def worker(account_of: Callable[..., Account], client: Client) -> Account:
    account = account_of(Role.CASEWORKER)
    client.force_login(account)
    return account


def on_record() -> list[dict[str, Any]]:
    rows = AuditEntry.objects.filter(act=ACT).order_by("sequence")
    return [json.loads(row.details) | {"actor": row.actor} for row in rows]


def test_counted_and_told_after_a_minute(client: Client, worker: Account, clock: Clock) -> None:
    hidden = make_case(make_mission("MDA")).opaque_id
    for number in (hidden, "aaaaaaaaaaaaaaaa", hidden):
        assert client.get(reverse("case_page", args=[number])).status_code == 404
    assert client.get(reverse("audit")).status_code == 404
    assert client.get(f"/api/v1/cases/{hidden}").status_code == 404
    assert on_record() == []
    clock.at += EVERY
    assert client.get(reverse("codebook")).status_code == 200
    told = {(one["route"], one["count"]) for one in on_record()}
    assert {("case_page", 3), ("audit", 1)} < told
    assert len(told) == 3
    assert {one["actor"] for one in on_record()} == {f"account:{worker.pk}"}
    stored = "".join(row.details + row.object_id for row in AuditEntry.objects.filter(act=ACT))
    assert hidden not in stored


def test_a_refusal_writes_nothing(client: Client, worker: Account) -> None:
    client.get(reverse("home"))
    address = reverse("case_page", args=["aaaaaaaaaaaaaaaa"])
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    written = [one["sql"] for one in queries if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert written == []


def test_a_storm_is_one_entry_a_minute(worker: Account, clock: Clock) -> None:
    entries = 0
    for _second in range(10 * EVERY):
        clock.at += 1
        for _time in range(5):
            note_refusal(worker, "case_page")
        entries += write_refusals(worker)
        if clock.at % EVERY == 0:
            cache.clear()
    assert entries <= 10
    assert sum(one["count"] for one in on_record()) >= 10 * EVERY * 5 - 2 * EVERY * 5


def test_other_processes_have_written_this_minute(worker: Account, clock: Clock) -> None:
    cache.add(f"refused|{worker.pk}|case_page", 1, timeout=EVERY)
    note_refusal(worker, "case_page")
    clock.at += EVERY
    assert write_refusals(worker) == 0
    cache.clear()
    clock.at += EVERY
    assert write_refusals(worker) == 1
    assert on_record()[0]["count"] == 1


def test_many_routes_are_few_entries(worker: Account, clock: Clock) -> None:
    for number in range(50):
        note_refusal(worker, f"route_{number}")
    note_refusal(worker, "<b>")
    clock.at += EVERY
    assert write_refusals(worker) == MOST_ROUTES + 1
    assert {one["route"]: one["count"] for one in on_record()}["other"] == 50 - MOST_ROUTES + 1


def test_addresses_that_do_not_exist_and_strangers_are_not_counted(client: Client, worker: Account) -> None:
    assert client.get("/no-such-page/").status_code == 404
    Client().get("/no-such-page/")
    Client().get(reverse("audit"))
    assert refusals._waiting == {}


def test_what_cannot_be_recorded_waits_and_disturbs_nobody(
    client: Client, worker: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise ChainBroken

    note_refusal(worker, "case_page")
    clock.at += EVERY
    with monkeypatch.context() as patched:
        patched.setattr("palermo.audit.recording.append", broken)
        assert client.get(reverse("codebook")).status_code == 200
    cache.clear()
    clock.at += EVERY
    assert write_refusals(worker) == 1
    assert on_record()[0]["count"] == 1


def test_memory_is_bounded(worker: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "MOST_ACCOUNTS", 3)
    for number in range(1, 10):
        note_refusal(Account(pk=number), "case_page")
    assert list(refusals._waiting) == [7, 8, 9]
