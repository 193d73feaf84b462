"""A first meeting in a browser: registered, covered, uncovered, found again; on a desk, a phone, and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from palermo.cases.models import Case
from tests.browser.conftest import DESKTOP, PHONE, ROOT, Visitor
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.usefixtures("cases")


def fill_in(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).first.fill(name)
    page.get_by_label("Date of birth", exact=True).fill("1990-02-03")
    page.get_by_label("Number or address").fill("+380 44 123 4567")
    page.get_by_label("Is it safe?").select_option("ask_for")
    page.get_by_label("When", exact=True).fill("not after 18:00")
    page.get_by_label("Sex", exact=True).select_option("female")
    page.get_by_label("Nationality").select_option("UKR")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_the_first_meeting_to_being_found_again(
    visit: Callable[..., Visitor], size: tuple[int, int]
) -> None:
    visitor = visit(size)
    visitor.sign_in("caseworker")
    before = Case.unscoped.count()
    page = visitor.open("/cases/")
    page.get_by_role("link", name="Register a person").click()
    fill_in(page, "Олена Шевченко")
    page.get_by_role("button", name="Another name").click()
    expect(page.get_by_label("Name", exact=True).first).to_have_value("Олена Шевченко")
    page.locator("#id_names-1-text").fill("Lena")
    page.get_by_label("Met on").fill("yesterday")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_text("Write a year, a month or a day")).to_be_visible()
    expect(page.locator("#id_names-1-text")).to_have_value("Lena")
    page.get_by_label("Met on").fill("2026-01-05")
    page.get_by_role("button", name="Register", exact=True).dblclick()
    expect(page.get_by_text("The person is registered")).to_be_visible()
    assert Case.unscoped.count() == before + 1
    expect(page.get_by_text("Шевченко")).to_have_count(0)

    page.get_by_role("link", name="To the identity").click()
    expect(page.get_by_role("heading", name="The identity is covered")).to_be_visible()
    page.get_by_role("button", name="Uncover").click()
    expect(page.get_by_text("Олена Шевченко", exact=True)).to_be_visible()
    expect(page.get_by_text("only as described").first).to_be_visible()
    expect(page.get_by_text("when: not after 18:00")).to_be_visible()
    page.get_by_role("link", name="Cover again").click()
    expect(page.get_by_text("Шевченко")).to_have_count(0)

    visitor.open("/people/search/")
    page.get_by_label("Name", exact=True).fill("Shevchenko Olena")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 person may be meant")).to_be_visible()
    expect(page.get_by_text("О. Ш.")).to_be_visible()
    assert "Shevchenko" not in page.url
    page.locator("#found a").click()
    expect(page.get_by_role("link", name="To the identity")).to_be_visible()


def test_somebody_who_is_known_and_without_script(visit: Callable[..., Visitor]) -> None:
    visitor = visit(PHONE, java_script_enabled=False)
    visitor.sign_in("caseworker")
    for name in ("Олена Шевченко", "Shevchenko Olena"):
        page = visitor.open("/cases/new/")
        fill_in(page, name)
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", name="Somebody like this is known already")).to_be_visible()
    expect(page.get_by_text("О. Ш.")).to_be_visible()
    expect(page.get_by_label("Name", exact=True).first).to_have_value("Shevchenko Olena")
    before = Case.unscoped.count()
    # The Enter key decides nothing about who it is.
    page.get_by_label("Name", exact=True).first.press("Enter")
    expect(page.get_by_role("heading", name="Somebody like this is known already")).to_be_visible()
    assert Case.unscoped.count() == before
    page.get_by_role("button", name="It is somebody else: register").click()
    expect(page.get_by_text("The person is registered")).to_be_visible()
    assert Case.unscoped.count() == before + 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_pages_hold_no_barrier(visit: Callable[..., Visitor], size: tuple[int, int], theme: str) -> None:
    axe = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    visitor = visit(size, theme)
    visitor.sign_in("caseworker")

    def look() -> list[str]:
        page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        return violations(page, axe)

    def press(what: Locator) -> None:
        # Pressing does not wait for the page that it leads to.
        with page.expect_navigation(wait_until="load"):
            what.click()

    page = visitor.open("/cases/new/")
    found = look()
    fill_in(page, "Олена Шевченко")
    page.get_by_label("Date of birth", exact=True).fill("tomorrow")
    press(page.get_by_role("button", name="Register", exact=True))
    found += look()
    page.get_by_label("Date of birth", exact=True).fill("1990")
    press(page.get_by_role("button", name="Register", exact=True))
    press(page.get_by_role("link", name="To the identity"))
    found += look()
    press(page.get_by_role("button", name="Uncover"))
    found += look()
    visitor.open("/people/search/")
    page.get_by_label("Name", exact=True).fill("Shevchenko Olena")
    press(page.get_by_role("button", name="Search"))
    found += look()
    visitor.open("/cases/new/")
    fill_in(page, "Shevchenko Olena")
    press(page.get_by_role("button", name="Register", exact=True))
    assert found + look() == []
