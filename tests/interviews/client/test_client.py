"""The pages of a form: rules and whole interviews in node with jsdom, every kind of question, drafts, hostile forms."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from palermo.interviews.filling.words import catalogue
from palermo.interviews.forms import FORMS, load_form
from tests.interviews.client.host import HERE, ROOT, bundle
from tests.interviews.client.small_forms import FORMS as SMALL
from tests.interviews.client.small_forms import small_form
from tests.interviews.conftest import compile_once

CLIENT = ROOT / "src/palermo/interviews/client"
SOURCES = sorted(CLIENT.rglob("*.ts"))
SCRIPTS = ("fill.js", "fill-engine.js", "fill-sw.js")
#: Ways of making elements or programs out of text. None is needed, and each is a door.
DOORS = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|v-html|DOMParser|\beval\(|new Function|srcdoc"
)

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small forms, the project's forms in two languages, and the interface's words."""
    folder = tmp_path_factory.mktemp("client")
    for name in SMALL:
        (folder / f"{name}.xml").write_text(small_form(name), encoding="utf-8")
    for name in FORMS:
        (folder / f"{name}.xml").write_text(
            compile_once(load_form(name, ("en", "ar"))).xform, encoding="utf-8"
        )
    for language in ("en", "ar"):
        words = json.dumps(catalogue(language))
        (folder / f"words-{language}.json").write_text(words, encoding="utf-8")
    return folder


def node(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    # Bundles find what stays outside of them (jsdom) from where they lie.
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(ROOT / "node_modules")
    environment = {**os.environ, "PALERMO_TEST_FORMS": str(folder), "NODE_ENV": "production", "TZ": "UTC"}
    return subprocess.run(["node", *command], cwd=folder, env=environment, capture_output=True, text=True)


def test_rules_and_pages(folder: Path) -> None:
    bundle(folder, HERE / "rules.test.ts", HERE / "pages.test.ts", options=("--node",))
    run = node(folder, "--test", "--test-reporter=spec", "rules.test.mjs", "pages.test.mjs")
    failed = run.stdout[run.stdout.find("failing tests") :] if "failing tests" in run.stdout else run.stderr
    assert run.returncode == 0, failed[:6000]
    assert int(re.search(r"tests (\d+)", run.stdout)[1]) > 40  # type: ignore[index]


def test_the_engine_made_lazy_answers_as_the_one_published(folder: Path) -> None:
    told = []
    for options in (("--node",), ("--node", "--published")):
        bundle(folder, HERE / "walker.ts", options=options)
        run = node(folder, "walker.mjs", *FORMS, "cascade", "repeats")
        assert run.returncode == 0, run.stderr[:3000]
        told.append(json.loads(run.stdout))
    lazy, published = told
    assert lazy == published
    assert sum(len(form) for form in lazy.values()) > 60
    assert any(step["violations"] for form in lazy.values() for step in form)


def test_no_text_becomes_a_program() -> None:
    found = [f"{path.name}: {match}" for path in SOURCES for match in re.findall(DOORS, path.read_text())]
    assert found == []


def test_only_the_adapter_knows_the_engine() -> None:
    users = {path.name for path in SOURCES if re.search(r"from \"@getodk", path.read_text())}
    assert users == {"engine.ts"}


def test_every_word_of_the_interface_is_there() -> None:
    words = catalogue("en")
    used = {
        key
        for path in SOURCES
        for key in re.findall(r"\"(interview\.[a-z-]+[a-z])\"", path.read_text())
        if not key.endswith(".ts")
    }
    assert len(used) > 50
    assert used - words.keys() == set()
    assert {key for key in words if key.startswith("interview.")} - used - _put_together() == set()


def _put_together() -> set[str]:
    """Keys that the code puts together out of parts."""
    kinds = ("picture", "recording", "film", "document")
    return {
        *(f"interview.{verb}-{kind}" for verb in ("take", "choose", "replace") for kind in kinds),
        *(f"interview.{what}-{voice}" for what in ("page", "voice") for voice in ("say", "record")),
        *(f"interview.position-{state}" for state in ("looking", "refused", "failed")),
        *(f"interview.violation-{kind}" for kind in ("constraint", "required", "crowded")),
        *(f"interview.not-{kind}" for kind in ("int", "decimal")),
        *(f"interview.move-{way}" for way in ("up", "down")),
        *(f"interview.{name}" for name in ("contents", "rest", "away", "latitude", "longitude")),
    }


def test_the_scripts_are_small_enough() -> None:
    vendor = ROOT / "src/palermo/web/static/vendor"
    sizes = [len(gzip.compress((vendor / name).read_bytes(), 9)) for name in SCRIPTS]
    assert 200_000 < sum(sizes) < 330_000
    assert sizes[0] < 70_000, "what is loaded before a form is opened"


def test_the_engine_is_loaded_only_when_needed() -> None:
    vendor = ROOT / "src/palermo/web/static/vendor"
    assert 'import("./fill-engine.js")' in (vendor / "fill.js").read_text()
    assert "import" not in re.findall(r"^[^;]{0,40}", (vendor / "fill-engine.js").read_text())[0]
