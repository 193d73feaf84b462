from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from palermo.exchange.caseload.open_table import open_table
from palermo.safe_spreadsheet.archive import OLE2_MAGIC
from palermo.safe_spreadsheet.errors import UnreadableFileError
from tests.exchange.workbooks import workbook

CSV = b"mission,case_ref,registered_on\nUKR,a,2011\n"


def ignore(*_problem: object) -> None:
    pass


def read(path: Path) -> tuple[list[str], list[list[str]], bytes]:
    with open_table(path, path.parent, len, ignore) as (table, sha256):
        return table.header, [list(cells) for _row, cells in table.rows], sha256()


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as error:
        read(path)
    return error.value.message


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a", "a.txt"])
def test_a_file_is_what_it_is_and_not_what_it_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(CSV)
    expected = (["mission", "case_ref", "registered_on"], [["UKR", "a", "2011"]])
    assert read(tmp_path / name) == (*expected, hashlib.sha256(CSV).digest())
    path = workbook(tmp_path / name, {"A": [expected[0], ["UKR", "a", "2011"]]})
    assert read(path) == (*expected, hashlib.sha256(path.read_bytes()).digest())


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "a.csv")
    assert "is not a file" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "is not a file" in refusal(tmp_path / "pipe")


def test_old_workbooks_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(OLE2_MAGIC + b"\0" * 600)
    assert ".xls format" in refusal(tmp_path / "a.xls")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_that_is_still_being_written_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        path.write_bytes(CSV)
    else:
        workbook(path, {"A": [["mission"], ["UKR"]]})
    with open_table(path, tmp_path, len, ignore) as (table, _sha256):
        with path.open("ab") as stream:
            stream.write(b"MDA,b,2012\n")
        with pytest.raises(UnreadableFileError, match="changed while"):
            list(table.rows)
