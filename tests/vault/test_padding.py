"""Lengths that say little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.vault.padding import pad, padded_length, unpad


@given(content=st.binary(max_size=2000), step=st.sampled_from([32, 128]))
def test_padding_comes_off_again(content: bytes, step: int) -> None:
    padded = pad(content, step)
    assert unpad(padded) == content
    assert len(padded) == padded_length(len(content), step) > len(content)
    assert len(padded) % step == 0


@given(length=st.integers(0, 10_000_000))
def test_padding_costs_at_most_a_step_or_an_eighth(length: int) -> None:
    assert padded_length(length) - length <= max(32, (length + 1) / 8 + 1)


def test_short_answers_cannot_be_told_apart_by_length() -> None:
    answers = ['"yes"', '"no"', '"~refused"', '"~unknown"', '["sexually_transmitted","tuberculosis"]']
    assert len({len(pad(answer.encode(), 128)) for answer in answers}) == 1


def test_bytes_without_padding_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="no padding"):
        unpad(b"\x00\x00")
