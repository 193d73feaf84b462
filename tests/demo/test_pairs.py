"""Individuals with two instances of assistance."""

from datetime import date

from palermo.demo.routes import at_home

Row = dict[str, str]
TOLD_ONCE = (
    "sex",
    "age",
    "age_band",
    "nationality",
    "exploitation_country",
    "exploitation_type",
    "trafficking_type",
    "labour_sector",
    "sexual_exploitation_form",
    "means_of_control",
    "recruiter_relation",
    "transport_mode",
    "months_in_trafficking",
    "education_level",
    "marital_status",
)
CORE_ONLY_ASKS_LESS = TOLD_ONCE[9:]


def pairs_of(caseload: list[Row]) -> list[list[Row]]:
    by_individual: dict[str, list[Row]] = {}
    for row in caseload:
        by_individual.setdefault(row["individual_ref"], []).append(row)
    assert max(map(len, by_individual.values())) == 2
    return [
        sorted(own, key=lambda row: row["registered_on"]) for own in by_individual.values() if len(own) == 2
    ]


def test_some_hundreds_are_met_twice(caseload: list[Row]) -> None:
    assert 250 <= len(pairs_of(caseload)) <= 600


def test_first_where_they_were_exploited_then_at_home(caseload: list[Row]) -> None:
    for first, second in pairs_of(caseload):
        assert first["mission"] != second["mission"]
        assert at_home(first["mission"], first["exploitation_country"].split("|")[0])
        assert at_home(second["mission"], second["nationality"].split("|")[0])
        assert date.fromisoformat(first["registered_on"]) < date.fromisoformat(second["registered_on"])


def test_the_story_is_told_once(caseload: list[Row]) -> None:
    for first, second in pairs_of(caseload):
        for column in TOLD_ONCE:
            same = first[column] == second[column]
            assert same or (column in CORE_ONLY_ASKS_LESS and "" in (first[column], second[column]))


def test_what_each_mission_did_is_its_own(caseload: list[Row]) -> None:
    different = sum(
        first["assistance_types"] != second["assistance_types"] for first, second in pairs_of(caseload)
    )
    assert different > 200
