"""The first line that fits gives the odds."""

from random import Random

import pytest

from palermo.demo.choices import Choices, Traits
from palermo.demo.errors import DemoError

HAITIAN_CHILD = Traits("HTI", "HTI", "internal", "female", "under_18", "forced_labour", "inside")
ANYBODY = Traits("", "", "", "", "", "", "abroad")


def test_the_special_line_comes_before_the_general() -> None:
    sectors = Choices("sectors")
    dice = Random(1)
    drawn = [sectors.draw(HAITIAN_CHILD, dice) for _ in range(200)]
    assert drawn.count("domestic_work") > 140
    assert "construction" in {sectors.draw(ANYBODY, dice) for _ in range(200)}


def test_files_for_everybody_fit_somebody_of_whom_nothing_is_known() -> None:
    for name in (
        "sectors",
        "sexual_forms",
        "means",
        "recruiters",
        "recruitment",
        "transport",
        "months",
        "education",
    ):
        assert Choices(name).fits(ANYBODY), name


def test_a_case_that_no_line_fits_is_a_defect() -> None:
    transit = Choices("transit")
    assert not transit.fits(ANYBODY)
    with pytest.raises(DemoError):
        transit.draw(ANYBODY, Random(1))
    with pytest.raises(DemoError):
        transit.number(ANYBODY, "share")


def test_numbers_are_read_from_the_line_that_fits() -> None:
    ages = Choices("ages")
    assert ages.number(HAITIAN_CHILD, "high") == 17
    assert ages.number(ANYBODY._replace(age="18_and_over"), "low") == 18


def test_some_are_joined_for_the_import_format() -> None:
    answer = Choices("means").draw_some(HAITIAN_CHILD, Random(4), 3)
    assert len(set(answer.split("|"))) == 3
