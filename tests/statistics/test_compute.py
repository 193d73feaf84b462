"""The tables against an independent count: plain loops over plain records, sharing no code with the product."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from palermo.statistics.asking import ask
from palermo.statistics.compute import compute
from palermo.statistics.errors import BadQuestion
from palermo.statistics.extract.format import Extract, MissionEntry
from palermo.statistics.results import ResultTable
from tests.statistics.caseloads import MISSIONS, Instance, caseloads

NOT_KNOWN = "Not known"
MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = {
    "male": "Male",
    "female": "Female",
    "under_18": "Under 18",
    "18_and_over": "18 and over",
    "internal": "Internal",
    "international": "International",
    "both": "Both",
}


def exploitation(instance: Instance) -> str:
    """The published category of the purposes, written out the long way."""
    purposes = set(instance.purposes)
    if not purposes:
        return NOT_KNOWN
    if "forced_labour" in purposes:
        if "sexual_exploitation" in purposes:
            return "Combined sexual & forced labour"
        return "Forced labour" if len(purposes) == 1 else "Forced labour & other"
    if "sexual_exploitation" in purposes:
        return "Sexual exploitation"
    if purposes == {"forced_begging"}:
        return "Begging"
    if purposes == {"low_level_criminal_activities"}:
        return "Low level criminal activities"
    return "Other"


CATEGORY: dict[str, Callable[[Instance], str]] = {
    "sex": lambda i: WORDS.get(i.sex or "", NOT_KNOWN),
    "age": lambda i: WORDS.get(i.majority or "", NOT_KNOWN),
    "exploitation": exploitation,
    "trafficking_type": lambda i: WORDS.get(i.trafficking_type or "", NOT_KNOWN),
}
LISTS = {"table08_sex": "sex", "table10_age": "age", "table12_exploitation": "exploitation",
         "table14_trafficking_type": "trafficking_type"}  # fmt: skip
BY_REGION = {"table09_sex_by_region": "sex", "table11_age_by_region": "age",
             "table13_exploitation_by_region": "exploitation",
             "table15_trafficking_type_by_region": "trafficking_type"}  # fmt: skip


def of_2011(instances: list[Instance]) -> list[Instance]:
    return [i for i in instances if i.registered[:4] == "2011"]


def body(table: ResultTable) -> dict[tuple[str, str], int]:
    return {(row.group, row.code or row.label): row.count for row in table.rows if row.kind == "body"}


def totals(table: ResultTable) -> dict[str, int]:
    return {row.group: row.count for row in table.rows if row.kind != "body"}


def number(instances: list[Instance], measure: str) -> int:
    return len(instances) if measure == "instances" else len({i.individual for i in instances})


@pytest.mark.parametrize("measure", ["instances", "individuals"])
@pytest.mark.parametrize("scheme", ["six-regions", "eight-regions"])
@MANY
@given(instances=caseloads())
def test_every_table_equals_an_independent_count(
    make_extract: Callable[..., Extract], scheme: str, measure: str, instances: list[Instance]
) -> None:
    answer = compute(make_extract(instances), ask(year=2011, scheme=scheme, measure=measure))
    chosen = of_2011(instances)
    region = {code: entry[1 if scheme == "six-regions" else 2] for code, entry in MISSIONS.items()}
    regional = [i for i in chosen if not i.gaf]

    def grouped(of: list[Instance], key: Callable[[Instance], tuple[str, str]]) -> dict[tuple[str, str], int]:
        groups: dict[tuple[str, str], list[Instance]] = defaultdict(list)
        for instance in of:
            groups[key(instance)].append(instance)
        return {name: number(members, measure) for name, members in groups.items()}

    assert answer.about.n == number(chosen, measure)
    for name, category in LISTS.items():
        table = answer.table(name)
        assert body(table) == grouped(chosen, lambda i, c=category: ("", CATEGORY[c](i)))
        assert totals(table) == {"": number(chosen, measure)}
    for name, category in BY_REGION.items():
        table = answer.table(name)
        assert body(table) == grouped(regional, lambda i, c=category: (region[i.mission], CATEGORY[c](i)))
        assert totals(table) == {
            r: number([i for i in regional if region[i.mission] == r], measure)
            for r in {region[i.mission] for i in regional}
        }
    assert body(answer.table("table02_07_country_of_mission")) == grouped(
        regional, lambda i: (region[i.mission], MISSIONS[i.mission][0])
    )
    assert body(answer.table("table16_nationality")) == grouped(
        chosen, lambda i: ("", i.nationality[0] if i.nationality else "UNKNOWN")
    )
    assert body(answer.table("table17_destination")) == grouped(
        chosen, lambda i: ("", i.destination[0] if i.destination else "UNKNOWN")
    )
    regions = body(answer.table("table01_region"))
    from_fund = regions.pop(("", "Global Assistance Fund (in no region)"), 0)
    assert regions == grouped(regional, lambda i: ("", region[i.mission]))
    assert from_fund == number([i for i in chosen if i.gaf], measure)


@MANY
@given(instances=caseloads())
def test_rows_of_instances_add_up_and_missing_is_told_by_state(
    make_extract: Callable[..., Extract], instances: list[Instance]
) -> None:
    answer = compute(make_extract(instances), ask(year=2011))
    chosen = of_2011(instances)
    for table in answer.tables:
        whole = sum(row.count for row in table.rows if row.kind == "body")
        assert whole == table.n == sum(totals(table).values())
    states = Counter(
        "not_asked" if i.missing_as == "~absent" else i.missing_as[1:] for i in chosen if i.sex is None
    )
    assert answer.table("table08_sex").missing == {
        s: states.get(s, 0) for s in ("not_asked", "unknown", "refused")
    }


@MANY
@given(instances=caseloads())
def test_filters_narrow_like_a_loop_does(
    make_extract: Callable[..., Extract], instances: list[Instance]
) -> None:
    extract = make_extract(instances)
    question = ask(
        start="2011-07",
        end="2012-01",
        regions=["europe", "near_east"],
        where={"exploitation_type": ["forced_labour"], "sex": ["female", "~missing"]},
    )
    chosen = [
        i
        for i in instances
        if i.registered in {"2011-07", "2011-12", "2012-01"}
        and MISSIONS[i.mission][1] in {"Europe", "Near East"}
        and "forced_labour" in i.purposes
        and i.sex in {"female", None}
    ]
    answer = compute(extract, question, tables=["table08_sex", "table16_nationality"])
    assert answer.about.n == len(chosen)
    assert body(answer.table("table08_sex")) == dict(
        Counter(("", WORDS.get(i.sex or "", NOT_KNOWN)) for i in chosen)
    )
    assert answer.about.imprecise_dates == sum(i.registered in {"2011", "2012"} for i in instances)


@MANY
@given(instances=caseloads())
def test_point_of_view_takes_the_region_from_the_right_country(
    make_extract: Callable[..., Extract], instances: list[Instance]
) -> None:
    region_of = {"UKR": "Europe", "MDA": "Europe", "RUS": "Europe", "KHM": "East Asia & Pacific",
                 "LAO": "East Asia & Pacific", "YEM": "Near East", "ETH": "Africa", "GHA": "Africa",
                 "HTI": "Western Hemisphere", "NPL": "South & Central Asia"}  # fmt: skip
    extract = make_extract(instances)
    regional = [i for i in of_2011(instances) if not i.gaf]
    for perspective, place in (("source", lambda i: i.nationality), ("destination", lambda i: i.destination)):
        answer = compute(extract, ask(year=2011, perspective=perspective), tables=["table09_sex_by_region"])
        expected = Counter(
            (region_of[place(i)[0]] if place(i) else NOT_KNOWN, CATEGORY["sex"](i)) for i in regional
        )
        assert body(answer.table("table09_sex_by_region")) == dict(expected)


def case(**changes: object) -> Instance:
    values: dict[str, object] = {
        "mission": "UKR", "individual": 1, "registered": "2011-03", "sex": "female", "majority": "18_and_over",
        "purposes": ("forced_labour",), "trafficking_type": "international", "nationality": ("UKR",),
        "destination": ("RUS",),
    }  # fmt: skip
    return Instance(**{**values, **changes})  # type: ignore[arg-type]


def test_one_person_helped_at_both_ends_is_two_instances_and_one_individual(
    make_extract: Callable[..., Extract],
) -> None:
    extract = make_extract([case(mission="DEU"), case(mission="UKR"), case(individual=2)])
    by_measure = {m: compute(extract, ask(year=2011, measure=m)) for m in ("instances", "individuals")}
    assert by_measure["instances"].about.n == 3
    assert by_measure["individuals"].about.n == 2
    regions = by_measure["individuals"].table("table01_region")
    assert body(regions) == {("", "Europe"): 2}
    countries = body(by_measure["individuals"].table("table02_07_country_of_mission"))
    assert countries == {("Europe", "DEU"): 1, ("Europe", "UKR"): 2}
    assert regions.columns == ("region", "individuals")


def test_missions_without_a_case_are_listed_with_their_reason(make_extract: Callable[..., Extract]) -> None:
    missions = [
        MissionEntry("UKR", "Ukraine", "UKR", "Org"),
        MissionEntry("CYP", "Cyprus", "CYP", "Org", {"2011": "no_office", "2012": "late"}),
        MissionEntry("GHA", "Ghana", "GHA", "Org"),
    ]
    extract = make_extract([case()], missions=missions)
    silent = compute(extract, ask(year=2011)).about.not_reporting
    assert [(m.mission, m.reason) for m in silent] == [("CYP", "no_office"), ("GHA", "no_data")]
    assert [m.mission for m in compute(extract, ask(year=2011, regions=["africa"])).about.not_reporting] == [
        "GHA"
    ]
    assert [m.mission for m in compute(extract, ask(year=2012)).about.not_reporting] == ["UKR", "CYP", "GHA"]


def test_nairobi_takes_over_its_countries_in_2013(make_extract: Callable[..., Extract]) -> None:
    missions = [MissionEntry("UGA", "Uganda", "UGA", "Org")]
    extract = make_extract(
        [case(mission="UGA", registered=y) for y in ("2012-05", "2013-05")], missions=missions
    )
    rows = {
        year: next(
            iter(body(compute(extract, ask(year=year, scheme="nine-offices")).table("table01_region")))
        )[1]
        for year in (2012, 2013)
    }
    assert rows[2012] != rows[2013]


def test_several_answers_are_each_counted(make_extract: Callable[..., Extract]) -> None:
    extract = make_extract(
        [
            case(extra={"means_of_control": ["debt_bondage", "threats"]}),
            case(individual=2, extra={"means_of_control": ["threats"]}),
            case(individual=3),
        ]
    )
    table = compute(extract, ask(year=2011), tables=["means_of_control"]).table("means_of_control")
    counts = [(row.category, row.count) for row in table.rows]
    assert counts == [("threats", 2), ("debt_bondage", 1), ("~missing", 1), ("", 3)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"regions": ["atlantis"]},
        {"missions": ["NOBODY"]},
        {"where": {"sex": ["purple"]}},
        {"where": {"given_names": ["x"]}},
        {"where": {"no_such_variable": ["x"]}},
    ],
)
def test_a_filter_that_does_not_exist_is_an_error_and_not_an_empty_table(
    make_extract: Callable[..., Extract], wrong: dict[str, object]
) -> None:
    with pytest.raises(BadQuestion):
        compute(make_extract([case()]), ask(year=2011, **wrong))  # type: ignore[arg-type]


def test_a_table_that_does_not_exist_names_the_ones_there_are(make_extract: Callable[..., Extract]) -> None:
    with pytest.raises(BadQuestion, match="table08_sex"):
        compute(make_extract([case()]), ask(year=2011), tables=["table99"])
