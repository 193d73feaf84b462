"""A person's pace is never too fast; a machine's is refused in words, for the account alone, and on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from palermo.access import pace, refusals
from palermo.access.models import Account, Role
from palermo.access.pace import COSTLY, TooFast, refuse_device_haste, refuse_haste, require_pace
from palermo.audit.models import AuditEntry
from palermo.cases.models import Case
from tests.cases.factory import make_mission
from tests.security.conftest import read_settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> Iterator[None]:
    settings.PALERMO_PACE = {"pages": ((5, 60), (8, 3_600)), "forms": ((2, 60),)}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "files": "3/10m/user",
        "registering": "2/10m/user",
    }
    pace.forget()
    cache.clear()
    yield
    pace.forget()


class Clock:
    at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Iterator[Clock]:
    moving = Clock()
    with mock.patch("palermo.access.pace.time.monotonic", moving):
        yield moving


@pytest.fixture
def analyst(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.ANALYST)


def ask(account: Account, method: str = "get", times: int = 1) -> None:
    for _time in range(times):
        refuse_haste(getattr(RequestFactory(), method)("/"), account)


def test_up_to_the_limit_and_no_further(analyst: Account, clock: Clock) -> None:
    ask(analyst, times=5)
    with pytest.raises(TooFast) as refused:
        ask(analyst)
    assert refused.value.details == {"seconds": 60}
    clock.at += 60.1
    ask(analyst, times=3)
    # The longer window is full now.
    with pytest.raises(TooFast) as refused:
        ask(analyst)
    assert refused.value.details == {"seconds": 3_600}
    clock.at += 3_600
    ask(analyst)


def test_what_was_refused_does_not_count(analyst: Account, clock: Clock) -> None:
    """Whoever goes on knocking is let in again as soon as whoever waits."""
    ask(analyst, times=5)
    for _second in range(59):
        clock.at += 1
        with pytest.raises(TooFast):
            ask(analyst)
    clock.at += 1.1
    ask(analyst)


def test_forms_have_a_limit_of_their_own(analyst: Account) -> None:
    ask(analyst, "post", times=2)
    with pytest.raises(TooFast):
        ask(analyst, "post")
    ask(analyst, "get")


def test_devices_have_a_pace_of_their_own(analyst: Account, settings: Settings) -> None:
    settings.PALERMO_PACE = settings.PALERMO_PACE | {"devices": ((3, 60),)}
    ask(analyst, "post", times=2)
    for _time in range(3):
        refuse_device_haste(analyst)
    with pytest.raises(TooFast) as refused:
        refuse_device_haste(analyst)
    assert refused.value.details == {"seconds": 60}


def test_nobody_else_is_slowed(analyst: Account, account_of: Callable[..., Account]) -> None:
    ask(analyst, times=5)
    ask(account_of(Role.SUPERVISOR), times=5)


def test_memory_does_not_grow_with_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_ACCOUNTS", 10)
    for number in range(100):
        ask(Account(pk=number))
    assert len(pace._counts._moments) == 10


class TestPages:
    def test_a_pause_is_said_kindly_and_is_on_record(self, client: Client, analyst: Account) -> None:
        client.force_login(analyst)
        answers = [client.get(reverse("home")) for _time in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert answers[-1]["Retry-After"] == "60"
        assert "faster than a person works" in answers[-1].content.decode()
        pace.forget()
        with mock.patch.object(refusals, "now", return_value=1e12):
            client.get(reverse("home"))
        row = AuditEntry.objects.get(act="input.refused")
        assert '"reason":"pace"' in row.details.replace(" ", "")

    def test_programs_get_the_code(self, client: Client, analyst: Account) -> None:
        client.force_login(analyst)
        for _time in range(5):
            client.get("/api/v1/cases")
        answer = client.get("/api/v1/cases")
        assert (answer.status_code, answer.json()["code"]) == (429, "too_fast")
        assert answer.json()["details"] == {"seconds": 60}

    def test_visitors_are_the_web_servers_business(self, client: Client) -> None:
        assert {client.get(reverse("account_login")).status_code for _time in range(20)} == {200}

    def test_leaving_is_always_possible(self, client: Client, analyst: Account) -> None:
        client.force_login(analyst)
        for _time in range(6):
            client.get(reverse("home"))
        assert client.post(reverse("leave"))["Location"] == reverse("away")


class TestCostly:
    def test_over_all_processes(self, analyst: Account) -> None:
        request = RequestFactory().get("/")
        request.user = analyst
        for _time in range(3):
            require_pace(request, "files")
        pace.forget()
        with pytest.raises(TooFast) as refused:
            require_pace(request, "files")
        assert refused.value.details == {"seconds": COSTLY["files"]}

    def test_files_of_tables(self, client: Client, analyst: Account, settings: Settings) -> None:
        settings.PALERMO_PACE = {}
        client.force_login(analyst)
        address = reverse("statistics_file", args=["by_sex", "csv"])
        found = [client.get(address).status_code for _time in range(4)]
        assert 429 not in found[:3]
        assert found[3] == 429

    def test_registering(
        self, client: Client, account_of: Callable[..., Account], settings: Settings
    ) -> None:
        settings.PALERMO_PACE = {}
        client.force_login(account_of(Role.CASEWORKER, make_mission("UKR", "Ukraine")))
        bodies = [
            client.post(
                "/api/v1/cases",
                {"case_ref": f"UKR-{turn}", "registered_on": "2020-01-01"},
                content_type="application/json",
                headers={"idempotency-key": f"key-number-{turn}"},
            )
            for turn in range(3)
        ]
        assert [answer.status_code for answer in bodies] == [201, 201, 429]
        assert Case.unscoped.count() == 2


def test_in_service_the_limits_are_a_persons(tmp_path: Any) -> None:
    values = read_settings(
        tmp_path, PALERMO_ALLOWED_HOSTS="x.example.org", PALERMO_PUBLIC_URL="https://x.example.org"
    )
    assert values["PALERMO_PACE"]["pages"] == ((120, 60), (2_000, 3_600))
    assert values["PALERMO_PACE"]["forms"] == ((60, 60), (600, 3_600))
    for kind, seconds in COSTLY.items():
        most, window, per = values["ACCOUNT_RATE_LIMITS"][kind].split("/")
        assert (window, per) == (f"{seconds // 60}m", "user")
        assert 10 <= int(most) <= 100
