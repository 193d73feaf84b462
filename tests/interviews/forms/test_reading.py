"""A mistake in a source file is reported with its file and line, in words for whoever edits it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from palermo.codebook import load_codebook
from palermo.interviews.forms import build_form, load_form, read_form
from palermo.interviews.forms.errors import FormSourceError, NoSuchForm, NoSuchLanguage
from palermo.interviews.forms.reading import DATA

Rows = list[dict[str, str]]
Change = Callable[[Rows], object]


@pytest.fixture
def change(tmp_path: Path) -> Callable[..., str]:
    """Change the rows of the vulnerability form, or of another file, and give the sentence of the error."""

    def sentence(what: Change, file: str = "vulnerability/survey.csv") -> str:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder, dirs_exist_ok=True)
        path = folder / file
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        columns = list(rows[0])
        what(rows)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)
        with pytest.raises(FormSourceError) as caught:
            build_form(read_form("vulnerability", folder), load_codebook())
        assert caught.value.details["file"] == path.name
        return caught.value.message

    return sentence


def row(**cells: str) -> dict[str, str]:
    return {"label_en": "A question", **cells}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (row(type="include", name="nowhere"), "there is no block 'nowhere'"),
        (row(type="variable", name="no_such_thing"), "there is no variable 'no_such_thing'"),
        (row(type="text", name="Wrong Name", **{"class": "coded"}), "a name of small letters"),
        (row(type="variable", name="risk_moment"), "is asked twice"),
        (row(type="variable", name="sex", **{"class": "coded"}), "has a class already"),
        (row(type="integer", name="sex"), "cannot be asked as integer"),
        (row(type="select_one gender", name="sex"), "answered from the list sex"),
        (row(type="select_multiple sex", name="sex"), "one answer only"),
        (row(type="select_one nothing", name="own", **{"class": "coded"}), "there is no list 'nothing'"),
        (row(type="barcode", name="own", **{"class": "coded"}), "not foreseen"),
        (row(type="text", name="own", check="prime", **{"class": "coded"}), "there is no check 'prime'"),
    ],
)
def test_a_wrong_row(change: Callable[..., str], cells: dict[str, str], problem: str) -> None:
    message = change(lambda rows: rows.append(cells))
    assert problem in message
    assert message.startswith("survey.csv, line ")


def test_a_question_needs_a_page(change: Callable[..., str]) -> None:
    assert "stands on no page" in change(lambda rows: rows.insert(0, row(type="variable", name="sex")))


def test_settings(change: Callable[..., str]) -> None:
    wrong = {"version": "next"}
    assert "a version is year" in change(lambda rows: rows[0].update(wrong), "vulnerability/settings.csv")
    assert "exactly one line" in change(lambda rows: rows.append(rows[0]), "vulnerability/settings.csv")


def test_a_wrong_header(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    path = folder / "vulnerability" / "survey.csv"
    path.write_text("type,name\npage,start\n", encoding="utf-8")
    with pytest.raises(FormSourceError, match=r"survey\.csv, line 1: the columns must be"):
        read_form("vulnerability", folder)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(FormSourceError, match="cannot be read as UTF-8"):
        read_form("vulnerability", folder)


def test_names_that_do_not_exist() -> None:
    with pytest.raises(NoSuchForm, match="screening"):
        read_form("../../etc")
    with pytest.raises(NoSuchLanguage, match="en, fr, es, ar, ru"):
        load_form("vulnerability", ["en", "xx"])
