"""Opening and answering the largest form in a browser, as fast as this machine is and six times slower.

The page is the client as it is built for the product, alone on a page under the product's policy, without a network
between. Slower means Chromium's own throttle, which stands for a telephone of some years ago.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.report import Report
from palermo.interviews.forms import compile_form, load_form

HEADING = "Filling: a form in the browser"
FORM = "assistance"
LANGUAGES: dict[str, tuple[str, ...]] = {"five languages": (), "two languages": ("en", "ar")}
#: Slowness -> seconds until the first page of a form can be answered, milliseconds until an answer is on the screen.
GOALS = {1: (1.5, 50), 6: (4.0, 150)}
TIMES = 3
BUNDLE_KB = 330
VENDOR = Path(__file__).resolve().parent.parent / "src/palermo/web/static/vendor"
SCRIPTS = ("fill.js", "fill-engine.js", "fill-sw.js")

#: From the press to the first page on the screen, the engine's own loading included.
_OPEN = """async ([form, catalogues]) => {
    const xml = await (await fetch(form)).text();
    const start = performance.now();
    await palermo.open({xml, language: 'en', catalogues});
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}"""
#: From the press of every choice on the page to the next picture of the page, in milliseconds.
_ANSWER = """async () => {
    const taken = [];
    for (const choice of [...document.querySelectorAll('.fill-choice input')].slice(0, 12)) {
        if (!choice.isConnected) continue;
        const start = performance.now();
        choice.click();
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        taken.push(performance.now() - start);
        await new Promise(done => setTimeout(done, 400));
    }
    return taken;
}"""


def run(report: Report, browser_path: str = "/usr/bin/chromium") -> None:
    """Measure everything and put it into ``report``."""
    from tests.interviews.client.host import HERE, bundle, serving

    forms = {
        f"{name.replace(' ', '-')}.xml": compile_form(load_form(FORM, languages)).xform
        for name, languages in LANGUAGES.items()
    }
    report.table("What a device loads", ["file", "KB compressed", "limit"], list(_sizes()))
    with tempfile.TemporaryDirectory(prefix="palermo-bench-filling-") as folder:
        bundle(Path(folder), HERE / "host.ts")
        with serving(Path(folder), forms) as base, _browser(browser_path) as browser:
            rows = [_row(browser, base, name, rate) for name in LANGUAGES for rate in GOALS]
            head = ["form", "CPU", "opened, s", "of it computing", "goal", "answer, ms", "worst", "goal"]
            report.table(f"The largest form ({FORM}), medians of {TIMES} openings", head, rows)


def _sizes() -> Iterator[list[str]]:
    sizes = [len(gzip.compress((VENDOR / name).read_bytes(), 9)) / 1000 for name in SCRIPTS]
    for name, size in zip(SCRIPTS, sizes, strict=True):
        yield [name, f"{size:.1f}", ""]
    yield ["together", f"{sum(sizes):.1f}", str(BUNDLE_KB)]


def _row(browser: Browser, base: str, name: str, rate: int) -> list[str]:
    opened, computed, answered = [], [], []
    for _ in range(TIMES):
        with _page(browser, base, rate) as (page, session):
            before = _thread_time(session)
            opened.append(_open(page, name) / 1000)
            computed.append(_thread_time(session) - before)
            answered += page.evaluate(_ANSWER)
    goal_open, goal_answer = GOALS[rate]
    return [
        f"{FORM}, {name}",
        f"1/{rate}",
        f"{statistics.median(opened):.2f}",
        f"{statistics.median(computed):.2f}",
        f"{goal_open}",
        f"{statistics.median(answered):.0f}",
        f"{max(answered):.0f}",
        f"{goal_answer}",
    ]


def _thread_time(session: CDPSession) -> float:
    """Seconds of processor of the page's thread, its throttle included: what a busy machine changes least."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))


def _open(page: Page, name: str) -> float:
    from tests.interviews.client.host import catalogues

    return float(page.evaluate(_OPEN, [f"/{name.replace(' ', '-')}.xml", catalogues()]))


@contextmanager
def _browser(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def _page(browser: Browser, base: str, rate: int) -> Iterator[tuple[Page, CDPSession]]:
    """A page of the size of a telephone, with nothing kept from the one before."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{base}/light.html")
    page.wait_for_function("() => Boolean(window.palermo)")
    session: CDPSession = context.new_cdp_session(page)
    arguments: dict[str, Any] = {"rate": rate}
    session.send("Emulation.setCPUThrottlingRate", arguments)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    yield page, session
    context.close()


if __name__ == "__main__":
    import os

    with tempfile.TemporaryDirectory(prefix="palermo-bench-home-") as home:
        os.environ.update(PALERMO_HOME=home, PALERMO_MODE="test")
        from palermo.commands import set_up_django

        set_up_django()
        run(Report())
