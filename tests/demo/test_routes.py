"""The hand-written weights: only real codes, and few people left where the weights do not expect them."""

from random import Random

import pytest

from palermo.codebook import load_codebook
from palermo.demo.geography import place_everyone
from palermo.demo.margins import MISSING, load_margins
from palermo.demo.plan import trafficking_plan
from palermo.demo.routes import IMPOSSIBLE, Plausibility, at_home, crosses_border
from palermo.demo.tables import read_rows, read_weights

WEIGHT_FILES = {
    "ages": "",
    "assistance": "assistance_type",
    "education": "education_level",
    "marital": "marital_status",
    "means": "means_of_control",
    "other_purposes": "exploitation_type",
    "recruiters": "recruiter_relation",
    "recruitment": "recruitment_method",
    "referrals": "referral_source",
    "sectors": "labour_sector",
    "sexual_forms": "sexual_exploitation_form",
    "transport": "transport_mode",
}


def test_every_nationality_has_routes_to_other_countries() -> None:
    margins = load_margins()
    countries = load_codebook().countries
    routes = {row["nationality"]: read_weights(row["destinations"]) for row in read_rows("routes")}
    assert {"UNKNOWN" if code == MISSING else code for code in margins.nationality} <= set(routes)
    for nationality, destinations in routes.items():
        assert all(countries.get(code) for code in destinations), nationality
        assert nationality not in destinations
    reached = {code for destinations in routes.values() for code in destinations}
    reached |= {mission for mission, types in trafficking_plan(margins).items() if types["internal"]}
    assert set(margins.destination) - {MISSING} <= reached


def test_foreigners_are_of_known_missions_and_nationalities() -> None:
    margins = load_margins()
    for row in read_rows("foreigners"):
        assert row["mission"] in margins.missions
        assert set(read_weights(row["nationalities"])) <= set(margins.nationality), row["mission"]
        assert float(row["openness"]) > 0


@pytest.mark.parametrize(("name", "code_list"), WEIGHT_FILES.items())
def test_weight_files_use_codes_of_the_codebook(name: str, code_list: str) -> None:
    codebook = load_codebook()
    for row in read_rows(name):
        for column in ("nationality", "destination"):
            for code in filter(None, row.get(column, "").split("|")):
                assert codebook.countries.get(code), (name, code)
        if code_list:
            assert set(read_weights(row["weights"])) <= set(codebook.lists[code_list].codes), (name, row)


def test_transit_countries_are_countries() -> None:
    codebook = load_codebook()
    for row in read_rows("transit"):
        assert all(codebook.countries.get(code) for code in read_weights(row["weights"]))
        assert 0 < float(row["share"]) <= 100


def test_crossing_a_border() -> None:
    assert crosses_border("UKR", "RUS")
    assert not crosses_border("UKR", "UKR")
    assert not crosses_border("SRB", "SCG")
    assert crosses_border("MDA", "SCG")
    assert crosses_border("UKR", MISSING)


def test_a_regional_mission_is_at_home_in_its_countries() -> None:
    assert at_home("X-CARIBBEAN", "JAM")
    assert not at_home("X-CARIBBEAN", "HTI")
    assert not at_home("UKR", MISSING)


def test_contradictions_weigh_next_to_nothing() -> None:
    weigh = Plausibility()
    assert weigh("UKR", "international", "UKR", "UKR") == IMPOSSIBLE
    assert weigh("MLI", "both", "SEN", MISSING) == IMPOSSIBLE
    assert weigh("UKR", "international", "UKR", "RUS") > weigh("UKR", "international", "UKR", "HTI") * 1000


def test_few_people_are_where_nobody_would_look_for_them() -> None:
    weigh = Plausibility()
    places = place_everyone(load_margins(), Random(2011))
    across = [place for place in places if place.trafficking_type != "internal"]
    assert not any(weigh(*place) <= IMPOSSIBLE for place in across)
    assert sum(weigh(*place) < 1e-5 for place in across) < len(places) * 0.004
    neither = [
        place
        for place in across
        if place.destination != MISSING
        and not at_home(place.mission, place.nationality)
        and not at_home(place.mission, place.destination)
    ]
    assert len(neither) < len(places) * 0.02
