"""Which tokens values have: equal for the ways of writing one value, different for different ones."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.codebook.partial_date import PartialDate
from palermo.individuals.index import tokens
from palermo.individuals.index.tokens import EXACT_BYTES, Tokeniser, unpacked
from palermo.individuals.values import BirthDetail, ContactDetail, DocumentDetail, NameDetail
from palermo.vault.opened import vault


@pytest.fixture(scope="module")
def maker() -> Tokeniser:
    return Tokeniser(vault())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+380 67 123-45-67", "067 1234567"), ("0038067 1234567", "+380671234567"), ("٠٦٧١٢٣٤٥٦٧", "0671234567"),
        ("anna@example.org", " Anna@EXAMPLE.org"), ("@Anna_K", "anna_k"),
    ],
)  # fmt: skip
def test_one_contact_in_two_ways(maker: Tokeniser, one: str, other: str) -> None:
    assert tokens.of_contact(maker, ContactDetail(value=one)) == tokens.of_contact(
        maker, ContactDetail(value=other)
    )


def test_kinds_of_values_do_not_share_tokens(maker: Tokeniser) -> None:
    number = "380671234567"
    made = {
        tokens.of_contact(maker, ContactDetail(value=number)),
        tokens.of_document(maker, DocumentDetail(number=number)),
        maker.exact("email", number),
        maker.exact("day", number),
    }
    assert len(made) == 4
    assert {len(token) for token in made} == {EXACT_BYTES}


def test_what_has_no_letter_and_no_digit_has_no_token(maker: Tokeniser) -> None:
    assert tokens.of_document(maker, DocumentDetail(number="---")) == b""
    assert tokens.of_contact(maker, ContactDetail(value="@")) == b""
    assert tokens.of_birth(maker, BirthDetail(on="1993")) == b""


def test_name_tokens_are_signed_numbers_of_eight_bytes(maker: Tokeniser) -> None:
    packed = tokens.of_name(maker, NameDetail(text="Oksana Shevchenko"))
    numbers = list(tokens.numbers(unpacked(packed, 8)))
    assert len(numbers) == len(packed) // 8 > 4
    assert all(-(2**63) <= number < 2**63 for number in numbers)
    assert min(numbers) < 0 < max(numbers)


dates = st.dates(date(1900, 1, 1), date(2020, 12, 31))


@settings(max_examples=100, deadline=None)
@given(born=dates, stored=st.sampled_from([7, 10]), asked=st.sampled_from([7, 10]))
def test_partial_dates_find_each_other(maker: Tokeniser, born: date, stored: int, asked: int) -> None:
    held = set(unpacked(tokens.of_birth(maker, BirthDetail(on=born.isoformat()[:stored])), EXACT_BYTES))
    looked_up = tokens.asked_birth(maker, PartialDate.parse(born.isoformat()[:asked]))
    assert held & looked_up.keys()


@settings(max_examples=100, deadline=None)
@given(born=dates, other=dates)
def test_other_dates_do_not(maker: Tokeniser, born: date, other: date) -> None:
    held = set(unpacked(tokens.of_birth(maker, BirthDetail(on=born.isoformat())), EXACT_BYTES))
    looked_up = tokens.asked_birth(maker, PartialDate.parse(other.isoformat()))
    is_near = born == other or (born.year, born.month, born.day) == (other.year, other.day, other.month)
    assert bool(held & looked_up.keys()) == is_near


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_has_a_plain_form(text: str) -> None:
    for plain in (tokens.plain_document, tokens.plain_phone, tokens.plain_email, tokens.plain_handle):
        assert plain(text) == plain(plain(text)) or plain is tokens.plain_email
    assert tokens.plain_phone(text) == "" or tokens.plain_phone(text).isdecimal()
