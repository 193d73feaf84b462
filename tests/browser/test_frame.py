"""The frame: leaving quickly, theme, language, menus, small screens."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from palermo.cases.models import Case
from tests.browser.conftest import PHONE, Visitor, press_escape_twice, wait_until_signed_out

pytestmark = pytest.mark.usefixtures("cases")


def leave_with_the_key(page: Page) -> None:
    press_escape_twice(page)


def leave_with_the_button(page: Page) -> None:
    page.get_by_role("button", name="Leave quickly").click()


class TestLeavingQuickly:
    @pytest.mark.parametrize("leave", [leave_with_the_key, leave_with_the_button])
    def test_ends_on_a_calendar_and_there_is_no_way_back(
        self, visit: Callable[..., Visitor], cases: list[Case], leave: Callable[[Page], None]
    ) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        own = next(case for case in cases if case.mission.code == "UKR")
        page = visitor.open(f"/cases/{own.opaque_id}/")
        leave(page)
        page.wait_for_url(f"{visitor.base}/away/")
        expect(page.locator("h1")).to_be_visible()
        assert "Palermo" not in page.title()
        wait_until_signed_out(page)
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        assert own.case_ref not in page.content()

    def test_works_without_a_script(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(java_script_enabled=False)
        page = visitor.sign_in("caseworker")
        leave_with_the_button(page)
        page.wait_for_url(f"{visitor.base}/away/")
        visitor.open("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    def test_one_press_or_two_slow_ones_do_nothing(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        page = visitor.sign_in("caseworker")
        page.keyboard.press("Escape")
        page.wait_for_timeout(900)
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
        expect(page).to_have_url(f"{visitor.base}/")

    def test_nothing_of_a_page_is_kept_in_the_browser(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/cases/")
        page.get_by_text("Filters and order").click()
        page.get_by_label("Status").select_option("closed")
        expect(page).to_have_url(f"{visitor.base}/cases/?status=closed")
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


class TestTheme:
    def paper(self, page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    def test_follows_the_device_until_chosen(self, visit: Callable[..., Visitor]) -> None:
        light = self.paper(visit(color_scheme="light").open("/accounts/login/"))
        dark = self.paper(visit(color_scheme="dark").open("/accounts/login/"))
        assert light != dark
        assert self.paper(visit(color_scheme="dark", theme="light").open("/accounts/login/")) == light

    @pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
    def test_choice_is_kept(self, visit: Callable[..., Visitor], script: bool) -> None:
        visitor = visit(java_script_enabled=script)
        page = visitor.open("/accounts/login/")
        with page.expect_response("**/theme/"):
            page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        visitor.open("/accounts/login/")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        page.get_by_role("button", name="As this device").click()
        expect(page.locator("html")).not_to_have_attribute("data-bs-theme", "dark")


class TestLanguage:
    def test_arabic_reads_from_right_to_left(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        page = visitor.sign_in("caseworker")
        page.locator(".top summary", has_text="English").click()
        page.locator(".top").get_by_role("button", name="العربية").click()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        side, main = page.locator(".side").bounding_box(), page.locator("main").bounding_box()
        assert side is not None
        assert main is not None
        assert side["x"] > main["x"]

    @pytest.mark.parametrize("language", ["ar", "ru", "fr"])
    def test_nothing_sticks_out(
        self, visit: Callable[..., Visitor], language: str, cases: list[Case]
    ) -> None:
        visitor = visit(PHONE, language=language)
        visitor.sign_in("data_steward")
        for address in ("/", "/cases/", f"/cases/{cases[0].opaque_id}/", "/codebook/", "/statistics/"):
            assert_fits(visitor.open(address), address)


def assert_fits(page: Page, address: str) -> None:
    """The page does not scroll sideways."""
    excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert excess <= 0, f"{address} is {excess} pixels too wide"


ADDRESSES = (
    "/", "/cases/", "/cases/?sex=female&status=closed&registered_from=May", "/codebook/", "/codebook/?q=country",
    "/codebook/variables/exploitation_type/", "/codebook/lists/means_of_control/", "/codebook/countries/",
    "/codebook/countries/SCG/", "/statistics/", "/statistics/tables/table13_exploitation_by_region/", "/components/",
    "/no-such-page/", "/away/",
)  # fmt: skip


class TestSmallScreens:
    @pytest.mark.parametrize("size", [PHONE, (320, 640)], ids=["phone", "200 percent"])
    def test_nothing_sticks_out(
        self, visit: Callable[..., Visitor], size: tuple[int, int], cases: list[Case]
    ) -> None:
        visitor = visit(size)
        visitor.sign_in("data_steward")
        for address in (*ADDRESSES, f"/cases/{cases[1].opaque_id}/"):
            assert_fits(visitor.open(address), address)

    def test_menu_opens_and_closes(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(PHONE)
        page = visitor.sign_in("data_steward")
        menu = page.get_by_role("navigation", name="Pages, in the menu")
        expect(menu).to_be_hidden()
        page.locator("summary[aria-label=Menu]").click()
        expect(menu.get_by_role("link", name="Home")).to_have_attribute("aria-current", "page")
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        page.locator("summary[aria-label=Menu]").click()
        menu.get_by_role("link", name="Statistics").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Statistics")

    def test_fingers_find_what_they_press(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(PHONE)
        visitor.sign_in("data_steward")
        page = visitor.open("/cases/")
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, summary, select, input:not([type=hidden])')]
                .filter((e) => e.offsetParent && (e.offsetHeight < 44 || e.offsetWidth < 44))
                .map((e) => e.outerHTML.slice(0, 120))"""
        )
        assert small == []


def test_first_view_is_light(visit: Callable[..., Visitor]) -> None:
    """The pages themselves stay under 100 KB; what comes once and is kept stays under 60 KB as it is
    sent (compressed), but for the program that draws figures."""
    visitor = visit(PHONE)
    visitor.sign_in("data_steward")
    cached: dict[str, int] = {}
    for address in ("/", "/cases/", "/codebook/", "/statistics/"):
        page = visitor.open(address)
        assert len(page.request.get(visitor.base + address).body()) < 100_000, address
        for url in page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)"):
            if "/static/" in url and "figures.js" not in url:
                cached[url] = len(gzip.compress(page.request.get(url).body()))
    assert len(cached) >= 5
    assert sum(cached.values()) < 60_000, cached
