from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Mission, Organisation, Role
from palermo.audit.recording import audited
from palermo.cases.models import Case, TraffickingEvent
from palermo.codebook import load_codebook
from palermo.errors import NotFoundOrNotAllowed
from palermo.exchange.actions.import_caseload import (
    Options,
    OrganisationNeededError,
    import_caseload,
    import_rows,
)
from palermo.exchange.errors import UnreadableFileError
from palermo.exchange.models import ImportRun
from palermo.individuals.models import Individual
from tests.exchange.caseloads import SYSTEM, bring_in, read_report, row, stored, write_csv
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


def nothing_stored() -> bool:
    models = (Organisation, Mission, Individual, ImportRun)
    return not (
        Case.unscoped.exists()
        or TraffickingEvent.unscoped.exists()
        or any(m.objects.exists() for m in models)
    )


def test_a_row_becomes_an_individual_a_case_and_an_event(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, FULL)
    assert outcome.is_stored
    assert outcome.result is not None
    assert (outcome.result.rows, outcome.result.created, outcome.result.individuals_created) == (1, 1, 1)
    assert stored() == [
        {
            "mission": "UKR",
            "case_ref": "A-1",
            "registered": ("2011-05-01", "m"),
            "facts": {"sex": "female", "age": 24, "nationality": ["UKR", "MDA"]},
            "event": {
                "exploitation_country": ["NLD"],
                "exploitation_type": ["sexual_exploitation", "forced_begging"],
                "trafficking_type": "international",
            },
            "promoted": ("female", "18_and_over", "UKR", "NLD"),
            "fictional": False,
        }
    ]


def test_a_row_without_answers_has_no_event(tmp_path: Path) -> None:
    bring_in(tmp_path, row(sex="", exploitation_type=""))
    [case] = stored()
    assert (case["facts"], case["event"], case["promoted"]) == ({}, None, ("", "", "", ""))


def test_the_states_of_an_answer_are_kept_apart(tmp_path: Path) -> None:
    bring_in(
        tmp_path,
        row("A-1", sex="unknown"),
        row("A-2", sex="refused"),
        row("A-3", sex="not asked"),
        row("A-4", sex=""),
    )
    assert [case["facts"].get("sex") for case in stored()] == ["~unknown", "~refused", "~not_asked", None]
    assert {case["promoted"][0] for case in stored()} == {""}


def test_namibia_is_never_missing(tmp_path: Path) -> None:
    bring_in(tmp_path, row(mission="NA", nationality="NA", exploitation_country="NA"))
    [case] = stored()
    assert case["mission"] == "NAM"
    assert case["promoted"][2:] == ("NAM", "NAM")


def test_the_same_reference_is_the_same_person_across_missions(tmp_path: Path) -> None:
    bring_in(
        tmp_path,
        row("A", mission="UKR", individual_ref="P-1"),
        row("A", mission="MDA", individual_ref=" P-1 "),
        row("B", mission="MDA", individual_ref="P-2"),
        row("C", mission="MDA", individual_ref=""),
        row("D", mission="MDA", individual_ref=""),
    )
    people = [case.individual_id for case in Case.unscoped.order_by("case_ref", "mission__code")]
    assert people[0] == people[1]
    assert len(set(people)) == 4 == Individual.objects.count()
    bring_in(tmp_path, row("E", mission="ROU", individual_ref="P-1"))
    assert Case.unscoped.get(case_ref="E").individual_id == people[0]


def test_a_reference_to_a_person_is_nowhere_in_the_database(tmp_path: Path) -> None:
    bring_in(tmp_path, row(individual_ref="PASSPORT-AB123456"))
    token = bytes(Individual.objects.get().reference_token)
    assert len(token) == 32
    assert b"PASSPORT" not in token
    assert hashlib.sha256(b"PASSPORT-AB123456").digest() != token


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [FULL, row("A-2", mission="MDA")])
    import_caseload(path, actor=SYSTEM)

    def everything() -> list[object]:
        models = (Organisation.objects, Mission.objects, Individual.objects, Case.unscoped, TraffickingEvent.unscoped,
                  ImportRun.objects)  # fmt: skip
        return [list(manager.order_by("pk").values_list()) for manager in models]

    before = everything()
    again = import_caseload(path, actor=SYSTEM)
    assert everything() == before
    assert again.result is not None
    assert (again.result.created, again.result.unchanged, again.result.individuals_created) == (0, 2, 0)
    assert not again.result.changes_anything


