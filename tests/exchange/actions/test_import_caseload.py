"""What becomes of the rows of a caseload: individuals, cases, events, and an entry of who brought them in."""

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

from palermo.access.models import Account, Mission, Organisation, Role
from palermo.audit.recording import audited
from palermo.cases.models import Case, TraffickingEvent
from palermo.codebook import load_codebook
from palermo.exchange.actions.import_caseload import (
    Options,
    import_caseload,
    import_rows,
)
from palermo.exchange.models import ImportRun
from palermo.individuals.models import Individual
from tests.exchange.caseloads import SYSTEM, bring_in, nothing_stored, row, stored, write_csv

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
