"""Every cell of every published table, counted again; and what no row may contradict."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from palermo.codebook import load_codebook
from palermo.codebook.answers import State, parse_answer
from palermo.codebook.partial_date import PartialDate
from palermo.demo import COLUMNS, generate

from . import printed

Row = dict[str, str]
MISSING = ("unknown", "refused", "")
REGISTER = ("mission", "case_ref", "individual_ref", "registered_on")


def values(row: Row, column: str) -> list[str]:
    return [] if row[column] in MISSING else row[column].split("|")


def sex_printed(row: Row) -> str:
    return "not known" if row["sex"] in MISSING else row["sex"]


def age_printed(row: Row) -> str:
    if row["age"].isdigit():
        return "under 18" if int(row["age"]) < 18 else "18 and over"
    return {"under_18": "under 18", "18_and_over": "18 and over"}.get(row["age_band"], "not known")


def exploitation_printed(row: Row) -> str:
    purposes = set(values(row, "exploitation_type"))
    others = purposes - {"sexual_exploitation", "forced_labour"}
    if not purposes:
        return "not known"
    if {"sexual_exploitation", "forced_labour"} <= purposes:
        return "combined sexual & forced labour"
    if "forced_labour" in purposes:
        return "forced labour & other" if others else "forced labour"
    if "sexual_exploitation" in purposes:
        return "sexual exploitation"
    if purposes == {"forced_begging"}:
        return "begging"
    if purposes == {"low_level_criminal_activities"}:
        return "low level criminal activities"
    return "other"


def type_printed(row: Row) -> str:
    return "not known" if row["trafficking_type"] in MISSING else row["trafficking_type"]


BREAKDOWNS = [
    ("table08_sex", "table09_sex_by_region", sex_printed),
    ("table10_age", "table11_age_by_region", age_printed),
    ("table12_exploitation", "table13_exploitation_by_region", exploitation_printed),
    ("table14_trafficking_type", "table15_trafficking_type_by_region", type_printed),
]


def test_every_mission_has_its_published_instances(caseload: list[Row]) -> None:
    counts = Counter(row["mission"] for row in caseload)
    assert counts == printed.by_country("table02_07_country_of_mission", "country")
    assert len(caseload) == 5498


def test_regions_add_up_to_the_first_table(caseload: list[Row]) -> None:
    regions = printed.regions()
    counts = Counter(regions[row["mission"]] for row in caseload)
    # The first table prints the name of one region differently and another in lower case.
    expected = sorted(int(row["instances"]) for row in printed.read("table01_region"))
    assert sorted([*counts.values(), len(caseload)]) == expected


@pytest.mark.parametrize(("table", "_regional", "of"), BREAKDOWNS, ids=[name for name, _, _ in BREAKDOWNS])
def test_overall_breakdown(caseload: list[Row], table: str, _regional: str, of: object) -> None:
    assert Counter(of(row) for row in caseload) == printed.overall(table)  # type: ignore[operator]


@pytest.mark.parametrize(("_table", "regional", "of"), BREAKDOWNS, ids=[name for _, name, _ in BREAKDOWNS])
def test_regional_breakdown(caseload: list[Row], _table: str, regional: str, of: object) -> None:
    regions = printed.regions()
    counts = Counter((regions[row["mission"]], of(row)) for row in caseload)  # type: ignore[operator]
    assert counts == printed.by_region(regional)


def test_nationalities(caseload: list[Row]) -> None:
    counts = Counter((values(row, "nationality") or ["UNKNOWN"])[0] for row in caseload)
    assert counts == printed.by_country("table16_nationality", "nationality")


def test_destinations(caseload: list[Row]) -> None:
    counts = Counter((values(row, "exploitation_country") or ["UNKNOWN"])[0] for row in caseload)
    assert counts == printed.by_country("table17_destination", "destination")
    assert counts["NLD"] == 56


def test_the_printed_categories_lose_no_row_to_child_labour(caseload: list[Row]) -> None:
    assert not any("child_labour" in row["exploitation_type"] for row in caseload)


def test_every_answer_is_in_the_codebook(caseload: list[Row]) -> None:
    codebook = load_codebook()
    for row in caseload:
        for column in COLUMNS[4:]:
            answer = parse_answer(codebook.variables[column], row[column], codebook)
            assert (answer.state is State.VALUE) == (row[column] not in MISSING), (column, row)
            # The codebook puts multiple codes into its own order, but knows each by the code it came with.
            assert sorted(answer.values) == sorted(values(row, column)), (column, row)


def test_rows_have_all_columns_and_stand_in_order(caseload: list[Row]) -> None:
    assert {tuple(row) for row in caseload} == {COLUMNS}
    assert all(row[column] for row in caseload for column in REGISTER)
    references = [row["case_ref"] for row in caseload]
    assert len(set(references)) == len(references)
    ukrainian = [row["case_ref"] for row in caseload if row["mission"] == "UKR"]
    assert ukrainian == [f"UKR-2011-{number:04d}" for number in range(1, 815)]


def test_dates_lie_in_the_year_and_never_on_a_sunday(caseload: list[Row]) -> None:
    dates = [PartialDate.parse(row["registered_on"]) for row in caseload]
    assert {day.first.year for day in dates} == {2011}
    assert all(day.first.weekday() != 6 for day in dates if day.precision == "d")
    by_precision = Counter(day.precision for day in dates)
    assert set(by_precision) == {"m", "d"}
    assert 0.03 < by_precision["m"] / len(dates) < 0.07
    assert min(Counter(day.first.month for day in dates).values()) > 200


def test_internal_trafficking_stays_in_the_country_of_nationality(caseload: list[Row]) -> None:
    internal = [row for row in caseload if row["trafficking_type"] == "internal"]
    assert len(internal) == 1708
    assert all(row["exploitation_country"] == values(row, "nationality")[0] for row in internal)


def test_international_trafficking_leaves_it(caseload: list[Row]) -> None:
    international = [row for row in caseload if row["trafficking_type"] == "international"]
    assert len(international) == 3531
    for row in international:
        assert not set(values(row, "nationality")) & set(values(row, "exploitation_country")), row
    # A state that fell apart is no foreign country for the citizens of what became of it.
    assert not any(
        row["exploitation_country"] == "SCG" and row["nationality"] in ("SRB", "MNE", "XKX")
        for row in international
    )


def test_both_names_the_own_and_another_country(caseload: list[Row]) -> None:
    both = [row for row in caseload if row["trafficking_type"] == "both"]
    assert len(both) == 35
    for row in both:
        countries = values(row, "exploitation_country")
        assert row["nationality"] in countries
        assert len(countries) == 2


def test_age_band_only_where_years_are_not_known(caseload: list[Row]) -> None:
    for row in caseload:
        if row["age"].isdigit():
            assert row["age_band"] == ""
        else:
            assert row["age_band"] in ("under_18", "18_and_over", *MISSING)
            assert row["age"] == "unknown" or row["age"] == row["age_band"]


def years(row: Row) -> tuple[int, int]:
    """The youngest and the oldest that the row allows."""
    if row["age"].isdigit():
        return int(row["age"]), int(row["age"])
    return {"under_18": (0, 17), "18_and_over": (18, 120)}.get(row["age_band"], (0, 120))


def test_children_are_not_married(caseload: list[Row]) -> None:
    children = [row for row in caseload if years(row)[1] < 18]
    coupled = [row for row in children if row["marital_status"] not in (*MISSING, "single")]
    assert all(row["age"].isdigit() and int(row["age"]) >= 16 for row in coupled)
    assert len(coupled) < len(children) * 0.03
    assert not any(row["marital_status"] in ("divorced", "widowed", "separated") for row in children)


EARLIEST = {
    "early_childhood": 5,
    "primary": 10,
    "lower_secondary": 13,
    "upper_secondary": 16,
    "post_secondary": 18,
    "short_tertiary": 19,
    "bachelor": 20,
    "master": 22,
    "doctorate": 25,
}


def test_education_fits_the_age(caseload: list[Row]) -> None:
    for row in caseload:
        assert years(row)[1] >= EARLIEST.get(row["education_level"], 0), row
        if row["age"].isdigit():
            assert int(row["age"]) >= EARLIEST.get(row["education_level"], 0), row


def test_nobody_was_trafficked_for_longer_than_they_lived(caseload: list[Row]) -> None:
    spans = [
        (int(row["months_in_trafficking"]), row) for row in caseload if row["months_in_trafficking"].isdigit()
    ]
    assert all(months <= int(row["age"]) * 12 for months, row in spans if row["age"].isdigit())
    assert 6 < sum(months for months, _ in spans) / len(spans) < 36


def test_sector_only_with_forced_labour_and_form_only_with_sexual_exploitation(caseload: list[Row]) -> None:
    for row in caseload:
        purposes = values(row, "exploitation_type")
        assert "forced_labour" in purposes or row["labour_sector"] == "", row
        assert "sexual_exploitation" in purposes or row["sexual_exploitation_form"] == "", row


def test_transport_and_transit_only_across_borders(caseload: list[Row]) -> None:
    for row in caseload:
        if row["trafficking_type"] != "international":
            assert row["transport_mode"] == row["transit_countries"] == "", row
        ends = {*values(row, "nationality")[:1], *values(row, "exploitation_country")[:1]}
        assert not ends & set(values(row, "transit_countries")), row
    assert sum(bool(values(row, "transit_countries")) for row in caseload) > 300


def test_means_of_control_are_few_and_plausible(caseload: list[Row]) -> None:
    numbers = Counter(len(values(row, "means_of_control")) for row in caseload)
    assert set(numbers) == {0, 1, 2, 3, 4, 5}
    used = Counter(means for row in caseload for means in values(row, "means_of_control"))
    assert len(used) == 19
    assert used["excessive_working_hours"] > used["psychoactive_substances"] * 3


def test_missing_answers_come_in_all_three_states(caseload: list[Row]) -> None:
    for column in ("exploitation_type", "exploitation_country", "trafficking_type", "means_of_control"):
        states = Counter(row[column] for row in caseload if row[column] in MISSING)
        assert set(states) == set(MISSING), column
        assert states["refused"] < states["unknown"], column


def test_the_year_looks_as_its_narrative_tells(caseload: list[Row]) -> None:
    """Not published as tables, but anybody who knows the field will look for it."""

    def share(rows: list[Row], column: str, answer: str) -> float:
        return sum(answer in row[column].split("|") for row in rows) / len(rows)

    def at(mission: str) -> list[Row]:
        return [row for row in caseload if row["mission"] == mission]

    assert share(at("UKR"), "nationality", "UKR") > 0.95
    assert share(at("LAO"), "exploitation_country", "THA") > 0.9
    assert share(at("THA"), "nationality", "LAO") > 0.5
    assert share(at("MUS"), "labour_sector", "aquafarming_fishing") > 0.8
    assert share(at("NPL"), "sex", "female") > 0.98
    sexual = [row for row in caseload if row["exploitation_type"] == "sexual_exploitation"]
    assert share(sexual, "sex", "female") > 0.9
    haitian = [row for row in at("HTI") if years(row)[1] < 18 and row["labour_sector"] not in MISSING]
    assert share(haitian, "labour_sector", "domestic_work") > 0.8
    yemeni = [row for row in at("YEM") if row["trafficking_type"] == "international"]
    assert {"ETH", "SOM"} <= {row["nationality"] for row in yemeni}
    builders = [row for row in at("UKR") if (row["sex"], row["exploitation_country"]) == ("male", "RUS")]
    assert share(builders, "labour_sector", "construction") > 0.6


def test_the_same_caseload_every_time_and_nothing_shared(caseload: list[Row]) -> None:
    again = generate()
    assert again == caseload
    assert not any(one is two for one, two in zip(again, caseload, strict=True))


def test_the_same_caseload_whatever_the_hash_seed(caseload: list[Row]) -> None:
    script = "from palermo.demo import generate; print(*(tuple(r.values()) for r in generate()), sep='\\n')"
    here = os.environ.get("PYTHONHASHSEED", "random")
    other = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **os.environ,
            "PYTHONHASHSEED": "4242" if here != "4242" else "1",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.splitlines() == [str(tuple(row.values())) for row in caseload]


def test_individual_references_tell_nothing_about_order(caseload: list[Row]) -> None:
    numbers = [int(row["individual_ref"].removeprefix("D-")) for row in caseload]
    rising = sum(a < b for a, b in pairwise(numbers))
    assert 0.45 < rising / len(numbers) < 0.55
    assert set(numbers) == set(range(1, max(numbers) + 1))


def test_months_without_a_day_are_still_in_date_order(caseload: list[Row]) -> None:
    firsts = [PartialDate.parse(row["registered_on"]).first for row in caseload if row["mission"] == "HTI"]
    assert firsts == sorted(firsts)
    assert firsts[0] >= date(2011, 1, 1)
