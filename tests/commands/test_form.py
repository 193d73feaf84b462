"""``palermo form``: list, build, check."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from palermo.commands import cli
from palermo.interviews.forms import FORMS, can_validate
from palermo.interviews.forms.errors import NoSuchForm, NoSuchLanguage

pytestmark = pytest.mark.django_db


def say(*words: str) -> str:
    result = CliRunner().invoke(cli, ["form", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_list() -> None:
    lines = [line.split("\t") for line in say("list").splitlines()]
    assert [line[0] for line in lines] == list(FORMS)
    assert all(int(line[2]) > 30 for line in lines)


def test_build(tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    assert str(out) in say("build", "vulnerability", str(out), "--language", "en", "--language", "ar")
    book = load_workbook(out, read_only=True)
    assert book.sheetnames == ["survey", "choices", "settings"]
    header = next(book["survey"].iter_rows(values_only=True))
    assert header[:2] == ("type", "name")
    assert "label::العربية (ar)" in header
    assert "bind::palermo:variable" in header


def test_what_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(NoSuchForm):
        say("build", "census", str(tmp_path / "form.xlsx"))
    with pytest.raises(NoSuchLanguage):
        say("build", "vulnerability", str(tmp_path / "form.xlsx"), "--language", "xx")


def test_check_says_how_far_it_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    if can_validate():
        assert "valid" in say("check", "vulnerability")
    monkeypatch.setattr("palermo.commands.form.can_validate", lambda: False)
    assert "not fully validated" in say("check", "vulnerability")
