"""Forms that arrive while the session is locked come back whole, and only to whom they belong."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from palermo.access.locking import carrying
from palermo.access.locking.carrying import Ticket, owner_mark, read_back
from palermo.access.models import Account, Role
from tests.access.locking.conftest import PASSWORD

pytestmark = pytest.mark.django_db
HOSTILE = [
    ('"><script>alert(1)</script>', "</form><img src=x onerror=alert(1)>"),
    ("submit", "action"),
    ("name with 'quotes' & <tags>", "\u202e\u2066 מילים كلمات слова 語 🕊 \u0000x"),
    ("{{ request.user }}", "{% url 'home' %}"),
    ("lines", "one\r\ntwo\r\n\r\nthree\r\n"),
    ("many", "second"),
    ("many", "first"),
    ("many", ""),
    ("ticket", "another"),
    ("carried", "[[]]"),
    ("next", "https://elsewhere.example.org/"),
]


class Forms(HTMLParser):
    """The forms of a page: their attributes, and names and values of their fields as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], list[tuple[str, str]]]] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        here = dict(attrs)
        if tag == "form":
            self.found.append((here, []))
        if tag == "input" and here.get("type") == "hidden":
            self.found[-1][1].append((here.get("name") or "", here.get("value") or ""))


def lock(client: Client) -> None:
    client.post("/accounts/lock/")


def form(answer: HttpResponse, mark: str) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
    return next(found for found in Forms(answer.content.decode()).found if mark in found[0])


def waiting(answer: HttpResponse) -> dict[str, str]:
    return dict(form(answer, "data-lock-page")[1])


def resent(answer: HttpResponse) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
    attributes, fields = form(answer, "data-resend")
    assert fields[0][0] == "csrfmiddlewaretoken"
    return attributes, fields[1:]


def send(
    client: Client, fields: list[tuple[str, str]], address: str = "/note/?part=2", **files: Any
) -> HttpResponse:
    data: dict[str, Any] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post(address, data | files)


