import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.codebook import load_codebook
from palermo.codebook.errors import AnswerError
from palermo.codebook.numerals import parse_decimal, parse_integer

VARIABLES = load_codebook().variables
AGE, PAY = VARIABLES["age"], VARIABLES["promised_pay"]
ZEROS = {"ascii": 0x30, "arabic-indic": 0x660, "persian": 0x6F0, "devanagari": 0x966, "thai": 0xE50}


@given(st.integers(0, 120), st.sampled_from(list(ZEROS.values())))
def test_digits_of_any_script_are_digits(number: int, zero: int) -> None:
    assert parse_integer(AGE, "".join(chr(zero + int(digit)) for digit in str(number))) == number


@given(st.integers(0, 99_999_999), st.integers(0, 9999), st.sampled_from(list(ZEROS.values())))
def test_four_decimals_are_kept(whole: int, part: int, zero: int) -> None:
    text = f"{whole % 1_000_000}.{part:04}"
    written = "".join(chr(zero + int(sign)) if sign.isdecimal() else sign for sign in text)
    assert parse_decimal(PAY, written) == float(text)


@pytest.mark.parametrize(
    "text", ["1e3", "NaN", "inf", "-inf", "0x1f", "1_000", "1 000", "½", "௧௨½", "1.", ".5", "--1"]
)
def test_forms_that_only_computers_like_are_refused(text: str) -> None:
    for parse in (parse_integer, parse_decimal):
        with pytest.raises(AnswerError, match="number"):
            parse(PAY, text)


@pytest.mark.parametrize("text", ["1" * 16, "9" * 100_000, "0" * 16])
def test_an_endless_number_is_refused_at_once(text: str) -> None:
    with pytest.raises(AnswerError, match="a whole number from 0 to 120"):
        parse_integer(AGE, text)


def test_bounds_hold() -> None:
    assert parse_integer(AGE, "+120") == 120
    assert parse_decimal(PAY, "10000000") == 10_000_000
    for parse, variable, text in ((parse_integer, AGE, "-1"), (parse_decimal, PAY, "10000000.01")):
        with pytest.raises(AnswerError, match="from 0 to"):
            parse(variable, text)
