"""An interview without a network, for real: set up once, then no server and no network; the browser killed half-way;
resumed, finished, handed in. And nothing of what was typed can be found in the files of the browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.interviews.actions.make_sealing_key import make_sealing_key
from palermo.interviews.models import Attachment, Difference, Interview, Submission
from palermo.vault.clearance import clearance
from palermo.web.views import policy_reports
from tests.browser.conftest import CHROMIUM, FLAGS, PASSWORD, PHONE, Underway
from tests.individuals.pictures.samples import png
from tests.interviews.conftest import publish

PASSPHRASE = "harbour canarypass tractor ice"
#: Milliseconds in which a form opens on a busy machine.
OPENING = 20_000
#: What is typed. Each is searched for in every file of the profile.
FIRST_NAME, FAMILY_NAME, STORY = "زلاتكاكناري", "Canarysson", "CANARY-STORY they took my papers in Odesa"
PHONE_NUMBER, OTHER_NAME = "+380501357924", "كناريالصغيرة"
CORRECTED = "CANARY-CORRECTED they took my papers in Izmail"
CANARIES = (
    CORRECTED,
    FIRST_NAME,
    FAMILY_NAME,
    STORY,
    "they took my papers",
    PHONE_NUMBER,
    OTHER_NAME,
    PASSPHRASE,
    "canarypass",
)
#: In clear on purpose, in the same places: that the search finds it shows that it would find the others.
CONTROL = "CONTROLMARKER-زلاتكا-1357"
#: Question -> code of the choice, on whichever page it is asked.
CHOICES = {
    "safe_to_talk": "yes", "fears_someone_near": "no", "consent_interview": "yes", "sex": "female",
    "was_moved": "yes", "trafficking_type": "international", "consent_assistance": "yes",
}  # fmt: skip
TYPED = {
    "screening_narrative": STORY,
    "first_name": FIRST_NAME,
    "family_name": FAMILY_NAME,
    "other_names": OTHER_NAME,
    "mobile_phone": PHONE_NUMBER,
}


class Phone:
    """A browser with a profile of its own on the disk, as small as a phone, in Arabic."""

    def __init__(self, playwright: Playwright, profile: Path, home: str) -> None:
        self.profile, self.home = profile, home
        self._playwright = playwright
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.start()

    def start(self, *, offline: bool = False) -> None:
        self.context: BrowserContext = self._playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=FLAGS,
            viewport={"width": PHONE[0], "height": PHONE[1]},
            locale="ar",
        )
        self.context.set_offline(offline)
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page: Page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        self.page.on("console", lambda message: self._hear(message.type, message.text))

    def _hear(self, kind: str, text: str) -> None:
        # Chromium reports what cannot be reached, which is what this test is about.
        if (
            kind == "error"
            and "ERR_INTERNET_DISCONNECTED" not in text
            and "ERR_CONNECTION_REFUSED" not in text
        ):
            self.troubles.append(text)

    def kill(self) -> None:
        """As when the battery is taken out: every process of this profile, at once."""
        mark = f"--user-data-dir={self.profile}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if mark in (entry / "cmdline").read_bytes():
                        os.kill(int(entry.name), signal.SIGKILL)
                except (FileNotFoundError, ProcessLookupError, PermissionError):
                    continue
        # What is closed here is gone already.
        with suppress(PlaywrightError):
            self.context.close()

    def open(self) -> None:
        self.page.goto(self.home)

    def unlock(self) -> None:
        self.page.fill("#unlock", PASSPHRASE)
        self.page.click("form [type=submit]")
        expect(self.page.locator(".sh-form").first).to_be_visible()

    def enrol(self, email: str) -> None:
        self.open()
        self.page.click("a.sh-main")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("#sign-in [type=submit]")
        self.page.wait_for_url(self.home)
        self.page.fill("#device-name", "test phone")
        self.page.fill("#passphrase-first", PASSPHRASE)
        self.page.fill("#passphrase-again", PASSPHRASE)
        self.page.click("form [type=submit]")
        expect(self.page.locator(".sh-form")).to_have_count(1)
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def place(self) -> str:
        """Where the interview stands: the page's heading, and which entry of a repeat."""
        return self.page.locator(".fill-main").inner_text()[:200]

    def answer(self) -> None:
        """Everything on this page that the test has an answer to."""
        for name, code in CHOICES.items():
            choice = self.page.locator(f"[data-name={name}] input[value={code}]")
            if choice.count():
                choice.check()
        for name, text in TYPED.items():
            line = self.page.locator(f"[data-name={name}]").locator("input, textarea").first
            if line.count():
                line.fill(text)

    def next(self) -> None:
        before = self.place()
        self.page.click("[data-do=next]")
        self.page.wait_for_function(
            "before => document.querySelector('.fill-main').innerText.slice(0, 200) !== before", arg=before
        )

    def go_to(self, there: str) -> None:
        """On, answering, until this (a selector) is on the page."""
        for _page in range(40):
            if self.page.locator(there).count():
                return
            self.answer()
            self.next()
        raise AssertionError(f"{there} never came")


@contextmanager
def serving(port: int = 0) -> Iterator[LiveServer]:
    server = LiveServer(f"localhost:{port}")
    try:
        yield server
    finally:
        server.stop()


