"""The form that is hashed: two different entries never have the same bytes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.audit.encoding import FIXED, MARK, Row, canonical_json, damaged, encode, is_genuine, row_of
from palermo.vault.chain import link

NUMBERS = st.integers(-(2**63), 2**63 - 1)
#: Few letters and short texts: the neighbours of one another, where an unclear form would show.
TEXTS = st.binary(max_size=3) | st.sampled_from([b"a", b"ab", b"b", b"\x00", b"\x00\x00\x00\x01"])
ROWS = st.builds(Row, NUMBERS, NUMBERS, *[TEXTS] * 7, st.just(b""))


def decode(content: bytes) -> Row:
    """The row back from its bytes: that this is possible is what makes the form unambiguous."""
    assert content.startswith(MARK)
    start = len(MARK) + FIXED.size
    sequence, at, *lengths = FIXED.unpack(content[len(MARK) : start])
    texts = []
    for length in lengths:
        texts.append(content[start : start + length])
        start += length
    assert start == len(content)
    return row_of(sequence, at, texts[:6], texts[6], b"")


@given(row=ROWS)
def test_the_bytes_say_everything_that_is_in_the_row(row: Row) -> None:
    assert decode(encode(row)) == row


@given(one=ROWS, other=ROWS)
def test_two_rows_share_their_bytes_only_when_they_are_the_same(one: Row, other: Row) -> None:
    assert (encode(one) == encode(other)) == (one == other)


def test_nothing_moves_into_the_neighbouring_field() -> None:
    one = Row(1, 1, b"ab", b"c", b"", b"", b"", b"{}", b"", b"")
    assert encode(one) != encode(one._replace(actor=b"a", act=b"bc"))
    assert encode(one) != encode(one._replace(mission=b"{}", details=b""))


@given(row=ROWS, number=NUMBERS)
def test_a_row_is_genuine_under_its_own_number_only(row: Row, number: int) -> None:
    kept = row._replace(hash=link(b"k" * 32, encode(row)))
    assert is_genuine(b"k" * 32, kept)
    assert is_genuine(b"k" * 32, kept, number) == (number == row.sequence)
    assert not is_genuine(b"j" * 32, kept)


@pytest.mark.parametrize(("sequence", "number"), [(7, 7), (None, 0), ("7", 0), (2**63, 0), (True, 0)])
def test_a_damaged_row_is_never_genuine(sequence: object, number: int) -> None:
    row = damaged(sequence)
    assert row.sequence == number
    assert not is_genuine(b"k" * 32, row)


JSON = st.dictionaries(
    st.text(max_size=3),
    st.integers() | st.booleans() | st.text(max_size=3) | st.lists(st.text(max_size=2)),
    max_size=4,
)


@given(one=JSON, other=JSON)
def test_details_have_one_text(one: dict[str, Any], other: dict[str, Any]) -> None:
    reordered = dict(reversed(list(one.items())))
    assert canonical_json(one) == canonical_json(reordered)
    assert canonical_json(one).isascii()
    if canonical_json(one) == canonical_json(other):
        assert repr(sorted(one.items())) == repr(sorted(other.items()))


def test_a_number_without_value_has_no_text() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"a": float("nan")})