def test_the_order_of_columns_and_the_words_chosen_make_no_difference(tmp_path: Path) -> None:
    bring_in(tmp_path, FULL)
    other = {name: FULL[name] for name in reversed(FULL)}
    other |= {"sex": "Female", "exploitation_country": "nl", "nationality": "UA| Moldova", "case_ref": "'A-1"}
    outcome = bring_in(tmp_path, other)
    assert outcome.result is not None
    assert outcome.result.unchanged == 1


def test_only_new_rows_of_a_longer_file_are_stored(tmp_path: Path) -> None:
    bring_in(tmp_path, FULL)
    outcome = bring_in(tmp_path, FULL, row("A-2"))
    assert outcome.result is not None
    assert (outcome.result.created, outcome.result.unchanged) == (1, 1)


def test_an_import_is_recorded_with_its_file_and_actor(
    tmp_path: Path, account_of: Callable[..., Account]
) -> None:
    steward = account_of(Role.DATA_STEWARD)
    organisation = Organisation.objects.create(code="own", name="Ours")
    Mission.objects.create(organisation=organisation, code="UKR", name="Ukraine", country="UKR")
    path = write_csv(tmp_path / "a.csv", [FULL])
    import_caseload(path, actor=steward)
    run = ImportRun.objects.get()
    assert bytes(run.sha256) == hashlib.sha256(path.read_bytes()).digest()
    assert (run.file_name, run.rows, run.created, run.account, run.actor_name) == (
        "a.csv", 1, 1, steward, steward.display_name,
    )  # fmt: skip


def test_a_program_names_itself(tmp_path: Path) -> None:
    import_rows(iter([FULL]), actor=SYSTEM, source_name="demo", options=Options(fictional=True))
    run = ImportRun.objects.get()
    assert (run.file_name, bytes(run.sha256), run.account, run.actor_name) == ("demo", b"", None, "test")
    assert run.missions_created == ["UKR"]
    assert [case["fictional"] for case in stored()] == [True]


def test_a_dry_run_tells_and_stores_nothing(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, FULL, row("A-2", mission="MDA"), dry_run=True)
    assert not outcome.is_stored
    assert outcome.result is not None
    assert (outcome.result.created, outcome.result.missions_created) == (2, ("UKR", "MDA"))
    assert nothing_stored()


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


def test_missions_are_found_by_code_name_alias_and_iso_code(tmp_path: Path) -> None:
    bring_in(
        tmp_path,
        *(row(str(number), mission=text) for number, text in enumerate(["UKR", "ua", "Ukraine"])),
        row("9", mission="Serbia & Montenegro"),
    )
    assert sorted(mission.code for mission in Mission.objects.all()) == ["SCG", "UKR"]
    assert Mission.objects.get(code="UKR").name == "Ukraine"
    assert Organisation.objects.get().code == "own"


def test_the_code_of_a_mission_comes_before_the_country(tmp_path: Path) -> None:
    organisation = Organisation.objects.create(code="own", name="Ours")
    Mission.objects.create(organisation=organisation, code="UA", name="The other", country="MDA")
    Mission.objects.create(organisation=organisation, code="KYIV", name="Kyiv", country="UKR")
    bring_in(tmp_path, row("1", mission="UA"), row("2", mission="Ukraine"), row("3", mission="KYIV"))
    assert [(case["mission"], case["case_ref"]) for case in stored()] == [
        ("KYIV", "2"),
        ("KYIV", "3"),
        ("UA", "1"),
    ]


def test_a_country_with_several_missions_needs_a_code(tmp_path: Path) -> None:
    organisation = Organisation.objects.create(code="own", name="Ours")
    for code in ("KYIV", "ODESA"):
        Mission.objects.create(organisation=organisation, code=code, name=code, country="UKR")
    [problem] = bring_in(tmp_path, row(mission="Ukraine")).problems.described
    assert "KYIV, ODESA" in problem.expected


def test_of_several_organisations_one_must_be_named(tmp_path: Path) -> None:
    for code in ("one", "two"):
        Organisation.objects.create(code=code, name=code)
    with pytest.raises(OrganisationNeededError, match="one, two"):
        bring_in(tmp_path, FULL)
    with pytest.raises(OrganisationNeededError, match="three"):
        bring_in(tmp_path, FULL, organisation="three")
    bring_in(tmp_path, FULL, organisation="two")
    bring_in(tmp_path, FULL, organisation="one")
    assert sorted(Mission.objects.values_list("organisation__code", "code")) == [
        ("one", "UKR-one"),
        ("two", "UKR"),
    ]


