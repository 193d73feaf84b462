"""Interviews in a browser: one waits, is read, is placed with the right person, and what differs is decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from palermo.access.models import Account, Role
from palermo.cases.models import Case
from palermo.interviews.models import Interview
from tests.browser.conftest import DESKTOP, PHONE, ROOT, Visitor
from tests.browser.test_accessibility import violations
from tests.cases.identities import draft, register
from tests.interviews.conftest import publish
from tests.interviews.waiting import TOLD, received

pytestmark = pytest.mark.usefixtures("cases")


def prepared() -> tuple[Interview, str]:
    """A waiting interview of a woman who is known, with another nationality; and the reference of her case."""
    worker = Account.objects.get(email=f"{Role.CASEWORKER}@example.org")
    key = register(worker, draft("Олена Вигадана", phone="+380441234567"), facts={"nationality": ["MDA"]})
    remarks = [{"path": "/data/profile/age", "kind": "constraint", "message": "Between 0 and 120."}]
    interview = received(worker, publish("screening"), remarks=remarks)
    return interview, Case.unscoped.get(opaque_id=key.opaque_id).case_ref


def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize(("size", "theme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_from_waiting_to_decided(visit: Callable[..., Visitor], size: tuple[int, int], theme: str) -> None:
    axe = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    interview, reference = prepared()
    visitor = visit(size, theme)
    page = visitor.sign_in("caseworker")
    problems = []
    expect(page.get_by_text("1 interview waits for you")).to_be_visible()
    page.get_by_role("link", name="To the interviews").click()
    expect(page.get_by_role("heading", name="1 interview waits")).to_be_visible()
    problems += violations(page, axe)
    page.get_by_role("link", name="Screening interview").first.click()
    expect(page.get_by_text("asked, preferred not to say").first).to_be_visible()
    expect(page.get_by_text(TOLD["screening_narrative"])).to_have_count(0)
    page.get_by_role("button", name="What the person told").click()
    expect(page.get_by_text(TOLD["screening_narrative"])).to_be_visible()
    expect(page.get_by_text(TOLD["family_name"])).to_have_count(0)
    expect(page.get_by_text("Between 0 and 120.")).to_be_visible()
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    problems += violations(page, axe)
    assert fits(page)

    page.get_by_role("link", name="Say whose it is").click()
    page.get_by_role("button", name="Look who it may be").click()
    expect(page.get_by_text("Олена Вигадана")).to_be_visible()
    problems += violations(page, axe)
    page.get_by_role("button", name="It is this person").click()
    expect(page.get_by_text("It cannot be taken back")).to_be_visible()
    page.get_by_role("button", name="Yes, it is this person").click()
    expect(page.get_by_text("1 difference, covered")).to_be_visible()
    page.get_by_role("button", name="Show both answers").click()
    expect(page.get_by_text("Moldova")).to_be_visible()
    problems += violations(page, axe)
    assert fits(page)
    page.get_by_role("button", name="Both are true").click()
    expect(page.get_by_text("That is decided.")).to_be_visible()
    assert Case.unscoped.get(case_ref=reference).facts["nationality"] == ["MDA", "UKR"]
    page.get_by_role("link", name=reference).first.click()
    expect(page.get_by_role("heading", name="Interviews")).to_be_visible()
    assert Interview.unscoped.get(pk=interview.pk).case is not None
    assert problems == []


def test_read_in_arabic_on_a_phone(visit: Callable[..., Visitor]) -> None:
    interview, _reference = prepared()
    visitor = visit(PHONE, "", "ar")
    visitor.sign_in("caseworker")
    page = visitor.open(f"/interviews/{interview.opaque_id}/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text("المقابلة الأولى")
    page.locator("button[name=part][value=story]").click()
    expect(page.get_by_text(TOLD["screening_narrative"])).to_be_visible()
    assert fits(page)
