"""A caseload with anything wrong in it: every problem is said, nothing is stored, and the refusal is on record."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from palermo.access.models import Account, Role
from palermo.access.scanning import HarmfulFile
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.exchange.actions.import_caseload import (
    import_caseload,
)
from palermo.safe_spreadsheet.errors import UnreadableFileError
from tests.exchange.caseloads import SYSTEM, bring_in, nothing_stored, read_report, row, stored, write_csv

pytestmark = pytest.mark.django_db


def test_every_bad_cell_is_reported_and_nothing_is_stored(tmp_path: Path) -> None:
    outcome = bring_in(
        tmp_path,
        row("A-1", sex="femal", nationality="Atlantis"),
        row("A-2"),
        row("A-3", registered_on="31/02", mission="Nowhere"),
        row("", age="121"),
        row("A-5", age="17", age_band="18_and_over"),
    )
    assert outcome.result is None
    assert nothing_stored()
    assert outcome.report == tmp_path / "caseload.csv.errors.csv"
    report = read_report(outcome.report)
    assert [entry[:3] for entry in report] == [
        ["2", "sex", "femal"],
        ["2", "nationality", "Atlantis"],
        ["4", "mission", "Nowhere"],
        ["4", "registered_on", "31/02"],
        ["5", "case_ref", ""],
        ["5", "age", "121"],
        ["6", "age_band", "18_and_over"],
    ]
    assert all(entry[3] for entry in report)


def test_a_dry_run_writes_the_report_as_well(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, row(sex="femal"), dry_run=True)
    assert outcome.report is not None
    assert len(read_report(outcome.report)) == 1


def test_the_report_may_lie_elsewhere_and_vanishes_when_all_is_well(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(sex="femal")])
    elsewhere = tmp_path / "elsewhere.csv"
    assert import_caseload(path, actor=SYSTEM, report_path=elsewhere).report == elsewhere
    assert elsewhere.exists()
    beside = import_caseload(path, actor=SYSTEM).report
    assert beside is not None
    write_csv(path, [row(sex="female")])
    import_caseload(path, actor=SYSTEM, report_path=elsewhere)
    assert elsewhere.exists()
    assert beside.exists()
    import_caseload(path, actor=SYSTEM)
    assert not beside.exists()


def test_a_reference_twice_names_both_rows_and_other_missions_may_use_it(tmp_path: Path) -> None:
    outcome = bring_in(
        tmp_path,
        row("A", mission="UKR"),
        row("A", mission="MDA"),
        row("B", mission="UKR"),
        row("A", mission="Ukraine"),
        row("A", mission="ua", sex="male"),
    )
    assert outcome.report is not None
    assert [(entry[0], entry[1], "row 2" in entry[3]) for entry in read_report(outcome.report)] == [
        ("5", "case_ref", True),
        ("6", "case_ref", True),
    ]
    assert nothing_stored()


def test_bad_cells_and_repeated_references_are_reported_together(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, row("A"), row("A"), row("B", sex="femal"))
    assert [(problem.row, problem.column) for problem in outcome.problems.sorted()] == [
        (3, "case_ref"),
        (4, "sex"),
    ]


def test_a_case_stored_with_other_values_is_an_error(tmp_path: Path) -> None:
    bring_in(tmp_path, row("A", sex="male"), row("B"))
    outcome = bring_in(tmp_path, row("A", sex="female"), row("B"), row("C"))
    [problem] = outcome.problems.described
    assert (problem.row, problem.value) == (2, "A")
    assert "--update" in problem.expected
    assert [case["facts"] for case in stored()] == [{"sex": "male"}, {}]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"registered_on": "2011"}, {"registered_on": "2011-01"}),
        ({"individual_ref": ""}, {"individual_ref": "P-1"}),
        ({"individual_ref": "P-2"}, {"individual_ref": "P-1"}),
        ({"exploitation_type": "other"}, {"exploitation_type": ""}),
        ({"nationality": "UKR|MDA"}, {"nationality": "MDA|UKR"}),
        ({"sex": ""}, {"sex": "not asked"}),
    ],
)
def test_every_difference_counts(tmp_path: Path, first: dict[str, str], second: dict[str, str]) -> None:
    bring_in(tmp_path, row(**first))
    assert bring_in(tmp_path, row(**second)).problems.count == 1


@pytest.mark.parametrize(
    "content", ["", "nothing\n", "mission,case_ref\nUKR,1\n", "mission;case_ref,registered_on\n"]
)
def test_a_wrong_header_stores_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    if content:
        assert import_caseload(path, actor=SYSTEM).problems.count > 0
    else:
        with pytest.raises(UnreadableFileError):
            import_caseload(path, actor=SYSTEM)
    assert nothing_stored()


def test_a_file_that_breaks_off_stores_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(str(number), sex="male") for number in range(3000)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 9])
    outcome = import_caseload(path, actor=SYSTEM)
    assert outcome.problems.described[0].expected == "4 cells, as in the header"
    path.write_bytes(whole + b'UKR,"9999')
    with pytest.raises(UnreadableFileError, match="Row 3002 opens a quotation mark"):
        import_caseload(path, actor=SYSTEM)
    path.write_bytes(whole + b"UKR,\xe9,2011,male\n")
    with pytest.raises(UnreadableFileError, match="Row 3002 is not written in UTF-8"):
        import_caseload(path, actor=SYSTEM)
    assert nothing_stored()


def test_rows_that_are_too_short_or_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "mission,case_ref,registered_on\nUKR,1\nUKR,2,2011,,\nUKR,3,2011,x\n\n,,\n , ,,,\nUKR,4,2011\n"
    )
    outcome = import_caseload(path, actor=SYSTEM)
    assert [(problem.row, problem.value) for problem in outcome.problems.described] == [
        (2, "2 cells"),
        (4, "4 cells"),
    ]


def test_very_many_problems_are_counted_in_full(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, *(row(str(number), sex="femal") for number in range(12_000)))
    assert outcome.problems.count == 12_000
    assert outcome.report is not None
    report = read_report(outcome.report)
    assert len(report) == 10_001
    assert report[-1][3] == "and 2000 more"


def refusals() -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(act="caseload.refused").order_by("sequence")
    return [(entry.actor, entry.details.replace(" ", "")) for entry in rows]


def test_a_refusal_is_on_record_with_nothing_of_the_file(tmp_path: Path) -> None:
    bring_in(tmp_path, row(sex="Olena Kovalenko"), row("A-2", age="many"))
    unreadable = tmp_path / "Olena.csv"
    unreadable.write_bytes(b"\x00\xff\xfe\x00 nothing that anybody reads")
    with pytest.raises(UnreadableFileError):
        import_caseload(unreadable, actor=SYSTEM)
    bring_in(tmp_path, row())
    assert refusals() == [
        ("system:test", '{"problems":2,"reason":"problems"}'),
        ("system:test", '{"problems":0,"reason":"unreadable"}'),
    ]


def test_whoever_may_not_import_is_not_told_why_a_file_is_bad(
    tmp_path: Path, account_of: Callable[..., Account]
) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        import_caseload(tmp_path / "none.csv", actor=account_of(Role.CASEWORKER))
    assert refusals() == []


def test_a_file_in_which_the_scanner_finds_something(tmp_path: Path, settings: Settings) -> None:
    path = write_csv(tmp_path / "a.csv", [row()])
    settings.PALERMO_SCANNER = (
        f"{sys.executable} -c 'import sys; sys.exit(b\"A-1\" in sys.stdin.buffer.read())'"
    )
    with pytest.raises(HarmfulFile):
        import_caseload(path, actor=SYSTEM)
    assert nothing_stored()
    assert AuditEntry.objects.get().act == "upload.refused"
    write_csv(path, [row("B-1")])
    assert import_caseload(path, actor=SYSTEM).is_stored
