"""Connecting a phone, looking at the list, stopping it: with what a keyboard and a screen reader meet on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from palermo.access.models import Account, Role
from palermo.interviews.actions.ask_device_wipe import ask_device_wipe
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.actions.revoke_device import revoke_device
from palermo.interviews.models import DeviceKind
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.test_accessibility import axe, violations

__all__ = ["axe"]
pytestmark = pytest.mark.usefixtures("cases")


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"])
def test_connecting_and_stopping(
    visit: Callable[..., Visitor], axe: str, size: tuple[int, int], theme: str
) -> None:
    supervisor = Account.objects.get(role=Role.SUPERVISOR)
    for name in ("tablet", "laptop", "old laptop"):
        device = register_device(actor=supervisor, kind=DeviceKind.BROWSER, name=name).device
        if name != "tablet":
            ask_device_wipe(actor=supervisor, device=device)
    revoke_device(actor=supervisor, device=device)
    visitor = visit(size, theme)
    visitor.sign_in("supervisor")
    page = visitor.open("/interviews/devices/")
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    problems = violations(page, axe)
    page.get_by_role("link", name="Connect a phone with ODK Collect").click()
    name = page.get_by_label("What you call this phone")
    expect(name).to_be_visible()
    problems += violations(page, axe)
    name.fill("blue phone")
    name.press("Enter")
    square = page.get_by_alt_text("Square for the camera; the same as the text below.")
    expect(square.first).to_be_visible()
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    problems += violations(page, axe)
    page.get_by_role("link", name="The phone is set up").click()
    stop = page.get_by_role("button", name=re.compile(r"^Stop it\s*: blue phone$"))
    stop.click()
    expect(page.get_by_role("status").filter(has_text="Stopped.")).to_be_visible()
    expect(stop).to_have_count(0)
    assert problems == []
