"""The hand-written plan of trafficking types."""

import dataclasses

import pytest

from palermo.demo.errors import DemoError
from palermo.demo.margins import load_margins
from palermo.demo.plan import trafficking_plan


def test_every_mission_is_planned_in_full() -> None:
    margins = load_margins()
    plan = trafficking_plan(margins)
    assert {mission: sum(types.values()) for mission, types in plan.items()} == margins.missions
    assert all(number >= 0 for types in plan.values() for number in types.values())


def test_nobody_is_trafficked_inside_a_country_that_has_not_enough_of_its_own() -> None:
    margins = load_margins()
    for mission, types in trafficking_plan(margins).items():
        if types["internal"]:
            assert types["internal"] <= margins.nationality[mission]
            assert types["internal"] <= margins.destination[mission]


def test_a_plan_that_misses_a_table_is_refused() -> None:
    margins = load_margins()
    other = {**margins.trafficking_type, "Europe": {"internal": 1, "international": 1605}}
    with pytest.raises(DemoError) as problem:
        trafficking_plan(dataclasses.replace(margins, trafficking_type=other))
    assert problem.value.code == "demo_data"
