"""What the documents promise exists."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from palermo.commands import COMMANDS, cli

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    read = set(re.findall(r"PALERMO_[A-Z_]+", (ROOT / "src/palermo/config/environment.py").read_text()))
    for name in ("home.py", "config/organisation_sign_in.py"):
        read |= set(re.findall(r"PALERMO_[A-Z_]+", (ROOT / "src/palermo" / name).read_text()))
    for path in (ROOT / "src/palermo/vault").rglob("*.py"):
        read |= set(re.findall(r"PALERMO_[A-Z_]+", path.read_text(encoding="utf-8")))
    documented = set(re.findall(r"PALERMO_[A-Z_]+", (ROOT / "docs/operating.md").read_text()))
    assert read - {"PALERMO_"} <= documented
    assert documented <= read


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_and_links_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"`?palermo ([a-z]+)(?=[ `\n])", text):
        assert name in COMMANDS, f"{path.name} names the command {name}"
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_options_in_examples_exist() -> None:
    for path in DOCUMENTS:
        for line in re.findall(
            r"palermo ((?:report tables|import caseload)[^`\n]*)", path.read_text(encoding="utf-8")
        ):
            words = line.split()
            known = CliRunner().invoke(cli, [*words[:2], "--help"]).output
            for option in re.findall(r"--[a-z-]+", line):
                assert option in known, f"{path.name}: {option} of {' '.join(words[:2])}"


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = Counter(path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md"))
    assert all(number.isdecimal() for number in numbers)
    assert not [number for number, times in numbers.items() if times > 1]
