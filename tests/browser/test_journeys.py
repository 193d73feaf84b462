"""What people do all day, done in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from palermo.cases.models import Case
from tests.browser.conftest import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.usefixtures("cases")


class TestSigningIn:
    def test_wrong_password_then_right(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        page = visitor.open("/cases/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        page.get_by_label("E-mail address").fill("caseworker@example.org")
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("do not go together")
        expect(page.get_by_label("E-mail address")).to_have_value("caseworker@example.org")
        page.get_by_label("Password").fill("a long enough password")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_url(f"{visitor.base}/cases/")

    def test_signing_out(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        page = visitor.sign_in("caseworker")
        page.locator(".top summary", has_text="Caseworker").click()
        page.locator(".top").get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    def test_demonstration_account_fills_the_form(
        self, visit: Callable[..., Visitor], settings: object
    ) -> None:
        settings.PALERMO_MODE = "demo"  # type: ignore[attr-defined]
        page = visit().open("/accounts/login/")
        expect(page.locator(".fictional")).to_contain_text("Fictional demonstration data")
        page.get_by_role("button", name="Data steward").click()
        expect(page.get_by_label("E-mail address")).to_have_value("steward@example.org")
        expect(page.get_by_label("Password")).to_have_value("palermo-demo-2011")
        expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_focused()


class TestCases:
    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_filter_without_loading_the_page_again(
        self, visit: Callable[..., Visitor], size: tuple[int, int]
    ) -> None:
        visitor = visit(size)
        visitor.sign_in("data_steward")
        page = visitor.open("/cases/")
        page.evaluate("window.stillTheSamePage = true")
        expect(page.locator(".results-head h2")).to_have_text("60 cases")
        page.get_by_text("Filters and order").click()
        page.get_by_label("Status").select_option("closed")
        expect(page.locator(".results-head h2")).to_have_text("15 cases")
        expect(page).to_have_url(f"{visitor.base}/cases/?status=closed")
        expect(page.locator("#announcement")).to_have_text("15 cases")
        page.get_by_label("Registered from").fill("2011-06")
        page.get_by_label("Registered from").press("Enter")
        expect(page.get_by_role("list", name="Filters in use")).to_contain_text("2011-06")
        assert page.evaluate("window.stillTheSamePage") is True
        page.go_back()
        expect(page.locator(".results-head h2")).to_have_text("15 cases")
        expect(page).to_have_url(f"{visitor.base}/cases/?status=closed")
        page.get_by_role("link", name="Status: closed").click()
        expect(page.locator(".results-head h2")).to_have_text("60 cases")

    def test_what_is_not_understood(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/cases/")
        page.get_by_text("Filters and order").click()
        page.get_by_label("Registered from").fill("May")
        page.get_by_label("Registered from").press("Enter")
        expect(page.locator("#filter_registered_from_problem")).to_contain_text(
            "Write a year, a month or a day"
        )

    @pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
    def test_pages_there_and_back(self, visit: Callable[..., Visitor], script: bool) -> None:
        visitor = visit(java_script_enabled=script)
        visitor.sign_in("caseworker")
        page = visitor.open("/cases/?order=reference")
        first = page.locator("tbody th").first.inner_text()
        page.get_by_role("link", name="Next page").click()
        expect(page.get_by_role("link", name="Next page")).to_have_count(0)
        expect(page.locator("tbody tr")).to_have_count(15)
        page.get_by_role("link", name="Previous page").click()
        expect(page.locator("tbody th").first).to_have_text(first)

    def test_filter_without_a_script(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(java_script_enabled=False)
        visitor.sign_in("caseworker")
        page = visitor.open("/cases/")
        page.get_by_text("Filters and order").click()
        page.get_by_label("Status").select_option("closed")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("list", name="Filters in use")).to_contain_text("closed")

    def test_one_case(self, visit: Callable[..., Visitor], cases: list[Case]) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/cases/")
        page.get_by_role("link", name="UKR-2011-0059").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("not known")
        expect(page.get_by_text("asked, preferred not to say")).to_be_visible()
        meaning = page.get_by_text("Age in full years on the day the case was registered.")
        expect(meaning).to_be_hidden()
        page.locator("summary", has_text=re.compile("^Age$")).click()
        expect(meaning).to_be_visible()
        hidden = next(case for case in cases if case.mission.code == "MDA")
        visitor.open(f"/cases/{hidden.opaque_id}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here that you can open")

    def test_ended_session_shows_the_door_not_a_piece_of_it(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("caseworker")
        page = visitor.open("/cases/")
        page.context.clear_cookies(name="sessionid")
        page.get_by_text("Filters and order").click()
        page.get_by_label("Status").select_option("closed")
        expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()
        expect(page.locator("#results")).to_be_hidden()
        expect(page.get_by_role("link", name="Sign in, in a new tab")).to_be_visible()


class TestCodebook:
    def test_search(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("partner_officer")
        page = visitor.open("/codebook/")
        page.get_by_label("Search the codebook").fill("marital")
        page.get_by_label("Search the codebook").press("Enter")
        page.get_by_role("link", name="Marital status").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Marital status")
        expect(page.locator("aside")).to_contain_text("marital_status")

    def test_country_in_another_script(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("partner_officer")
        page = visitor.open("/codebook/countries/")
        page.get_by_label("Name or code").fill("Украина")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("#found li")).to_have_count(1)

    def test_download(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("partner_officer")
        page = visitor.open("/codebook/")
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV, Variables").click()
        assert download.value.suggested_filename == "palermo-codebook-variables.csv"


class TestStatistics:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_figures_are_drawn_and_their_tables_are_one_press_away(
        self, visit: Callable[..., Visitor], theme: str
    ) -> None:
        visitor = visit(theme=theme)
        visitor.sign_in("analyst")
        page = visitor.open("/statistics/")
        figures = page.locator("figure")
        expect(figures).to_have_count(7)
        expect(page.locator("[data-drawn] svg")).to_have_count(7)
        sex = figures.filter(has=page.get_by_role("heading", name="Sex", exact=True))
        expect(sex.locator("[data-drawn] svg")).to_contain_text("Female")
        expect(sex.get_by_role("cell", name="20")).to_be_hidden()
        sex.locator("summary").click()
        expect(sex.get_by_role("row", name="Female 20")).to_be_visible()

    def test_another_question(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit()
        visitor.sign_in("analyst")
        page = visitor.open("/statistics/")
        page.get_by_text("What to count").click()
        page.get_by_label("Only mission").select_option("MDA")
        page.get_by_role("button", name="Show").click()
        expect(page.locator(".lead-in")).to_contain_text("n = 20")
        page.get_by_role("link", name="Sex", exact=True).click()
        expect(page.locator("aside")).to_contain_text("Mission: MDA")

    def test_copying_a_table(self, visit: Callable[..., Visitor]) -> None:
        visitor = visit(permissions=["clipboard-read", "clipboard-write"])
        visitor.sign_in("analyst")
        page = visitor.open("/statistics/tables/table08_sex/")
        page.get_by_role("button", name="Copy").click()
        expect(page.locator("#announcement")).to_have_text("Copied.")
        assert "Female\t20" in page.evaluate("navigator.clipboard.readText()")


def test_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    """From the door to a case without touching a mouse; what has the focus can be seen."""
    visitor = visit()
    page = visitor.open("/accounts/login/")
    page.keyboard.type("caseworker@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("a long enough password")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.base}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Register a person")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    walk_to(page, "All 40 cases")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.base}/cases/")
    walk_to(page, "UKR-2011-0059")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("not known")
    walk_to(page, "Age")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Age in full years")).to_be_visible()


def walk_to(page: Page, words: str) -> None:
    """Tab until the focused element has these words."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == words:
            return
    raise AssertionError(f"{words} cannot be reached with the keyboard")
