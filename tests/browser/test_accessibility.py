"""axe-core finds no violation of WCAG 2.2 AA on any kind of page, by day and by night, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from palermo.cases.models import Case
from tests.browser.conftest import DESKTOP, PHONE, ROOT, Visitor

pytestmark = pytest.mark.usefixtures("cases")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ADDRESSES = (
    "/", "/cases/?status=closed&registered_from=May", "/cases/?sex=other", "/codebook/", "/codebook/?q=debt",
    "/codebook/variables/exploitation_type/", "/codebook/lists/", "/codebook/countries/?q=ukr",
    "/codebook/countries/UKR/", "/statistics/", "/statistics/tables/table09_sex_by_region/", "/components/",
    "/no-such-page/", "/accounts/logout/", "/accounts/security/", "/accounts/security/app/",
    "/accounts/security/passkey/", "/accounts/security/password/", "/accounts/places/", "/accounts/confirm/",
)  # fmt: skip


@pytest.fixture(scope="session")
def axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


def violations(page: Page, axe: str, within: str = "") -> list[str]:
    """What axe-core objects to, with where; on the whole page or ``within`` a part."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate(
        """([tags, within]) => axe.run(
            within ? document.querySelector(within) : document,
            {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})""",
        [TAGS, within],
    )
    return [
        f"{page.url}: {problem['id']} ({problem['help']}): {node['html'][:160]} {node['failureSummary'][:300]}"
        for problem in found["violations"]
        for node in problem["nodes"][:3]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_kind_of_page(
    visit: Callable[..., Visitor],
    axe: str,
    cases: list[Case],
    size: tuple[int, int],
    theme: str,
    settings: Any,
) -> None:
    settings.PALERMO_MODE = "demo"
    visitor = visit(size, theme)
    problems = violations(visitor.open("/accounts/login/"), axe) + violations(visitor.open("/away/"), axe)
    visitor.sign_in("data_steward")
    for address in (*ADDRESSES, f"/cases/{cases[1].opaque_id}/"):
        page = visitor.open(address)
        page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
        problems += violations(page, axe)
    assert problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_open_menus_and_arabic(visit: Callable[..., Visitor], axe: str, theme: str) -> None:
    visitor = visit(PHONE, theme, "ar")
    page = visitor.sign_in("administrator")
    page.locator("summary[aria-label]").first.click()
    assert violations(page, axe) == []
    wide = visit(DESKTOP, theme)
    page = wide.sign_in("caseworker")
    page.locator(".top summary", has_text="Caseworker").click()
    # The menu alone: its lower edge may lie across a link of the page, which is no target while it is open.
    assert violations(page, axe, ".top") == []
