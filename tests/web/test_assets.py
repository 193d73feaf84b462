"""What the browser is given: every icon that is named exists, and nothing is fetched from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

TEMPLATES = sorted(settings.PACKAGE.rglob("templates/**/*.html"))
ICON = re.compile(r'\{%\s*icon\s+"([a-z0-9-]+)"|\bicon(?:_name)?="([a-z0-9-]+)"')


def asset(name: str) -> str:
    found = finders.find(name)
    if found is None:
        pytest.fail(f"{name} is missing: npm ci && node tools/build_assets.mjs")
    return Path(found).read_text(encoding="utf-8")


def test_every_icon_is_in_the_sprite() -> None:
    sources = [*TEMPLATES, *settings.PACKAGE.joinpath("web").rglob("*.py")]
    named = {a or b for path in sources for a, b in ICON.findall(path.read_text(encoding="utf-8"))}
    drawn = set(re.findall(r'<symbol id="([^"]+)"', asset("vendor/icons.svg")))
    assert len(named) > 20
    assert named == drawn


@pytest.mark.parametrize("name", ["vendor/tabler.min.css", "vendor/tabler.rtl.min.css", "palermo/palermo.css",
                                  "palermo/components.css",
        "palermo/records.css",
        "palermo/pages.css", "palermo/calendar.css"])  # fmt: skip
def test_style_sheets_load_nothing(name: str) -> None:
    css = asset(name)
    assert not re.search(r"@import|sourceMappingURL", css)
    assert all(target.startswith("data:") for target in re.findall(r"url\([\"']?([^)\"']+)", css))


@pytest.mark.parametrize("name", ["vendor/tabler.min.css", "vendor/tabler.rtl.min.css"])
def test_trimming_keeps_what_pages_use(name: str) -> None:
    css = asset(name)
    for kept in (".card{", ".btn", ".form-select", ".visually-hidden", "[data-bs-theme=dark]"):
        assert kept in css, kept
    assert ".carousel" not in css
    assert len(css) < 80_000


def test_licences_are_told() -> None:
    text = asset("vendor/LICENSES.txt")
    for package in (
        "@tabler/core",
        "@tabler/icons",
        "htmx.org",
        "vega",
        "vega-lite",
        "vega-embed",
        "d3-array",
    ):
        assert re.search(rf"^{re.escape(package)} \d", text, re.MULTILINE), package


def test_no_template_writes_script_or_style_inline() -> None:
    for path in TEMPLATES:
        if path.name == "file.html":
            continue  # written to disk to be read without a server
        text = path.read_text(encoding="utf-8")
        assert "<style" not in text, path
        assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/json))", text), path
        assert not re.search(r"\son[a-z]+=\"", text), path
