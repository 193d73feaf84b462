"""A real browser against a real server. Whatever a page asks of another host, or a policy refuses, fails the test."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from palermo.access.models import Account, Role
from palermo.cases.models import Case
from tests.cases.factory import make_case, make_mission

CHROMIUM = os.environ.get("PALERMO_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "a long enough password"
DESKTOP, PHONE = (1280, 900), (390, 844)
ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Ends with its module: an event loop that outlived it would meet tests that start their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM} (set PALERMO_CHROMIUM)")
    if finders.find("vendor/tabler.min.css") is None:
        pytest.fail("the assets are missing: npm ci && node tools/build_assets.mjs")
    # Playwright keeps an event loop in this thread, which Django would take for a mistake.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def press_escape_twice(page: Page) -> None:
    """Both presses at one moment: on a busy machine two of the browser's own come too far apart to count as one."""
    page.evaluate(
        """() => {
          const press = () => new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
          const target = document.activeElement ?? document.body;
          target.dispatchEvent(press());
          target.dispatchEvent(press());
        }"""
    )


def wait_until_signed_out(page: Page) -> None:
    """Leaving ends the session in the background: until that has happened."""
    for _turn in range(200):
        if not Session.objects.exists():
            return
        page.wait_for_timeout(50)
    raise AssertionError("the session did not end")


@dataclass
class Visitor:
    """A browser of one size, theme and language, and what went wrong in it."""

    page: Page
    base: str
    troubles: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        self.page.goto(self.base + address)
        return self.page

    def sign_in(self, role: str) -> Page:
        self.open("/accounts/login/")
        self.page.fill("#id_login", f"{role}@example.org")
        self.page.fill("#id_password", PASSWORD)
        self.page.click("#sign-in [type=submit]")
        self.page.wait_for_url(self.base + "/")
        return self.page

    def watch(self) -> None:
        host = urlsplit(self.base).netloc
        self.page.on("request", lambda request: self._check(host, request.url))
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        self.page.on("console", lambda message: self._hear(message.type, message.text))

    def _check(self, host: str, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != host:
            self.troubles.append(f"request to another host: {url}")

    def _hear(self, kind: str, text: str) -> None:
        # Chromium reports pages that are not found, refused or locked, which some tests ask for, as errors too.
        is_asked_for = any(f"status of {status}" in text for status in (404, 409, 422, 423))
        if kind in {"error", "warning"} and not is_asked_for:
            self.troubles.append(f"{kind} on the console: {text}")


class Underway:
    """Counts the requests that the server is working on: tables are emptied after the last of them."""

    def __enter__(self) -> Underway:
        self._count = 0
        self._change = threading.Condition()
        request_started.connect(self._begin)
        request_finished.connect(self._end)
        return self

    def __exit__(self, *_error: object) -> None:
        request_started.disconnect(self._begin)
        request_finished.disconnect(self._end)

    def wait(self) -> None:
        """Until nothing is under way, at most ten seconds (a request that broke off may never be counted back)."""
        with self._change:
            self._change.wait_for(lambda: self._count <= 0, timeout=10)

    def _begin(self, **_about: object) -> None:
        with self._change:
            self._count += 1

    def _end(self, **_about: object) -> None:
        with self._change:
            self._count -= 1
            self._change.notify_all()


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visitor]]:
    """Opens browsers; fails at the end if any of them asked another host for something or complained."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def make(
        size: tuple[int, int] = DESKTOP, theme: str = "", language: str = "en", **options: Any
    ) -> Visitor:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, **options
        )
        contexts.append(context)
        cookies = {"django_language": language, "theme": theme}
        for name, value in cookies.items():
            if value:
                context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        visitor = Visitor(context.new_page(), live_server.url)
        visitor.watch()
        visitors.append(visitor)
        return visitor

    with Underway() as underway:
        yield make
        for context in contexts:
            context.close()
        underway.wait()
    assert [trouble for visitor in visitors for trouble in visitor.troubles] == []


@pytest.fixture
def cases(transactional_db: None, clean_extracts: None, account_of: Callable[..., Account]) -> list[Case]:
    """Sixty cases of two missions, and an account of each role."""
    missions = [make_mission("UKR", "Ukraine"), make_mission("MDA", "Moldova")]
    for role in Role:
        account_of(role, email=f"{role}@example.org")
    return [
        make_case(
            missions[index % 3 == 0],
            case_ref=f"{'MDA' if index % 3 == 0 else 'UKR'}-2011-{index:04d}",
            registered_on=date(2011, 1, 1) + timedelta(days=index * 5),
            status=["active", "follow_up", "closed", "closed_referred"][index % 4],
            sex=["female", "male", ""][index % 3],
            majority=["18_and_over", "under_18"][index % 2],
            nationality=["UKR", "MDA"][index % 2],
            exploitation_country="RUS",
            facts={
                "sex": ["female", "male", "~unknown"][index % 3],
                "age": 20 + index % 20,
                "nationality": ["UKR"],
                "marital_status": "~refused",
                "assistance_types": ["medical", "legal"][: index % 2 + 1] if index % 2 else "~unknown",
            },
            event={"exploitation_type": ["forced_labour"], "exploitation_country": ["RUS"]},
        )
        for index in range(60)
    ]