def test_who_may_import(tmp_path: Path, account_of: Callable[..., Account]) -> None:
    path = write_csv(tmp_path / "a.csv", [FULL])
    for role in set(Role.values) - {Role.DATA_STEWARD}:
        with pytest.raises(NotFoundOrNotAllowed):
            import_caseload(path, actor=account_of(role))
    with pytest.raises(NotSignedIn):
        import_caseload(path, actor=None)
    with pytest.raises(NotSignedIn):
        import_rows([FULL], actor=None, source_name="x")
    assert not Case.unscoped.exists()


def test_a_data_steward_brings_in_cases_but_founds_no_missions(
    tmp_path: Path, account_of: Callable[..., Account]
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(mission="MDA")])
    outcome = import_caseload(path, actor=account_of(Role.DATA_STEWARD))
    [problem] = outcome.problems.described
    assert "administrator" in problem.expected
    assert not Mission.objects.exists()


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


def test_very_many_problems_are_counted_in_full(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, *(row(str(number), sex="femal") for number in range(12_000)))
    assert outcome.problems.count == 12_000
    assert outcome.report is not None
    report = read_report(outcome.report)
    assert len(report) == 10_001
    assert report[-1][3] == "and 2000 more"


def test_progress_runs_from_nothing_to_all(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(str(number)) for number in range(4000)])
    heard: list[float] = []
    import_caseload(path, actor=SYSTEM, progress=heard.append)
    assert heard == sorted(heard)
    assert 0 <= heard[0] < heard[-1] == 1.0


CODEBOOK = load_codebook()
CODES = {
    name: sorted(CODEBOOK.lists[CODEBOOK.variables[name].list].codes) for name in ("sex", "trafficking_type")
}
TYPES = list(CODEBOOK.lists[CODEBOOK.variables["exploitation_type"].list].codes)
COUNTRIES = [country.code for country in CODEBOOK.countries]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "mission": st.sampled_from(COUNTRIES),
            "registered_on": st.dates(date(1990, 1, 1), date(2024, 12, 31)).map(date.isoformat),
            "individual_ref": st.sampled_from(["", "P-1", "P-2", "P-3"]),
            "sex": st.sampled_from(["", "unknown", *CODES["sex"]]),
            "age": st.one_of(st.just(""), st.integers(0, 120).map(str)),
            "nationality": st.lists(st.sampled_from(COUNTRIES), max_size=3, unique=True).map("|".join),
            "trafficking_type": st.sampled_from(["", *CODES["trafficking_type"]]),
            "exploitation_type": st.lists(st.sampled_from(TYPES), max_size=3, unique=True).map("|".join),
            "exploitation_country": st.sampled_from(["", "refused", *COUNTRIES]),
        }
    ),
    min_size=1,
    max_size=12,
)


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
def test_what_is_brought_in_is_what_was_written(rows: list[dict[str, str]], tmp_path: Path) -> None:
    for number, cells in enumerate(rows):
        cells["case_ref"] = f"R{number}"
    with audited():
        path = write_csv(tmp_path / "round.csv", rows)
        assert import_caseload(path, actor=SYSTEM).is_stored
        found = {case["case_ref"]: case for case in stored()}
        for cells in rows:
            case = found[cells["case_ref"]]
            facts = case["facts"] | (case["event"] or {})
            assert case["mission"] == cells["mission"]
            assert facts.get("sex", "") == cells["sex"].replace("unknown", "~unknown")
            assert facts.get("age", "") == (int(cells["age"]) if cells["age"] else "")
            assert "|".join(facts.get("nationality", [])) == cells["nationality"]
            assert set(facts.get("exploitation_type", [])) == set(
                filter(None, cells["exploitation_type"].split("|"))
            )
        people = {cells["individual_ref"] for cells in rows if cells["individual_ref"]}
        unnamed = sum(not cells["individual_ref"] for cells in rows)
        assert Individual.objects.count() == len(people) + unnamed
        transaction.set_rollback(True)


def test_a_program_may_give_rows_with_commas_and_quotes() -> None:
    outcome = import_rows([row('a "quoted", ref')], actor=SYSTEM, source_name="program")
    assert outcome.is_stored
    assert stored()[0]["case_ref"] == 'a "quoted", ref'
