"""A picture of a person in a browser: added from a phone, looked at, removed; also without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from palermo.cases.models import Case
from palermo.individuals.models import Photo
from tests.browser.conftest import DESKTOP, PHONE, ROOT, Visitor
from tests.browser.test_accessibility import violations
from tests.individuals.pictures.samples import png

pytestmark = pytest.mark.usefixtures("cases")
PICTURE = FilePayload(name="IMG_0001.png", mimeType="image/png", buffer=png(width=2, height=2))


@pytest.mark.parametrize(
    ("size", "script"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "desk without script"]
)
def test_added_looked_at_and_removed(
    visit: Callable[..., Visitor], cases: list[Case], size: tuple[int, int], script: bool
) -> None:
    visitor = visit(size, java_script_enabled=script)
    visitor.sign_in("supervisor")
    own = next(case for case in cases if case.mission.code == "UKR")
    page = visitor.open(f"/cases/{own.opaque_id}/identity/")
    page.get_by_role("button", name="Uncover").click()
    page.get_by_role("link", name="Add a picture").click()
    page.get_by_label("Picture").set_input_files(PICTURE)
    page.get_by_label("Words beside it").fill("at the reception centre")
    page.get_by_role("button", name="Store the picture").click()
    expect(page.get_by_text("The picture is stored, and covered.")).to_be_visible()
    assert "reception centre" not in page.content()
    page.get_by_role("button", name="Uncover").click()
    page.get_by_role("button", name="Look: portrait").click()
    picture = page.get_by_role("img", name="at the reception centre")
    expect(picture).to_be_visible()
    if script:
        axe = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
        assert page.evaluate("document.querySelector('figure img').naturalWidth") == 2
        assert violations(page, axe) == []
    page.get_by_text("Remove this picture").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("The picture is removed.")).to_be_visible()
    assert not Photo.unscoped.exists()
