from __future__ import annotations

import pytest

from palermo.codebook import load_codebook
from palermo.exchange.caseload.header import COLUMNS, Layout, recogniser, resolve_header
from palermo.exchange.caseload.problems import ProblemList

CODEBOOK = load_codebook()
LEAST = ["mission", "case_ref", "registered_on"]


def resolved(*names: str, ignore_extra: bool = False) -> tuple[Layout | None, list[tuple[str, str]]]:
    problems = ProblemList()
    layout = resolve_header([*LEAST, *names], 1, CODEBOOK, problems, ignore_extra=ignore_extra)
    return layout, [(problem.column, problem.expected) for problem in problems.described]


def test_the_order_is_free_and_variables_are_found() -> None:
    problems = ProblemList()
    layout = resolve_header(
        ["sex", *reversed(LEAST), "individual_ref"], 1, CODEBOOK, problems, ignore_extra=False
    )
    assert layout is not None
    assert layout.positions == {
        "sex": 0,
        "registered_on": 1,
        "case_ref": 2,
        "mission": 3,
        "individual_ref": 4,
    }
    assert [(position, variable.name) for position, variable in layout.variables] == [(0, "sex")]
    assert layout.individual_ref == 4
    assert problems.count == 0


@pytest.mark.parametrize(
    "written", ["Sex", " SEX ", "\u200bsex", "se\u200dx", "ｓｅｘ", "s\u00ade\u00adx", "\ufeffsex", "Sex\n"]
)
def test_case_width_and_invisible_characters_make_no_difference(written: str) -> None:
    layout, problems = resolved(written)
    assert problems == []
    assert layout is not None
    assert layout.positions["sex"] == 3


@pytest.mark.parametrize("written", ["Exploitation Country", "exploitation-country", "EXPLOITATION_COUNTRY"])
def test_spaces_and_hyphens_make_no_difference(written: str) -> None:
    layout, _problems = resolved(written)
    assert layout is not None
    assert "exploitation_country" in layout.positions


@pytest.mark.parametrize("written", ["ѕех", "sеx", "аge"])
def test_letters_that_only_look_latin_are_pointed_out(written: str) -> None:
    layout, [(column, expected)] = resolved(written)
    assert layout is None
    assert column == written
    assert "only look like them" in expected


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("nationalty", "did you mean nationality"),
        ("favourite_colour", "--ignore-extra"),
        ("дата", "codebook"),
    ],
)
def test_an_unknown_column_is_an_error_that_helps(written: str, words: str) -> None:
    layout, [(_column, expected)] = resolved(written)
    assert layout is None
    assert words in expected


def test_unknown_columns_may_be_ignored_by_name_or_place() -> None:
    layout, problems = resolved("favourite_colour", "", "sex", ignore_extra=True)
    assert problems == []
    assert layout is not None
    assert layout.ignored == ("favourite_colour", "column 5")


def test_a_column_without_a_name_is_an_error_but_not_at_the_end() -> None:
    layout, problems = resolved("", "sex", "", " ")
    assert layout is None
    assert problems == [("column 4", "a name for this column")]
    assert resolved("sex", "", " ")[1] == []


def test_a_column_twice_is_an_error_also_under_two_spellings() -> None:
    layout, problems = resolved("sex", "Sex", "sex")
    assert layout is None
    assert [column for column, _expected in problems] == ["Sex", "sex"]


def test_each_missing_column_is_named() -> None:
    problems = ProblemList()
    assert resolve_header(["sex"], 4, CODEBOOK, problems, ignore_extra=True) is None
    assert [(problem.row, problem.column) for problem in problems.described] == [(4, name) for name in LEAST]


@pytest.mark.parametrize("ignore_extra", [True, False])
def test_the_vault_is_closed_to_every_column_that_belongs_there(ignore_extra: bool) -> None:
    held = [variable for variable in CODEBOOK.variables.values() if not variable.is_open]
    assert len(held) > 10
    for variable in held:
        layout, [(column, expected)] = resolved(variable.name, ignore_extra=ignore_extra)
        assert layout is None
        assert column == variable.name
        assert "held in the vault" in expected


def test_every_open_variable_is_taken() -> None:
    names = [
        variable.name
        for variable in CODEBOOK.variables.values()
        if variable.is_open and variable.name not in COLUMNS
    ]
    layout, problems = resolved(*names)
    assert problems == []
    assert layout is not None
    assert len(layout.variables) == len(names) > 60


def test_known_names_are_counted_for_the_separator() -> None:
    count = recogniser(CODEBOOK)
    assert count(["mission", "Case Ref", "nonsense"]) == 2
    assert count(["mission;case_ref"]) == 0
