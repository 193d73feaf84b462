"""The forms in which a caseload comes: workbooks, other columns, empty rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from palermo.exchange.actions.import_caseload import (
    import_caseload,
)
from tests.exchange.caseloads import SYSTEM, bring_in, nothing_stored, read_report, row, stored
from tests.exchange.workbooks import workbook

FULL = row(
    individual_ref="P-17",
    registered_on="2011-05",
    sex="female",
    age="24",
    nationality="Ukraine|MDA",
    exploitation_country="The Netherlands",
    exploitation_type="begging|sexual_exploitation",
    trafficking_type="international",
)
pytestmark = pytest.mark.django_db


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mission,case_ref,registered_on\n\n,,\nUKR,1,2011\n , ,\nUKR,,2011\n")
    assert [problem.row for problem in import_caseload(path, actor=SYSTEM).problems.described] == [6]


def test_a_header_without_rows_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mission,case_ref,registered_on\n")
    outcome = import_caseload(path, actor=SYSTEM)
    assert outcome.result is not None
    assert outcome.result.rows == 0
    assert nothing_stored()


def test_unknown_columns_are_left_out_only_when_asked(tmp_path: Path) -> None:
    assert bring_in(tmp_path, row(colour="red")).problems.count == 1
    outcome = bring_in(tmp_path, row(colour="red"), ignore_extra=True)
    assert outcome.is_stored
    assert outcome.ignored_columns == ("colour",)
    assert stored()[0]["facts"] == {}


def test_a_workbook_is_the_same_as_a_csv_file(tmp_path: Path) -> None:
    bring_in(tmp_path, FULL, row("0047", registered_on="2011-05-17", age="35"))
    names = list(FULL)
    sheet = [names, [FULL[name] for name in names]]
    sheet.append(
        [
            {"mission": "UKR", "case_ref": "0047", "registered_on": date(2011, 5, 17), "age": 35.0}.get(n)
            for n in names
        ]
    )
    outcome = import_caseload(workbook(tmp_path / "a.xlsx", {"A": sheet}), actor=SYSTEM)
    assert outcome.result is not None
    assert (outcome.result.rows, outcome.result.unchanged) == (2, 2)


def test_a_workbook_with_formulas_and_merged_cells_stores_nothing(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"A": [["mission", "case_ref", "registered_on"], ["UKR", "=1+1", "2011"], ["UKR", "2", "2011"]]},
    )
    outcome = import_caseload(path, actor=SYSTEM)
    assert [(p.row, p.column, p.value) for p in outcome.problems.described] == [(2, "case_ref", "=1+1")]
    assert outcome.report is not None
    assert read_report(outcome.report)[0][2] == "'=1+1"
    assert nothing_stored()


def test_merged_cells_are_found_though_they_stand_at_the_end_of_the_sheet(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", {"A": [["mission", "case_ref", "registered_on"], ["UKR", "1", "2011"]]}
    )
    book = load_workbook(path)
    book["A"].merge_cells("A4:B5")
    book.save(path)
    outcome = import_caseload(path, actor=SYSTEM)
    assert [(p.row, p.value) for p in outcome.problems.described] == [(4, "A4:B5")]
    assert nothing_stored()


def test_what_stands_on_other_sheets_is_mentioned(tmp_path: Path) -> None:
    sheets = {"2011": [["mission", "case_ref", "registered_on"], ["UKR", "1", "2011"]], "2012": [["x"]]}
    outcome = import_caseload(workbook(tmp_path / "a.xlsx", sheets), actor=SYSTEM)
    assert outcome.is_stored
    assert "2012" in outcome.notes[0]
