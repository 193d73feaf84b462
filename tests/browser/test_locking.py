"""The screen locks; what was typed is not lost, and nothing of it can be seen, read out or printed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from palermo.access.locking import state
from palermo.access.locking.sessions import SessionStore
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from tests.browser.conftest import (
    DESKTOP,
    PASSWORD,
    PHONE,
    ROOT,
    Visitor,
    press_escape_twice,
    wait_until_signed_out,
)
from tests.browser.test_accessibility import violations
from tests.browser.test_sign_in import give_device
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.usefixtures("accounts")
TYPED = "She said: “не кажи нікому” — لا تخبر أحدا <b>&amp;\nsecond line"
MINUTE = 60_000


@pytest.fixture
def accounts(transactional_db: None, account_of: Callable[..., Account]) -> None:
    for role in (Role.CASEWORKER, Role.SUPERVISOR, Role.DATA_STEWARD):
        account_of(role, email=f"{role}@example.org")


@pytest.fixture(scope="session")
def axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


def write(page: Page, text: str = TYPED) -> None:
    page.get_by_label("Note").fill(text)


def lock_now(page: Page) -> None:
    page.keyboard.press("Control+Shift+L")
    expect(overlay(page)).to_be_visible()


def overlay(page: Page) -> Any:
    return page.locator("dialog[data-lock]")


def unlock(page: Page, secret: str = PASSWORD) -> None:
    page.get_by_label("Password").fill(secret)
    page.get_by_role("button", name="Unlock").click()


def lock_on_the_server() -> None:
    """As if the time had passed there: no page has heard of it."""
    for row in Session.objects.all():
        data = row.get_decoded()
        data[state.SESSION_KEY] = state.LockState.read(data).locked(state.now()).as_dict()
        row.session_data = SessionStore().encode(data)
        row.save()


def accessible_names(page: Page) -> str:
    """All that assistive technology is told of the page, as Chromium computes it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    shown = [node for node in nodes if not node.get("ignored")]
    return " ".join(
        str(node.get(part, {}).get("value", ""))
        for node in shown
        for part in ("name", "value", "description")
    )


def assert_nothing_to_see(page: Page, *secrets: str) -> None:
    words = page.evaluate("document.documentElement.innerText + ' ' + document.title")
    tree = accessible_names(page)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('body > :not(dialog), body > :not(dialog) *')]
            .filter((each) => each.getClientRects().length).map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert boxes == []
    for secret in secrets:
        assert secret not in words
        assert secret not in tree
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.innerText").strip() == ""
    page.emulate_media(media="screen")


