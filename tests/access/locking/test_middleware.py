"""Open, locked, ended: what is answered, and when."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.access.locking.conftest import PASSWORD, SECRET_WORDS, Clock, acts

pytestmark = pytest.mark.django_db
LIMIT = 15 * 60


def test_locked_after_a_quarter_of_an_hour_without_a_request(browser: Client, clock: Clock) -> None:
    clock.at += LIMIT - 1
    assert browser.get("/note/").status_code == 200
    clock.at += LIMIT
    answer = browser.get("/note/")
    assert answer.status_code == 423
    assert "no-store" in answer["Cache-Control"]
    assert acts() == ["account.locked"]
    # It stays locked, and is recorded once.
    assert browser.get("/note/").status_code == 423
    assert acts() == ["account.locked"]


def test_a_touch_is_a_sign_of_life_and_asking_for_the_state_is_none(browser: Client, clock: Clock) -> None:
    for _times in range(4):
        clock.at += LIMIT - 1
        assert browser.post("/accounts/lock/touch/").status_code == 204
    for _times in range(3):
        clock.at += LIMIT // 3
        answer = browser.get("/accounts/lock/state/").json()
    assert answer["state"] == "locked"
    assert browser.post("/accounts/lock/touch/", HTTP_ACCEPT="application/json").json()["code"] == "locked"


def test_reading_pages_is_not_writing(browser: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[str] = []
    stored = Session.save
    monkeypatch.setattr(Session, "save", lambda self, **how: (writes.append("one"), stored(self, **how)))
    for _second in range(30):
        clock.at += 10
        browser.get("/note/")
    assert len(writes) == 5


@pytest.mark.parametrize("minutes", [1, 2, 60])
def test_the_operator_sets_the_minutes(browser: Client, clock: Clock, settings: Any, minutes: int) -> None:
    settings.LOCK_MINUTES = minutes
    for _times in range(5):
        clock.at += minutes * 60 - minutes * 10 - 1
        assert browser.get("/note/").status_code == 200
    clock.at += minutes * 60
    assert browser.get("/note/").status_code == 423


def test_a_clock_that_is_set_back_locks_nobody_and_for_ever_keeps_nobody_open(
    browser: Client, clock: Clock
) -> None:
    clock.at -= 10 * LIMIT
    assert browser.get("/note/").status_code == 200
    clock.at += LIMIT + 1
    assert browser.get("/note/").status_code == 423


class TestAnswers:
    @pytest.fixture
    def locked(self, browser: Client) -> Client:
        assert browser.post("/accounts/lock/", {"next": "/note/"})["Location"] == "/note/"
        return browser

    def test_a_page_tells_nothing_of_the_person(self, locked: Client, account: Any) -> None:
        answer = locked.get("/note/?case=abc")
        words = answer.content.decode()
        assert answer.status_code == 423
        for secret in (SECRET_WORDS, account.email, account.display_name, account.mission.name, "Ukraine"):
            assert secret not in words
        assert answer["Palermo-Lock"] == "locked"

    @pytest.mark.parametrize(
        "headers",
        [
            {"HTTP_ACCEPT": "application/json"},
            {"HTTP_ACCEPT": "application/json, text/plain, */*"},
            {"path": "/api/note/"},
            {"content_type": "application/json", "data": '{"a": 1}'},
        ],
    )
    def test_programs_get_json(self, locked: Client, headers: dict[str, Any]) -> None:
        address = headers.pop("path", "/note/")
        method = locked.post if "data" in headers else locked.get
        answer = method(address, **headers)
        assert answer.status_code == 423
        assert set(answer.json()) == {"code", "message", "details"}
        assert answer.json()["code"] == "locked"

    @pytest.mark.parametrize("address", ["/no-such-page/", "/accounts/logout/", "/away/", "/cases/?page=x"])
    def test_no_address_names_whoever_is_signed_in(self, locked: Client, account: Any, address: str) -> None:
        words = locked.get(address).content.decode()
        for secret in (account.email, account.display_name, account.mission.name):
            assert secret not in words

    def test_parts_of_pages_get_a_header_and_nothing_else(self, locked: Client) -> None:
        answer = locked.get("/note/", HTTP_HX_REQUEST="true")
        assert (answer.status_code, answer["Palermo-Lock"], answer.content) == (423, "locked", b"")

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "options"])
    def test_no_method_goes_round_it(self, locked: Client, method: str) -> None:
        assert getattr(locked, method)("/note/").status_code == 423

    def test_every_page_of_the_product_is_shut(self, locked: Client) -> None:
        for address in (
            "/",
            "/cases/",
            "/cases/aaaaaaaaaaaaaaaa/",
            "/statistics/",
            "/codebook/",
            "/accounts/login/",
        ):
            assert locked.get(address).status_code == 423, address

    def test_the_ways_out_stay_open(self, locked: Client) -> None:
        assert locked.get("/away/").status_code == 200
        assert locked.post("/theme/", {"theme": "dark"}).status_code == 302
        assert locked.post("/leave/").status_code == 302
        assert locked.get("/accounts/lock/state/").json() == {"state": "ended"}

    def test_signing_out_ends_it(self, locked: Client, account: Any) -> None:
        assert locked.post("/accounts/logout/").status_code == 302
        assert locked.get("/note/")["Location"].startswith("/accounts/login/")
        locked.force_login(account)
        assert locked.get("/note/").status_code == 200


def test_visitors_are_not_concerned(client: Client, clock: Clock, addresses: None) -> None:
    assert client.get("/accounts/login/").status_code == 200
    clock.at += 10 * LIMIT
    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/accounts/lock/state/").json() == {"state": "ended"}
    assert client.post("/accounts/unlock/", {"secret": PASSWORD})["Location"] == "/accounts/login/"
