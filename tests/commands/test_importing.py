from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result

from palermo.cases.actions.store_caseload_rows import CaseloadResult
from palermo.cases.models import Case
from palermo.commands import importing
from palermo.errors import PalermoError
from palermo.safe_spreadsheet.errors import UnreadableFileError
from tests.exchange.caseloads import row, write_csv
from tests.exchange.workbooks import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def refresh(monkeypatch: pytest.MonkeyPatch) -> Mock:
    called = Mock()
    monkeypatch.setattr(importing, "_refresh_statistics", called)
    return called


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(importing.command, ["caseload", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_caseload_is_taken_and_the_statistics_follow(tmp_path: Path, refresh: Mock) -> None:
    rows = [row(str(number), individual_ref="P-1", mission="Ukraine") for number in range(1200)]
    result = run(write_csv(tmp_path / "a.csv", rows))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1,200 rows read.",
        "1,200 new cases",
        "0 cases unchanged",
        "1 new individual",
        "1 new mission: UKR",
    ]
    refresh.assert_called_once_with()


def test_a_second_time_nothing_is_new(tmp_path: Path, refresh: Mock) -> None:
    path = write_csv(tmp_path / "a.csv", [row()])
    run(path)
    assert run(path).stdout.splitlines() == [
        "1 row read.",
        "0 new cases",
        "1 case unchanged",
        "0 new individuals",
    ]


def test_a_correction_is_counted_as_one(tmp_path: Path, refresh: Mock) -> None:
    run(write_csv(tmp_path / "a.csv", [row()]))
    result = run(write_csv(tmp_path / "a.csv", [row(sex="male")]), "--update")
    assert "1 case corrected" in result.stdout


def test_a_dry_run_says_that_it_was_one(tmp_path: Path, refresh: Mock) -> None:
    result = run(write_csv(tmp_path / "a.csv", [row()]), "--dry-run")
    assert result.exit_code == 0
    assert "nothing was stored" in result.stdout
    assert not Case.unscoped.exists()
    refresh.assert_not_called()


def test_problems_are_shown_and_the_report_is_named(tmp_path: Path, refresh: Mock) -> None:
    path = write_csv(tmp_path / "a.csv", [row(str(number), sex="femal") for number in range(1500)])
    result = run(path)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 13
    assert lines[0].startswith("Row 2, sex: “femal”. Expected: one of: ")
    assert lines[10:] == [
        "… and 1,490 more.",
        "1,500 problems found; nothing was stored.",
        f"The report is in {path}.errors.csv",
    ]
    assert not Case.unscoped.exists()
    refresh.assert_not_called()


def test_the_report_goes_where_it_is_told(tmp_path: Path, refresh: Mock) -> None:
    path = write_csv(tmp_path / "a.csv", [row(sex="femal")])
    result = run(path, "--report", tmp_path / "r.csv")
    assert "1 problem found; nothing was stored." in result.stderr
    assert (tmp_path / "r.csv").exists()
    assert not (tmp_path / "a.csv.errors.csv").exists()


def test_what_cannot_be_read_is_an_error_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        run(tmp_path / "missing.csv")
    # The entry point shows a PalermoError as one sentence and exits with status 2.
    assert isinstance(refusal.value, PalermoError)


def test_columns_left_out_and_sheets_not_read_are_mentioned(tmp_path: Path, refresh: Mock) -> None:
    cells = row(colour="red")
    path = workbook(tmp_path / "a.xlsx", {"2011": [list(cells), list(cells.values())], "2012": [["x"]]})
    result = run(path, "--ignore-extra")
    assert result.exit_code == 0
    assert "Columns left out: colour." in result.stdout
    assert "“2011”" in result.stdout


def test_cases_may_be_marked_as_fictional(tmp_path: Path, refresh: Mock) -> None:
    run(write_csv(tmp_path / "a.csv", [row()]), "--fictional")
    assert Case.unscoped.get().is_fictional


def test_the_help_explains_the_columns_and_gives_an_example_that_can_be_imported(
    tmp_path: Path, refresh: Mock
) -> None:
    text = CliRunner().invoke(importing.command, ["caseload", "--help"]).stdout
    for name in ("mission", "case_ref", "registered_on", "individual_ref", "Exit status"):
        assert name in text
    lines = text.split("Example:")[1].split("\n\n")[0].strip().splitlines()
    (tmp_path / "example.csv").write_text("\n".join(line.strip() for line in lines), encoding="utf-8")
    result = run(tmp_path / "example.csv")
    assert "2 new cases" in result.stdout
    assert "1 new individual" in result.stdout


def test_the_summary_knows_singular_and_plural() -> None:
    one = importing.summary(CaseloadResult(rows=1, created=1, individuals_created=1, missions_created=("A",)))
    many = importing.summary(CaseloadResult(rows=2, created=2, updated=2, missions_created=("A", "B")))
    assert one == ["1 row read.", "1 new case", "0 cases unchanged", "1 new individual", "1 new mission: A"]
    assert many == [
        "2 rows read.", "2 new cases", "0 cases unchanged", "2 cases corrected", "0 new individuals",
        "2 new missions: A, B",
    ]  # fmt: skip


def test_the_bar_waits_until_the_work_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.5, 1.5, 2.0])
    monkeypatch.setattr(importing.time, "monotonic", lambda: next(clock))
    inner = Mock()
    bar = importing._Bar(inner, "x")
    bar(0.1)
    inner.start.assert_not_called()
    bar(0.2)
    bar(0.3)
    inner.start.assert_called_once_with()
    assert inner.update.call_args.kwargs == {"completed": 0.3}


def test_without_a_terminal_there_is_no_bar() -> None:
    with importing._progress_bar("x") as progress:
        assert progress is None