def grouped(fields: list[tuple[str, str]]) -> list[list[Any]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return [[name, values] for name, values in found.items()]


def test_hostile_fields_are_text_and_come_back_as_they_were(browser: Client) -> None:
    lock(browser)
    page = send(browser, HOSTILE)
    assert page.status_code == 423
    assert {"script", "img"} & set(Forms(page.content.decode()).tags) == {"script"}
    assert "alert(1)<" not in page.content.decode()
    answer = browser.post("/accounts/unlock/", waiting(page) | {"secret": PASSWORD})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    attributes, fields = resent(answer)
    assert attributes["action"] == "/note/?part=2"
    assert attributes["data-resend"] == "now"
    assert fields == [(name, value) for name, values in grouped(HOSTILE) for value in values]
    assert send(browser, fields).json()["fields"] == grouped(HOSTILE)


def test_a_wrong_try_keeps_the_form(browser: Client) -> None:
    lock(browser)
    page = send(browser, HOSTILE)
    for _times in range(2):
        page = browser.post("/accounts/unlock/", waiting(page) | {"secret": "wrong"})
        assert page.status_code == 423
        assert "not right" in page.content.decode()
    assert grouped(
        resent(browser.post("/accounts/unlock/", waiting(page) | {"secret": PASSWORD}))[1]
    ) == grouped(HOSTILE)


def test_nothing_of_it_is_stored(browser: Client) -> None:
    lock(browser)
    page = send(browser, [("story", "a canary in the mine")])
    browser.post("/accounts/unlock/", waiting(page) | {"secret": PASSWORD})
    assert "canary" not in json.dumps(dict(browser.session.items()))


def test_another_account_gets_nothing(browser: Client, account_of: Callable[..., Account]) -> None:
    lock(browser)
    page = send(browser, HOSTILE)
    browser.logout()
    browser.force_login(account_of(Role.SUPERVISOR))
    answer = browser.post("/accounts/unlock/", waiting(page) | {"secret": PASSWORD})
    assert (answer.status_code, answer["Location"], answer.content) == (302, "/", b"")


def test_the_same_account_in_a_new_session_goes_on(browser: Client, account: Account) -> None:
    lock(browser)
    page = send(browser, HOSTILE)
    for _times in range(5):
        page = browser.post("/accounts/unlock/", waiting(page) | {"secret": "wrong"})
    assert "Your session has ended" in page.content.decode()
    page = browser.post("/accounts/unlock/", waiting(page))
    assert "Your session has ended" in page.content.decode()
    browser.force_login(account)
    assert grouped(resent(browser.post("/accounts/unlock/", waiting(page)))[1]) == grouped(HOSTILE)


@pytest.mark.parametrize("forged", ["", "x", "W10:abc", "swapped"])
def test_a_forged_ticket_carries_nothing(browser: Client, account: Account, forged: str) -> None:
    lock(browser)
    page = send(browser, HOSTILE)
    if forged == "swapped":
        forged = signing.Signer(salt="other").sign_object([owner_mark(account), "/elsewhere/", True, "", 0])
    answer = browser.post("/accounts/unlock/", waiting(page) | {"secret": PASSWORD, "ticket": forged})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/note/").status_code == 423


@pytest.mark.parametrize(
    "path", ["//evil.example.org/", "https://evil.example.org/", "/\\evil", "javascript:1", "x", "/a\nb"]
)
def test_only_local_addresses(browser: Client, account: Account, path: str) -> None:
    lock(browser)
    ticket = Ticket(owner_mark(account), path).sealed()
    assert browser.post("/accounts/unlock/", {"ticket": ticket, "secret": PASSWORD})["Location"] == "/"
    lock(browser)
    assert browser.get("//evil.example.org/note/").status_code in {404, 423}


def test_files_cannot_be_carried_and_the_page_says_so_before(browser: Client) -> None:
    lock(browser)
    page = send(browser, [("story", "words")], photo=SimpleUploadedFile("face.jpg", b"x"))
    assert "One file cannot be kept here" in page.content.decode()
    assert "face.jpg" not in page.content.decode()
    attributes, fields = resent(browser.post("/accounts/unlock/", waiting(page) | {"secret": PASSWORD}))
    assert (attributes["data-resend"], attributes["enctype"]) == ("asked", "multipart/form-data")
    assert fields == [("story", "words")]


def test_too_long_is_said_before(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "LARGEST", 100)
    lock(browser)
    page = send(browser, [("story", "x" * 101)])
    assert "too long to be kept" in page.content.decode()
    assert "xxx" not in page.content.decode()
    assert browser.post("/accounts/unlock/", waiting(page) | {"secret": PASSWORD})["Location"] == "/"


def test_passwords_do_not_lie_in_a_page(browser: Client) -> None:
    lock(browser)
    page = send(browser, [("old_password", "one that is secret"), ("note", "words")])
    assert "holds a password" in page.content.decode()
    assert "one that is secret" not in page.content.decode()


def test_forms_from_elsewhere_are_not_carried(account: Account, clock: object, addresses: None) -> None:
    """The forged form is refused before the lock page could take it along and send it with a fresh token."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', strict.get("/").content.decode())
    assert token
    assert strict.post("/accounts/lock/", {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert strict.post("/note/", {"story": "forged"}).status_code == 403
    page = strict.post("/note/", {"story": "own", "csrfmiddlewaretoken": html.unescape(token[1])})
    assert page.status_code == 423
    assert json.loads(waiting(page)["carried"]) == [["story", "own"]]


def test_forms_that_nobody_has_checked_are_not_carried(browser: Client) -> None:
    lock(browser)
    page = send(browser, [("story", "forged")], "/open-note/")
    assert page.status_code == 423
    assert "forged" not in page.content.decode()


@pytest.mark.parametrize(
    "text", ["", "x", "{}", "[1]", '[["a"]]', '[["a", 1]]', '[["a", "b", "c"]]', "null", "[[[]]]"]
)
def test_what_is_no_list_of_fields_is_nothing(text: str) -> None:
    assert read_back(text) == []
