"""``palermo report tables``, as typed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from palermo.access.actors import SystemActor
from palermo.commands.report import command
from palermo.errors import PalermoError
from palermo.exchange.actions.import_caseload import Options, import_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]


@pytest.fixture(autouse=True)
def two_cases(db: None) -> None:
    row = {"mission": "UKR", "case_ref": "1", "individual_ref": "P", "registered_on": "2011-03", "sex": "male",
           "nationality": "MDA", "exploitation_country": "RUS"}  # fmt: skip
    rows = [row, {**row, "mission": "MDA", "registered_on": "2012-04"}]
    outcome = import_rows(rows, actor=SystemActor("test"), source_name="test", options=Options())
    assert outcome.is_stored


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, ["tables", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def rows(path: Path) -> list[tuple[str, ...]]:
    with path.open(newline="", encoding="utf-8") as handle:
        return [tuple(row) for row in csv.reader(handle)]


def test_writes_the_tables_of_a_year(tmp_path: Path) -> None:
    said = run("--year", "2011", "--scheme", "six-regions", "--out", str(tmp_path / "report"), "--no-figures")
    assert "n = 1 (instances of assistance)" in said
    assert "1 mission did not report:\n  Moldova" in said
    tables = sorted(path.stem for path in (tmp_path / "report").glob("*.csv"))
    assert len(tables) == 12
    assert rows(tmp_path / "report" / "table16_nationality.csv") == [
        ("code", "country", "instances"),
        ("MDA", "Moldova", "1"),
        ("", "TOTAL:", "1"),
    ]


def test_other_questions_in_other_formats(tmp_path: Path) -> None:
    run("--from", "2011", "--to", "2012-06", "--measure", "individuals", "--perspective", "source", "--scheme",
        "eight-regions", "--where", "sex=male|female", "--table", "table09_sex_by_region", "--format", "json",
        "--format", "html", "--out", str(tmp_path), "--no-figures")  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "table09_sex_by_region.html",
        "table09_sex_by_region.json",
    ]
    assert '"individuals": 1' in (tmp_path / "table09_sex_by_region.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--year", "2011", "--scheme", "nowhere"],
        [],
        ["--year", "2011", "--where", "sex"],
        ["--year", "2011", "--table", "x"],
    ],
)
def test_a_wrong_question_is_a_sentence_and_no_file(tmp_path: Path, wrong: list[str]) -> None:
    with pytest.raises(PalermoError) as problem:
        run(*wrong, "--out", str(tmp_path / "report"))
    assert problem.value.message
    assert not (tmp_path / "report").exists()


def test_a_year_without_anybody_says_so(tmp_path: Path) -> None:
    assert "Nobody was registered" in run("--year", "1999", "--out", str(tmp_path), "--no-figures")