class TestLockNow:
    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_a_half_filled_form_is_there_again(
        self, visit: Callable[..., Visitor], size: tuple[int, int]
    ) -> None:
        visitor = visit(size)
        visitor.sign_in("caseworker")
        page = visitor.open("/components/")
        write(page)
        field = page.get_by_label("Note")
        field.evaluate(
            "(field) => { field.focus(); field.setSelectionRange(4, 8);"
            " scrollTo({top: 900, behavior: 'instant'}); }"
        )
        before = page.evaluate("[scrollY, document.title]")
        assert before[0] > 800
        if size == PHONE:
            page.locator(".side summary", has_text="Caseworker").click()
            page.locator(".side").get_by_role("button", name="Lock now").click()
        else:
            lock_now(page)
        expect(overlay(page)).to_be_visible()
        expect(page.get_by_label("Password")).to_be_focused()
        assert_nothing_to_see(page, "She said", "не кажи", "UKR-0001", "Caseworker", "Components")
        unlock(page, "wrong")
        expect(overlay(page).get_by_role("alert")).to_contain_text("4 more times")
        assert_nothing_to_see(page, "She said")
        unlock(page)
        expect(overlay(page)).to_be_hidden()
        expect(field).to_have_value(TYPED)
        if size == DESKTOP:
            expect(field).to_be_focused()
            after = page.evaluate("[scrollY, document.title]")
            assert abs(after[0] - before[0]) < 40  # the same lines are seen; a font may have come meanwhile
            assert after[1] == before[1]
        assert field.evaluate("(field) => [field.selectionStart, field.selectionEnd]") == [4, 8]
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        # The session has a new key; the form still counts.
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".note-good", has_text="This arrived")).to_contain_text("не кажи нікому")

    def test_escape_does_not_open_it_and_leaving_quickly_still_works(
        self, visit: Callable[..., Visitor]
    ) -> None:
        visitor = visit()
        page = visitor.sign_in("caseworker")
        lock_now(page)
        page.keyboard.press("Escape")
        page.wait_for_timeout(800)
        expect(overlay(page)).to_be_visible()
        press_escape_twice(page)
        page.wait_for_url(f"{visitor.base}/away/")
        wait_until_signed_out(page)
        visitor.open("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    def test_reloading_shows_nothing(self, visit: Callable[..., Visitor]) -> None:
        make_case(make_mission("UKR"), case_ref="UKR-2011-0001")
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/cases/")
        with page.expect_response("**/accounts/lock/"):
            page.keyboard.press("Control+Shift+L")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Locked")
        assert "UKR-2011" not in page.content()
        unlock(page)
        expect(page).to_have_url(f"{visitor.base}/cases/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Cases")

    def test_while_the_network_is_away(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/components/")
        write(page)
        page.route("**/accounts/**", lambda route: route.abort())
        lock_now(page)
        unlock(page)
        expect(overlay(page).get_by_role("alert")).to_contain_text("cannot be reached")
        page.unroute("**/accounts/**")
        # The server never heard of the lock; the page asks for the credential all the same.
        unlock(page, "wrong")
        expect(overlay(page).get_by_role("alert")).to_contain_text("not right")
        unlock(page)
        expect(page.get_by_label("Note")).to_have_value(TYPED)
        visitor.troubles = [trouble for trouble in visitor.troubles if "ERR_FAILED" not in trouble]


class TestIdle:
    def open(self, visit: Callable[..., Visitor]) -> tuple[Visitor, Page]:
        visitor = visit()
        visitor.page.clock.install()
        visitor.sign_in("caseworker")
        page = visitor.open("/components/")
        page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
        return visitor, page

    def test_locks_by_itself_after_a_quarter_of_an_hour(self, visit: Callable[..., Visitor]) -> None:
        _visitor, page = self.open(visit)
        write(page)
        page.clock.run_for(14 * MINUTE)
        expect(overlay(page)).to_be_hidden()
        page.mouse.move(50, 60)
        page.clock.run_for(14 * MINUTE)
        expect(overlay(page)).to_be_hidden()
        with page.expect_response("**/accounts/lock/"):
            page.clock.run_for(1 * MINUTE)
        expect(overlay(page)).to_be_visible()
        assert_nothing_to_see(page, "She said")
        assert all(state.LockState.read(row.get_decoded()).is_locked for row in Session.objects.all())
        unlock(page)
        expect(page.get_by_label("Note")).to_have_value(TYPED)

    def test_typing_tells_the_server_at_most_once_a_minute(self, visit: Callable[..., Visitor]) -> None:
        _visitor, page = self.open(visit)
        touches: list[str] = []
        page.on("request", lambda request: touches.append(request.url) if "touch" in request.url else None)
        page.get_by_label("Note").focus()
        for _second in range(20):
            page.keyboard.press("a")
            page.clock.run_for(10_000)
        page.wait_for_timeout(100)
        assert 3 <= len(touches) <= 4

    def test_a_machine_that_slept_does_nothing_with_the_first_key(
        self, visit: Callable[..., Visitor]
    ) -> None:
        _visitor, page = self.open(visit)
        write(page, "before")
        page.get_by_label("Note").focus()
        # Time went on, timers did not: the lid was closed.
        page.clock.set_system_time(page.evaluate("Date.now()") / 1000 + 60 * 60)
        page.keyboard.press("x")
        expect(overlay(page)).to_be_visible()
        unlock(page)
        expect(page.get_by_label("Note")).to_have_value("before")


class TestTabs:
    def test_locking_one_locks_all_and_unlocking_one_unlocks_all(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        first = visitor.open("/components/")
        second = visitor.page.context.new_page()
        second.goto(visitor.base + "/components/")
        write(first, "in the first")
        write(second, "in the second")
        lock_now(first)
        expect(overlay(second)).to_be_visible()
        assert_nothing_to_see(second, "in the second")
        third = visitor.page.context.new_page()
        third.goto(visitor.base + "/cases/")
        expect(third.get_by_role("heading", level=1)).to_have_text("Locked")
        unlock(second)
        for page, words in ((first, "in the first"), (second, "in the second")):
            expect(overlay(page)).to_be_hidden()
            expect(page.get_by_label("Note")).to_have_value(words)
        expect(third.get_by_role("heading", level=1)).to_have_text("Cases")

    def test_ended_then_signed_in_again_by_the_same_account(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/components/")
        write(page)
        lock_now(page)
        for tries in range(5):
            unlock(page, "wrong")
            if tries < 4:
                expect(overlay(page).get_by_role("alert")).to_contain_text(f"{4 - tries} more time")
        expect(overlay(page)).to_contain_text("Your session has ended")
        assert_nothing_to_see(page, "She said")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Sign in").click()
        again = Visitor(opened.value, visitor.base)
        again.sign_in("caseworker")
        page.get_by_role("button", name="I have signed in").click()
        expect(page.get_by_label("Note")).to_have_value(TYPED)
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".note-good", has_text="This arrived")).to_contain_text("не кажи нікому")

    def test_another_account_gets_an_empty_page(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/components/")
        write(page)
        other = page.context.new_page()
        other.goto(visitor.base + "/accounts/logout/")
        other.get_by_role("main").get_by_role("button", name="Sign out").click()
        # The page for visitors tells the other tabs to ask.
        expect(overlay(page)).to_contain_text("Your session has ended")
        Visitor(other, visitor.base).sign_in("supervisor")
        page.get_by_role("button", name="I have signed in").click()
        page.wait_for_url(f"{visitor.base}/")
        assert "She said" not in page.content()

    def test_leaving_quickly_takes_all_tabs_along_and_asks_nothing(
        self, visit: Callable[..., Visitor]
    ) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        first = visitor.open("/components/")
        second = first.context.new_page()
        second.goto(visitor.base + "/components/")
        asked: list[str] = []
        for page in (first, second):
            page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
            page.get_by_label("Note").press_sequentially("typed")
        press_escape_twice(first)
        for page in (first, second):
            page.wait_for_url(f"{visitor.base}/away/")
        assert asked == []


class TestServerFirst:
    @pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
    def test_a_form_that_comes_too_late_is_carried(self, visit: Callable[..., Visitor], script: bool) -> None:
        visitor = visit(java_script_enabled=script)
        visitor.sign_in("caseworker")
        page = visitor.open("/components/")
        write(page)
        lock_on_the_server()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Locked")
        assert "She said" not in page.inner_text("body")
        unlock(page, "wrong")
        expect(page.get_by_role("alert")).to_contain_text("not right")
        unlock(page)
        if not script:
            expect(page.get_by_role("heading", level=1)).to_have_text("Unlocked")
            page.get_by_role("button", name="Send what I had typed").click()
        arrived = page.locator(".note-good", has_text="This arrived")
        expect(arrived).to_contain_text("second line")
        assert page.get_by_label("Note").input_value() == TYPED

    def test_a_filter_is_asked_again(self, visit: Callable[..., Visitor]) -> None:
        for status in ("active", "active", "closed"):
            make_case(make_mission("UKR"), status=status)
        visitor = visit()
        visitor.sign_in("data_steward")
        page = visitor.open("/cases/")
        page.get_by_text("Filters and order").click()
        lock_on_the_server()
        page.get_by_label("Status").select_option("closed")
        expect(overlay(page)).to_be_visible()
        assert_nothing_to_see(page, "REF-")
        unlock(page)
        expect(page.locator(".results-head h2")).to_have_text("1 case")
        expect(page.get_by_label("Status")).to_have_value("closed")

    def test_without_a_script_the_menu_locks(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(java_script_enabled=False)
        visitor.sign_in("caseworker")
        page = visitor.open("/codebook/?q=debt")
        page.locator(".top summary", has_text="Caseworker").click()
        page.locator(".top").get_by_role("button", name="Lock now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Locked")
        unlock(page)
        expect(page).to_have_url(f"{visitor.base}/codebook/?q=debt")


def test_a_page_kept_for_going_back_is_covered_before_it_is_put_away(visit: Callable[..., Visitor]) -> None:
    """The browser's own store of whole pages is played by its events: what it keeps must be covered already."""
    visitor = visit()
    visitor.sign_in("caseworker")
    page = visitor.open("/components/")
    write(page)
    event = "(kind) => dispatchEvent(new PageTransitionEvent(kind, {persisted: true}))"
    page.evaluate(event, "pagehide")
    assert_nothing_to_see(page, "She said")
    page.evaluate(event, "pageshow")
    expect(overlay(page)).to_be_hidden()
    expect(page.get_by_label("Note")).to_have_value(TYPED)
    page.evaluate(event, "pagehide")
    lock_on_the_server()
    with page.expect_response("**/accounts/lock/state/"):
        page.evaluate(event, "pageshow")
    assert_nothing_to_see(page, "She said")
    unlock(page)
    expect(page.get_by_label("Note")).to_have_value(TYPED)


def test_a_passkey_opens_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    give_device(visitor.page)
    visitor.sign_in("caseworker")
    page = visitor.open("/accounts/security/passkey/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    visitor.open("/components/")
    write(page)
    lock_now(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(overlay(page)).to_be_hidden()
    expect(page.get_by_label("Note")).to_have_value(TYPED)
    assert AuditEntry.objects.get(act="account.unlocked").details == '{"way":"webauthn"}'


class TestUnsavedTyping:
    def test_leaving_a_changed_form_is_asked_and_sending_it_is_not(
        self, visit: Callable[..., Visitor]
    ) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/components/")
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        note = page.get_by_label("Note")
        note.press_sequentially("typed")
        page.get_by_role("link", name="Home").click()
        for _moment in range(100):
            if asked:
                break
            page.wait_for_timeout(50)
        assert asked == ["beforeunload"]
        expect(note).to_have_value("typed")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".note-good", has_text="This arrived")).to_contain_text("typed")
        visitor.open("/")
        assert asked == ["beforeunload"]

    def test_what_was_taken_back_and_what_only_looks_is_not_guarded(
        self, visit: Callable[..., Visitor]
    ) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/components/")
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.get_by_label("Note").press_sequentially("x")
        page.keyboard.press("Backspace")
        visitor.open("/codebook/")
        page.get_by_label("Search the codebook").press_sequentially("debt")
        visitor.open("/")
        assert asked == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_no_objection(visit: Callable[..., Visitor], axe: str, theme: str) -> None:
    visitor = visit(PHONE, theme)
    visitor.sign_in("caseworker")
    page = visitor.open("/components/")
    write(page)
    with page.expect_response("**/accounts/lock/"):
        lock_now(page)
    assert violations(page, axe) == []
    page.reload()
    assert violations(page, axe) == []
