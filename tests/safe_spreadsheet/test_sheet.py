from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from palermo.safe_spreadsheet.errors import UnreadableFileError
from palermo.safe_spreadsheet.sheet import column_index, plain_number


@given(st.integers(0, 16_383))
def test_columns_are_lettered_as_openpyxl_letters_them(index: int) -> None:
    assert column_index(get_column_letter(index + 1)) == index


@pytest.mark.parametrize("letters", ["", "XFE", "ZZZZZZZZ", "a", "A1", "Ä"])
def test_what_is_no_column_is_damage(letters: str) -> None:
    with pytest.raises(UnreadableFileError):
        column_index(letters)


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("35", "35"),
        ("35.0", "35"),
        ("3.5E1", "35"),
        ("-0.5", "-0.5"),
        ("0.1", "0.1"),
        ("2011", "2011"),
        ("123456789012345", "123456789012345"),
        ("1234567890123456", "1.23456789012346e+15"),
        ("1.2345678901234599E+17", "1.23456789012346e+17"),
        ("NaN", "NaN"),
        ("1e999", "1e999"),
        (" x ", "x"),
    ],
)
def test_numbers_are_written_as_people_write_them(stored: str, written: str) -> None:
    assert plain_number(stored) == written


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_survive(number: int) -> None:
    assert plain_number(str(number)) == plain_number(f"{number}.0") == str(number)
