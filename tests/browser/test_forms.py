"""A supervisor hands a spreadsheet in, looks at what becomes of the form, publishes it; no page has violations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from palermo.interviews.models import FormVersion
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.test_accessibility import axe, violations
from tests.browser.test_consents import picture
from tests.interviews.conftest import in_this_process, publish, without_java
from tests.interviews.publishing.workbooks import question, workbook

__all__ = ["axe", "in_this_process", "without_java"]
pytestmark = pytest.mark.usefixtures("cases", "in_this_process")


@pytest.mark.parametrize(("size", "theme", "language"), [(PHONE, "dark", "ar"), (DESKTOP, "light", "en")])
def test_from_spreadsheet_to_form(
    visit: Callable[..., Visitor], axe: str, tmp_path: Path, size: tuple[int, int], theme: str, language: str
) -> None:
    base = publish("vulnerability")
    place = next(cells["name"] for cells in base.sheets["survey"] if cells["type"].startswith("select_one"))
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(workbook(survey=[question("ukr_clan", f"after {place}")]))
    bad.write_bytes(workbook(survey=[question("clan", f"after {place}")]))
    visitor = visit(size, theme, language)
    page = visitor.sign_in("supervisor")
    problems: list[str] = []

    def look(name: str) -> None:
        page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
        picture(page, f"forms-{name}-{language}")
        problems.extend(violations(page, axe))

    visitor.open("/interviews/forms/of/UKR/add/")
    look("add")
    visitor.open("/interviews/forms/")
    look("list")
    page.click("main a[href$='/adapt/vulnerability/']")
    expect(page.locator("#id_sheet")).to_be_visible()
    page.set_input_files("#id_sheet", bad)
    page.click(".act-form [type=submit]")
    expect(page.locator(".form-problems li")).to_have_count(1)
    look("problems")
    page.set_input_files("#id_sheet", good)
    page.click(".act-form [type=submit]")
    expect(page.locator(".form-changes li")).to_have_count(1)
    look("draft")
    assert not FormVersion.objects.filter(form__mission__isnull=False).exists()
    page.click(".act-form [type=submit]")
    expect(page.locator("main h1")).to_be_visible()
    page.wait_for_url("**/versions/**")
    look("version")
    expect(page.locator("main")).to_contain_text("ukr_clan")
    assert FormVersion.objects.filter(form__mission__code="UKR").exists()
    assert problems == []
