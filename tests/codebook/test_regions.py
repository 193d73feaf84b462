from collections import Counter
from datetime import date

import pytest

from palermo.codebook import Codebook
from palermo.codebook.catalogue import WITHOUT_REGION

from .conftest import Published, Spoil

END_OF_2011 = date(2011, 12, 31)


def sums(codebook: Codebook, published: Published, scheme: str) -> dict[str | None, int]:
    counts: Counter[str | None] = Counter()
    for row in published("2011/table02_07_country_of_mission.csv"):
        country = codebook.countries.resolve(row["country"])
        if country:
            counts[codebook.schemes[scheme].region_of(country.code, END_OF_2011)] += int(row["instances"])
    return dict(counts)


def test_the_cases_of_2011_add_up_to_the_eight_regions_of_the_report(
    codebook: Codebook, published: Published
) -> None:
    expected = {
        "eeca": 1908,
        "ap": 1250,
        "cnac": 906,
        "mena": 696,
        "eea": 357,
        "esa": 215,
        "cwa": 88,
        "sa": 78,
    }
    assert sums(codebook, published, "eight-regions") == expected
    assert sum(expected.values()) == 5498


def test_the_cases_of_2011_add_up_to_the_printed_six_regions(
    codebook: Codebook, published: Published
) -> None:
    scheme = codebook.schemes["six-regions"]
    found = sums(codebook, published, "six-regions")
    for row in published("2011/table01_region.csv"):
        region = scheme.resolve(row["region"])
        assert (found[region.code] if region else sum(found.values())) == int(row["instances"]), row


def test_every_printed_region_name_is_read(codebook: Codebook, published: Published) -> None:
    scheme = codebook.schemes["six-regions"]
    for table in (
        "table02_07_country_of_mission",
        "table09_sex_by_region",
        "table15_trafficking_type_by_region",
    ):
        for row in published(f"2011/{table}.csv"):
            assert scheme.resolve(row["region"]) is not None, row


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("West & Central Africa", "cwa"),
        ("Central & West Africa", "cwa"),
        ("Eastern Europe, the Caucasus & Central Asia", "eeca"),
        ("SEEECA", "eeca"),
        ("European Economic Area and Switzerland", "eea"),
        ("Asia and the Pacific", "ap"),
        ("RO San Jose", "cnac"),
        ("MENA", "mena"),
    ],
)
def test_regions_are_found_by_their_printed_names(codebook: Codebook, name: str, region: str) -> None:
    found = codebook.schemes["eight-regions"].resolve(name)
    assert found is not None
    assert found.code == region


@pytest.mark.parametrize(
    ("scheme", "country", "region"),
    [
        ("six-regions", "SDN", "africa"),
        ("six-regions", "IRN", "near_east"),
        ("six-regions", "TUR", "europe"),
        ("six-regions", "RUS", "europe"),
        ("six-regions", "MDV", "south_central_asia"),
        ("six-regions", "AUS", "east_asia_pacific"),
        ("six-regions", "X-CARIBBEAN", "western_hemisphere"),
        ("six-regions", "XKX", "europe"),
        ("eight-regions", "GUY", "cnac"),
        ("eight-regions", "GUF", "sa"),
        ("eight-regions", "ISR", "eeca"),
        ("eight-regions", "SDN", "mena"),
        ("eight-regions", "IRN", "ap"),
        ("eight-regions", "MRT", "cwa"),
        ("eight-regions", "CHE", "eea"),
        ("eight-regions", "X-CARIBBEAN", "cnac"),
        ("eight-regions", "XKX", "eeca"),
        ("nine-offices", "HRV", "vienna"),
        ("nine-offices", "X-CARIBBEAN", "san_jose"),
        ("nine-offices", "XKX", "vienna"),
    ],
)
def test_countries_that_are_easily_put_wrong(
    codebook: Codebook, scheme: str, country: str, region: str
) -> None:
    assert codebook.schemes[scheme].region_of(country, END_OF_2011) == region


def test_the_nairobi_office_begins_in_2013(codebook: Codebook) -> None:
    offices = codebook.schemes["nine-offices"]
    assert offices.region_of("KEN", date(2012, 12, 31)) == "pretoria"
    assert offices.region_of("KEN", date(2013, 1, 1)) == "nairobi"
    assert offices.members("nairobi", date(2012, 12, 31)) == []
    assert offices.members("nairobi", date(2013, 1, 1)) == sorted(
        ["BDI", "DJI", "ERI", "ETH", "KEN", "RWA", "SOM", "SSD", "UGA", "TZA"]
    )
    assert offices.region_of("ZAF", date(2013, 1, 1)) == "pretoria"


def test_every_country_has_a_region_in_every_scheme_on_every_day(codebook: Codebook) -> None:
    for scheme in codebook.schemes.values():
        for on in (date(2000, 1, 1), END_OF_2011, date(2012, 12, 31), date(2013, 1, 1), date(2030, 1, 1)):
            missing = {each.code for each in codebook.countries if scheme.region_of(each.code, on) is None}
            assert missing == WITHOUT_REGION


def test_what_is_printed_is_told_from_what_we_reasoned(codebook: Codebook) -> None:
    scheme = codebook.schemes["eight-regions"]
    printed = Counter(
        spell.region for spells in scheme.assignments.values() for spell in spells if spell.basis == "printed"
    )
    # Asia prints 39 names, one of which is "China (including Hong Kong)".
    assert printed == {
        "cwa": 23, "esa": 25, "mena": 17, "cnac": 27, "sa": 11, "ap": 40, "eea": 35, "eeca": 21
    }  # fmt: skip
    bermuda = scheme.assignment_of("BMU", END_OF_2011)
    assert bermuda is not None
    assert bermuda.basis == "extended"


def test_regions_keep_their_printed_order(codebook: Codebook) -> None:
    assert list(codebook.schemes["six-regions"].regions) == [
        "africa",
        "south_central_asia",
        "east_asia_pacific",
        "europe",
        "near_east",
        "western_hemisphere",
    ]


def test_a_country_cannot_be_in_two_regions_on_one_day(spoil: Spoil) -> None:
    error = spoil("region_assignments.csv", "", "nine-offices,KEN,dakar,2012-06-01,2012-07-01,extended")
    assert error.problem == "KEN would be in pretoria and dakar at the same time"


def test_an_assignment_cannot_end_before_it_begins(spoil: Spoil) -> None:
    error = spoil("region_assignments.csv", "", "nine-offices,ATA,dakar,2013-01-01,2012-01-01,extended")
    assert error.problem == "valid_from is later than valid_to"


def test_a_region_name_stands_for_one_region(spoil: Spoil) -> None:
    error = spoil("regions.csv", "", "six-regions,moon,Moon,The moon.,Africa")
    assert "a name of two regions" in error.message