def found_in(profile: Path, words: tuple[str, ...]) -> list[str]:
    """Where one of the words stands in a file of the profile, in one of the ways a browser writes text."""
    ways = [(word, way, word.encode(way)) for word in words for way in ("utf-8", "utf-16-le", "utf-16-be")]
    found = []
    for path in profile.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            found += [
                f"{path.relative_to(profile)}: {word} ({way})"
                for word, way, wanted in ways
                if wanted in content
            ]
    return found


@pytest.fixture
def playwright_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Playwright]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM} (set PALERMO_CHROMIUM)")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What browsers said their policy refused."""
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(policy_reports, "note", lambda *what: heard.append(what))
    return heard


def test_an_interview_without_a_network(
    transactional_db: None,
    playwright_here: Playwright,
    account_of: Callable[..., Account],
    reports: list[tuple[str, str]],
    tmp_path: Path,
) -> None:
    account = account_of(Role.CASEWORKER)
    publish("screening")
    make_sealing_key(actor=SystemActor("command line"))
    with Underway() as underway:
        with serving() as server:
            port = server.thread.port
            phone = Phone(playwright_here, tmp_path / "profile", f"{server.url}/fill/")
            phone.enrol(account.email)
            underway.wait()
        # No server any more, and no network: the page opens all the same.
        phone.context.set_offline(True)
        phone.open()
        phone.unlock()
        begin(phone)
        phone.kill()
        assert found_in(phone.profile, CANARIES) == []
        phone.start(offline=True)
        resume_and_finish(phone)
        with serving(port) as server:
            phone.context.set_offline(False)
            expect(phone.page.locator("[data-status=received]")).to_be_visible(timeout=15_000)
            receipt = phone.page.locator(".sh-receipt").inner_text()
            correct(phone, f"{server.url}/interviews/{Interview.unscoped.get().opaque_id}/", account.email)
            underway.wait()
        phone.page.evaluate(LEAVE_A_MARK, CONTROL)
        phone.context.close()
    row, correction = Submission.unscoped.select_related("interview").order_by("pk")
    assert row.receipt == receipt
    assert row.is_complete
    assert correction.interview == row.interview
    assert correction.is_complete
    with clearance("test", individuals=[row.interview.individual_id]):
        assert CORRECTED in str(correction.raw)
    assert not Difference.unscoped.exists()
    assert row.interview.language == "ar"
    assert Attachment.unscoped.count() == 1
    assert found_in(phone.profile, (CONTROL,))
    assert found_in(phone.profile, CANARIES) == []
    home = f"http://localhost:{port}/"
    assert [url for url in phone.requests if not url.startswith((home, "data:", "blob:"))] == []
    assert phone.troubles == []
    assert reports == []


#: Writes into the browser's store in clear, where the drafts lie, and waits until it is on the disk.
LEAVE_A_MARK = """text => new Promise((resolve, reject) => {
  const asked = indexedDB.open("palermo-fill");
  asked.onsuccess = () => {
    const work = asked.result.transaction("about", "readwrite", {durability: "strict"});
    work.objectStore("about").put({name: "mark", text});
    work.oncomplete = resolve;
    work.onabort = reject;
  };
})"""


def begin(phone: Phone) -> None:
    page = phone.page
    page.click(".sh-form")
    page.click(".sh-form[lang=ar]")
    expect(page.locator(".fill-page[dir=rtl]")).to_be_visible(timeout=OPENING)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    phone.go_to("[data-name=stop_country]")
    page.click("[data-do=add]")
    expect(page.locator("[data-do=remove]")).to_be_visible()
    phone.go_to("[data-name=photograph]")
    phone.answer()
    page.locator("[data-name=photograph] input[type=file]").set_input_files(
        {"name": f"{FAMILY_NAME}.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(page.locator("[data-name=photograph] img")).to_be_visible()
    # What was answered less than a third of a second ago may be lost with the battery; what is said to be saved is not.
    page.wait_for_timeout(400)
    expect(page.locator(".fill-saved [aria-hidden]")).to_have_count(0)


def resume_and_finish(phone: Phone) -> None:
    page = phone.page
    phone.open()
    phone.unlock()
    page.click(".sh-line")
    # At the very page, with everything that was typed.
    expect(page.locator("[data-name=first_name] input").first).to_have_value(FIRST_NAME, timeout=OPENING)
    expect(page.locator("[data-name=photograph] img")).to_be_visible()
    phone.go_to("[data-do=finish]")
    page.click("[data-do=finish]")
    expect(page.locator("[data-status=waiting]")).to_be_visible()
    expect(page.locator(".sh-receipt")).to_have_count(0)
    assert found_in(phone.profile, CANARIES) == []


def correct(phone: Phone, address: str, email: str) -> None:
    """The received interview, opened again from its page, corrected and handed in."""
    page = phone.page
    page.goto(address)
    # With the browser its session ended.
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.click("#sign-in [type=submit]")
    page.click("a[href*='#/edit']")
    page.fill("#unlock", PASSPHRASE)
    page.click("form [type=submit]")
    expect(page.locator(".fill-page")).to_be_visible(timeout=OPENING)
    phone.go_to("[data-name=screening_narrative]")
    narrative = page.locator("[data-name=screening_narrative] textarea")
    expect(narrative).to_have_value(STORY)
    narrative.fill(CORRECTED)
    phone.next()
    phone.go_to("[data-do=finish]")
    page.click("[data-do=finish]")
    expect(page.locator("[data-status=received]")).to_have_count(2, timeout=15_000)
