"""What a supervisor and a partner do about consent: record it, share, see it, take it back. Without script as well."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from palermo.access.actions.assign_case import assign_case
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Organisation
from palermo.cases.models import Case, Consent
from tests.browser.conftest import DESKTOP, PHONE, ROOT, Visitor
from tests.browser.test_accessibility import violations
from tests.cases.consent.consents import excuse, make_partner, say, take_back

#: Where pictures of the pages are put for a person to look at; nowhere by default.
PICTURES = os.environ.get("PALERMO_PICTURES", "")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.fixture
def haven(cases: list[Case]) -> Organisation:
    partner = make_partner("haven", country="ROU")
    Account.objects.filter(role="partner_officer").update(organisation=partner)
    return partner


@pytest.fixture
def case(cases: list[Case]) -> Case:
    return next(case for case in cases if case.mission.code == "UKR" and case.majority == "18_and_over")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "without script"])
def test_from_consent_to_share_and_back(
    visit: Callable[..., Visitor], case: Case, haven: Organisation, javascript: bool
) -> None:
    supervisor = visit(java_script_enabled=javascript)
    page = supervisor.sign_in("supervisor")
    supervisor.open(f"/cases/{case.opaque_id}/share/")
    page.select_option("#id_recipient", f"organisation:{haven.pk}")
    page.check("input[value=facts]")
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    page.fill("#id_until", until)
    page.click(".act-form [type=submit]")
    expect(page.locator("main")).to_contain_text("consent is missing")
    expect(page.locator("#id_until")).to_have_value(until)
    page.click("main a:has-text('Record a consent')")
    page.select_option("#id_purpose", "sharing")
    page.select_option("#id_recipient", f"organisation:{haven.pk}")
    page.select_option("#id_form", "written")
    page.select_option("#id_consent_informed_purpose", "yes")
    page.fill("#id_witness", "Olena")
    page.click(".act-form [type=submit]")
    expect(page.locator("main")).to_contain_text("The consent is recorded")
    supervisor.open(f"/cases/{case.opaque_id}/share/")
    page.select_option("#id_recipient", f"organisation:{haven.pk}")
    page.check("input[value=facts]")
    page.fill("#id_until", until)
    page.click(".act-form [type=submit]")
    expect(page.locator("section[aria-labelledby=shares-head]")).to_contain_text("Haven")

    officer = visit(PHONE, java_script_enabled=javascript)
    theirs = officer.sign_in("partner_officer")
    theirs.click("main a:has-text('Shared with us') >> nth=0")
    theirs.click(".people a")
    expect(theirs.locator("main")).to_contain_text("parts that were shared with you")

    page.click("a:has-text('Take back')")
    page.click(".act-form [type=submit]")
    expect(page.locator("section[aria-labelledby=consents-head]")).to_contain_text(
        re.compile("taken back", re.IGNORECASE)
    )
    expect(page.locator("section[aria-labelledby=shares-head]")).not_to_contain_text("Haven")
    theirs.reload()
    expect(theirs.locator("main")).to_contain_text("There is nothing here that you can open")


def test_emergency_and_the_notice_of_it(visit: Callable[..., Visitor], case: Case) -> None:
    worker = visit(PHONE)
    page = worker.sign_in("caseworker")
    worker.open(f"/cases/{case.opaque_id}/")
    page.click("a:has-text('In an emergency')")
    page.fill("#id_reason", "short")
    page.click(".act-form [type=submit]")
    expect(page.locator("main")).to_contain_text("Say in a sentence")
    page.fill("#id_reason", "She called from the station\nand nobody else is reachable.")
    page.click(".act-form [type=submit]")
    expect(page.locator("main")).to_contain_text("open to you for four hours")
    focal = visit()
    theirs = focal.sign_in("focal_point")
    theirs.click("text=Read the reason")
    expect(theirs.locator("main")).to_contain_text("called from the station")
    focal.open("/")
    with theirs.expect_navigation(wait_until="load"):
        theirs.click("text=I have seen it")
    expect(theirs.locator("main")).not_to_contain_text("Emergency access was taken")


def test_freeze_takes_two_presses_and_the_focal_point_opens_again(
    visit: Callable[..., Visitor], cases: list[Case]
) -> None:
    focal = visit()
    page = focal.sign_in("focal_point")
    focal.open("/oversight/missions/")
    page.click("li:has-text('Moldova') summary")
    page.click("li:has-text('Moldova') [type=submit]")
    expect(page.locator("main")).to_contain_text("Nobody of it sees a case now")
    page.click("li:has-text('Moldova') [type=submit]")
    expect(page.locator("main")).to_contain_text("is open again")


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [
        (DESKTOP, "light", "en"),
        (PHONE, "light", "en"),
        (PHONE, "dark", "en"),
        (DESKTOP, "dark", "ar"),
        (PHONE, "light", "ar"),
    ],
)
def test_nothing_spills_over_and_everybody_can_use_it(
    visit: Callable[..., Visitor],
    case: Case,
    haven: Organisation,
    size: tuple[int, int],
    theme: str,
    language: str,
) -> None:
    system = SystemActor("test")
    assign_case(actor=system, case=case, account=Account.objects.get(role="caseworker"))
    say(case, to_organisation=haven, expires_on=timezone.localdate() + timedelta(days=30), language="rus")
    take_back(say(case, purpose="family_contact", recipient_class="family"), withdrawal_reason="safety")
    say(case, "refused", "law_enforcement", recipient_class="host_authorities", form="verbal_witnessed")
    excuse(case, purpose="sharing", kind="origin", to_organisation=haven)
    visitor = visit(size, theme=theme, language=language)
    page = visitor.sign_in("supervisor")
    consent = Consent.unscoped.filter(case=case).order_by("pk")[0].opaque_id
    axe = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    problems: list[str] = []
    for name, address in {
        "case": f"/cases/{case.opaque_id}/",
        "record": f"/cases/{case.opaque_id}/consents/new/",
        "withdraw": f"/cases/{case.opaque_id}/consents/{consent}/withdraw/",
        "exception": f"/cases/{case.opaque_id}/exceptions/new/",
        "share": f"/cases/{case.opaque_id}/share/",
        "shared": "/cases/shared/",
        "emergency": "/cases/emergency/",
        "missions": "/oversight/missions/",
        "home": "/",
    }.items():
        visitor.open(address)
        picture(page, f"{name}-{size[0]}-{theme}-{language}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
        problems += violations(page, axe)
    # With what is wrong beside its field, too.
    visitor.open(f"/cases/{case.opaque_id}/share/")
    page.evaluate("document.querySelector('.act-form').noValidate = true")
    with page.expect_navigation(wait_until="load"):
        page.click(".act-form [type=submit]")
    picture(page, f"problems-{size[0]}-{theme}-{language}")
    problems += violations(page, axe)
    assert not problems, "\n".join(problems)
