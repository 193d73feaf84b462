"""The pages of every form of the project, in a real browser under the product's policy: reachable, named, in reach of a
thumb, in two languages, by day and by night; and that what is pressed is on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from palermo.interviews.forms import FORMS, load_form
from tests.browser.conftest import PHONE, ROOT
from tests.browser.test_accessibility import violations
from tests.interviews.client.host import HERE, bundle, catalogues, serving
from tests.interviews.client.small_forms import small_form
from tests.interviews.conftest import compile_once

#: The first choice of every question, which is yes where the form asks whether to go on (and no where it asks whether
#: the person has died). Twice, because an answer may bring new questions.
_ANSWER = """async () => {
    for (let round = 0; round < 2; round += 1) {
        for (const question of document.querySelectorAll('.fill-question')) {
            const choice = question.dataset.name === 'deceased' ? 1 : 0;
            if (question.querySelector('input:checked')) continue;
            question.querySelectorAll('.fill-choices input')[choice]?.click();
        }
        await new Promise(done => setTimeout(done));
    }
}"""
_OPEN = """async ([name, language, catalogues, more]) => {
    const xml = await (await fetch(`/${name}.xml`)).text();
    await palermo.open({xml, language, catalogues, ...more});
}"""
#: Whatever can be pressed and is lower than a thumb needs; what lies in a text or is read aloud only is let pass.
_SMALL = """() => [...document.querySelectorAll(
        'main button, main .fill-choice, main input:not([type=checkbox], [type=radio], .fill-unseen), '
        + 'main select, header button')]
    .filter(each => each.getBoundingClientRect().height < 43.5)
    .map(each => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page that shows one interview."""
    folder = tmp_path_factory.mktemp("host")
    bundle(folder, HERE / "host.ts")
    forms = {f"{name}.xml": compile_once(load_form(name, ("en", "ar"))).xform for name in FORMS}
    forms |= {f"{name}.xml": small_form(name) for name in ("controls", "hostile")}
    with serving(folder, forms) as base:
        yield base


@pytest.fixture(scope="module")
def axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert troubles == []


def opened(page: Page, host: str, name: str, language: str = "en", theme: str = "light", **more: Any) -> Page:
    page.goto(f"{host}/{theme}.html")
    page.wait_for_function("() => Boolean(window.palermo)")
    page.evaluate(_OPEN, [name, language, catalogues(), more])
    return page


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ar", "dark")])
@pytest.mark.parametrize("name", FORMS)
def test_every_page_of_every_form(
    page: Page, host: str, axe: str, name: str, language: str, theme: str
) -> None:
    opened(page, host, name, language, theme)
    assert page.get_attribute(".fill", "dir") == ("rtl" if language == "ar" else "ltr")
    problems: list[str] = []
    titles: list[str] = []
    for _ in range(80):
        page.evaluate(_ANSWER)
        titles.append(page.inner_text("#fill-title"))
        problems += [f"{titles[-1]}: {each}" for each in violations(page, axe)]
        problems += [f"{titles[-1]}: small: {each}" for each in page.evaluate(_SMALL)]
        if page.evaluate("document.documentElement.scrollWidth") > PHONE[0]:
            problems.append(f"{titles[-1]}: wider than the screen")
        if page.query_selector("[data-do=finish]"):
            break
        before = page.inner_text(".fill-position")
        page.click("[data-do=next]")
        expect(page.locator(".fill-summary")).to_have_count(0)
        expect(page.locator(".fill-position")).not_to_have_text(before)
    assert problems == []
    assert page.query_selector("[data-do=finish]"), titles
    assert len(titles) > 8, "its pages open with the answers"
    page.click("[data-do=finish]")
    page.wait_for_function("() => palermo.finished.length === 1")
    kept = page.evaluate("palermo.finished[0]")
    assert kept["meta"]["language"] == language
    assert kept["meta"]["formId"] == f"palermo_{name}"


def test_every_kind_of_question(page: Page, host: str, axe: str) -> None:
    opened(page, host, "controls")
    problems: list[str] = []
    for _ in range(4):
        for theme in ("light", "dark"):
            page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
            problems += violations(page, axe) + page.evaluate(_SMALL)
        page.click("[data-do=next]")
    assert problems == []


def test_problems_and_contents(page: Page, host: str, axe: str) -> None:
    opened(page, host, "controls")
    age = page.get_by_role("textbox", name="How old are you?")
    age.fill("200")
    page.click("[data-do=next]")
    expect(page.locator(".fill-summary")).to_be_focused()
    expect(page.locator(".fill-summary")).to_contain_text("From 0 to 120.")
    assert violations(page, axe) == []
    page.locator(".fill-summary button").click()
    expect(age).to_be_focused()
    age.fill("20")
    page.click("[data-do=contents]")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_by_keyboard_alone(page: Page, host: str) -> None:
    opened(page, host, "controls")
    page.get_by_label("What is your name?").focus()
    page.keyboard.type("Ana")
    page.click("[data-do=next]")
    page.click("[data-do=next]")
    page.get_by_role("radio", name="Red").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Green").first).to_be_checked()
    page.get_by_role("combobox", name="Which of these?").focus()
    page.keyboard.type("caf")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Which of these?")).to_have_value("Café au lait")
    page.evaluate("palermo.mounted.save()")
    page.wait_for_function("() => palermo.kept.at(-1).xml.includes('<one>green</one>')")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_function("() => palermo.calls.includes('away')")
    expect(page.locator(".fill-question")).to_have_count(0)


def test_a_picture_is_redrawn_and_kept(page: Page, host: str, tmp_path: Path) -> None:
    """A picture of 3000 pixels with a place written into it becomes a small one without."""
    from PIL import Image

    path = tmp_path / "family.jpg"
    exif = Image.Exif()
    exif[0x010F] = "Telephone of Ana"
    Image.new("RGB", (3000, 1500), "teal").save(path, exif=exif)
    opened(page, host, "controls")
    for _ in range(3):
        page.click("[data-do=next]")
    page.locator("[data-name=photo] input[type=file]").last.set_input_files(path)
    expect(page.locator("[data-name=photo] img")).to_be_visible()
    page.evaluate("palermo.mounted.save()")
    page.wait_for_function("() => palermo.kept.at(-1).files.length === 1")
    name, size, text = page.evaluate(
        """async () => {
            const [file] = palermo.kept.at(-1).files;
            const picture = await createImageBitmap(new Blob([file.bytes], {type: file.type}));
            return [file.name, [picture.width, picture.height], new TextDecoder('latin1').decode(file.bytes)];
        }"""
    )
    assert size == [1600, 800]
    assert "family" not in name
    assert "Telephone" not in text


def test_a_hostile_form_does_nothing(page: Page, host: str) -> None:
    opened(page, host, "hostile")
    expect(page.locator("#fill-title")).to_be_visible()
    page.get_by_label("See here").fill("<img src=x onerror='window.owned=1'>")
    assert page.evaluate("window.owned") is None
    assert page.evaluate("document.querySelectorAll('main img, main iframe, main script').length") == 0
