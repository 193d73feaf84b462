from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from palermo.cases.actions.store_caseload_rows import Problem
from palermo.exchange.caseload import problems as module
from palermo.exchange.caseload.problems import (
    SHOWN_VALUE,
    ProblemList,
    default_report_path,
    remove_stale_report,
    shorten,
    write_report,
)
from palermo.safe_spreadsheet.errors import UnreadableFileError


def listed(*problems: tuple[int, str, str, str]) -> ProblemList:
    collected = ProblemList()
    for problem in problems:
        collected.add(Problem(*problem))
    return collected


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_the_report_is_a_table_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.errors.csv"
    write_report(listed((7, "sex", "x", "male"), (3, "age", "y", "a number"), (7, "", "", "b")), path)
    assert read(path) == [
        ["row", "column", "value", "expected"],
        ["3", "age", "y", "a number"],
        ["7", "sex", "x", "male"],
        ["7", "", "", "b"],
    ]


def test_no_cell_of_the_report_is_computed_by_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    values = ["=1+1", "+1", "-1", "@x", "\t=1", '=HYPERLINK("http://example.org","x")']
    write_report(listed(*((2, "=column", value, "-") for value in values)), path)
    for row in read(path)[1:]:
        assert all(cell[0] not in "=+-@\t\r" for cell in row)


def test_what_is_too_much_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DESCRIBED", 3)
    collected = listed(*((row, "sex", "x", "male") for row in range(2, 9)))
    collected.add_unlisted(1000)
    assert collected.count == 1007
    write_report(collected, tmp_path / "r.csv")
    assert read(tmp_path / "r.csv")[-1] == ["", "", "", "and 1004 more"]
    assert len(read(tmp_path / "r.csv")) == 5


def test_values_are_shortened_and_harmless_on_a_terminal() -> None:
    assert shorten("x" * 1000) == "x" * (SHOWN_VALUE - 1) + "…"
    assert shorten("a\x1b[31mb\nc") == "a\ufffd[31mb\ufffdc"


def test_halves_of_characters_do_not_stop_the_report(tmp_path: Path) -> None:
    write_report(listed((2, "a\ud83d", "b\ud83d", "c")), tmp_path / "r.csv")
    assert read(tmp_path / "r.csv")[1][0] == "2"


def test_only_its_owner_may_read_a_report_and_no_draft_stays(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write_report(listed((2, "sex", "x", "male")), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["r.csv"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="--report"):
        write_report(listed((2, "sex", "x", "male")), tmp_path / "no" / "such" / "folder.csv")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnreadableFileError, match="--report"):
        write_report(listed((2, "sex", "x", "male")), tmp_path / "folder")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_the_report_lies_beside_the_file(tmp_path: Path) -> None:
    assert default_report_path(tmp_path / "cases.xlsx") == tmp_path / "cases.xlsx.errors.csv"


def test_only_a_report_is_removed_as_stale(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write_report(listed((2, "sex", "x", "male")), path)
    remove_stale_report(path)
    assert not path.exists()
    remove_stale_report(path)
    path.write_text("something of mine")
    remove_stale_report(path)
    path.write_bytes(b"\xff\xfe\xff")
    remove_stale_report(path)
    assert path.exists()
