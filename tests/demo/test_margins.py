"""The reader of the published tables."""

from palermo.demo.margins import MISSING, load_margins


def test_all_tables_agree_on_the_total() -> None:
    margins = load_margins()
    assert margins.total == 5498
    assert sum(margins.nationality.values()) == sum(margins.destination.values()) == 5498
    for table in (margins.sex, margins.age, margins.exploitation, margins.trafficking_type):
        assert tuple(table) == margins.regions
        assert sum(sum(counts.values()) for counts in table.values()) == 5498


def test_regions_agree_with_their_missions() -> None:
    margins = load_margins()
    for region in margins.regions:
        instances = sum(
            number for code, number in margins.missions.items() if margins.region_of[code] == region
        )
        assert instances == sum(margins.sex[region].values())


def test_two_spellings_are_one_country() -> None:
    assert load_margins().destination["NLD"] == 56


def test_not_known_is_missing() -> None:
    margins = load_margins()
    assert margins.destination[MISSING] == 193
    assert margins.nationality[MISSING] == 3
    assert sum(counts.get(MISSING, 0) for counts in margins.exploitation.values()) == 139
