"""The checklist says what is true: every requirement once, every test and control that it names exists.

It cannot say that a control is good; that is for people. It keeps the document from naming what is no longer there.
"""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "asvs.md"
#: Numbers and levels of the standard, version 5.0.0; none of its words.
LEVELS = ROOT / "tests" / "data" / "asvs_5_0_levels.csv"
#: Chapters of which the third level counts as well (design, security: yardstick).
STRICT = {"V6", "V7", "V8", "V11", "V14", "V16"}
STATES = {"met", "not met", "no"}
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([123]) \| ([a-z ]+) \| (.+?) \| (.+?) \|$")
SETTING = re.compile(r"[A-Z][A-Z_]{3,}")


@dataclass(frozen=True)
class Entry:
    """A row of the checklist. ``shown_by`` are the tests, files, settings and sections it names."""

    number: str
    level: int
    state: str
    words: str
    shown_by: tuple[str, ...]


def entries() -> list[Entry]:
    found = []
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("| V"):
            match = ROW.match(line)
            assert match, f"not a row: {line}"
            number, level, state, words, shown = match.groups()
            left = re.sub(r"`[^`]+`|[,;\s]", "", shown)
            assert left in {"", "-"}, f"{number}: evidence stands in `...`, not {left!r}"
            found.append(Entry(number, int(level), state, words, tuple(re.findall(r"`([^`]+)`", shown))))
    return found


def levels() -> dict[str, int]:
    with LEVELS.open(encoding="utf-8", newline="") as stream:
        return {row["number"]: int(row["level"]) for row in csv.DictReader(stream)}


def required() -> dict[str, int]:
    return {
        number: level
        for number, level in levels().items()
        if level <= 2 or number.partition(".")[0] in STRICT
    }


def test_the_facts_are_those_of_the_standard() -> None:
    """345 requirements in 17 chapters: a line that is lost by accident is noticed."""
    known = levels()
    assert len(known) == 345
    assert {number.partition(".")[0] for number in known} == {f"V{chapter}" for chapter in range(1, 18)}
    assert Counter(known.values()) == {1: 70, 2: 183, 3: 92}


def test_every_requirement_has_one_row_and_no_other_has_any() -> None:
    numbers = Counter(entry.number for entry in entries())
    assert [number for number, times in numbers.items() if times > 1] == []
    assert set(required()) - set(numbers) == set()
    assert set(numbers) - set(required()) == set()


def test_rows_stand_in_the_order_of_the_standard() -> None:
    order = [tuple(int(part) for part in entry.number[1:].split(".")) for entry in entries()]
    assert order == sorted(order)


def test_levels_are_those_of_the_standard() -> None:
    known = required()
    assert {entry.number: entry.level for entry in entries()} == known


def test_every_row_says_what_it_must() -> None:
    for entry in entries():
        assert entry.state in STATES, entry.number
        assert len(entry.words) >= 12, f"{entry.number}: says too little"
        if entry.state == "met":
            assert entry.shown_by, f"{entry.number} is met, but nothing shows it"
        if entry.state == "not met":
            assert "Missing:" in entry.words, f"{entry.number} does not say what is missing"


def test_what_is_not_met_is_counted_and_listed_at_the_head() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    head = text.partition("\n| V")[0]
    missing = [entry.number for entry in entries() if entry.state == "not met"]
    listed = re.findall(r"^- (V\d+\.\d+\.\d+): \S", head, flags=re.MULTILINE)
    assert listed == missing
    counts = Counter(entry.state for entry in entries())
    assert f"{counts['met']} met, {counts['not met']} not met, {counts['no']} do not apply" in head


@cache
def definitions(path: Path) -> frozenset[str]:
    """``name`` and ``Class::name`` of every function, class and assigned name at the top or in a class."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        found |= set(_names(node))
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{name}" for inner in node.body for name in _names(inner)}
    return frozenset(found)


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


@cache
def settings() -> frozenset[str]:
    """Names that the settings assign, anywhere in the file (production has its own block)."""
    tree = ast.parse((ROOT / "src/palermo/config/settings.py").read_text(encoding="utf-8"))
    return frozenset(name for node in ast.walk(tree) if isinstance(node, ast.stmt) for name in _names(node))


@cache
def anchors(path: Path) -> frozenset[str]:
    """The headings of a document as links name them."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads)


def problem(reference: str) -> str:
    """Why ``reference`` shows nothing, or an empty text."""
    if SETTING.fullmatch(reference):
        return "" if reference in settings() else "no such setting"
    name, _, place = reference.partition("#")
    name, _, inside = name.partition("::")
    path = ROOT / name
    if not path.exists():
        return "no such file"
    if place and place not in anchors(path):
        return "no such section"
    if inside and inside not in definitions(path):
        return "no such test or definition"
    if name.startswith("tests/") and not inside and path.suffix == ".py":
        return "names a file of tests and no test"
    return ""


@pytest.mark.parametrize("entry", entries() if DOCUMENT.exists() else [], ids=lambda entry: entry.number)
def test_what_a_row_names_exists(entry: Entry) -> None:
    wrong = {reference: problem(reference) for reference in entry.shown_by}
    assert {reference: why for reference, why in wrong.items() if why} == {}


def test_the_check_itself_finds_what_is_not_there() -> None:
    for reference in (
        "tests/test_asvs.py::test_that_nobody_wrote",
        "tests/no_such_file.py::test_x",
        "tests/test_asvs.py",
        "docs/asvs.md#no-such-section",
        "NO_SUCH_SETTING",
        "src/palermo/vault/envelope.py::Nothing",
    ):
        assert problem(reference), reference
    assert not problem("src/palermo/vault/envelope.py::Cipher")
    assert not problem("SECURE_HSTS_SECONDS")


def test_the_document_repeats_no_sentence_of_the_standard() -> None:
    """Its text is under another licence: none of the phrases with which its requirements begin stands here."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert "Verify that" not in text
    assert "For L3" not in text
