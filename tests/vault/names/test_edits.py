"""Slips of the finger."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from palermo.vault.names.edits import one_edit, pulled_apart, swaps_and_losses

TEXTS = st.text("ABC", max_size=5)


@given(text=TEXTS, other=TEXTS)
def test_one_edit_is_exactly_that(text: str, other: str) -> None:
    assert (other in one_edit(text, "ABC")) == (OSA.distance(text, other) == 1)


@given(text=st.text("abch", min_size=1, max_size=8))
def test_swaps_and_losses_are_edits_of_letters(text: str) -> None:
    found = swaps_and_losses(text)
    assert all(OSA.distance(text, other) == 1 for other in found)
    assert "" not in found
    assert len(text) < 3 or text[1] + text[0] + text[2:] in found | {text}


def test_pulled_apart() -> None:
    assert pulled_apart("AP", "AI", "PT") == {"APAP", "ATAP", "APIP"}
    assert pulled_apart("", "AI", "PT") == set()
    assert "PALANU" in pulled_apart("PANU", "AIU", "PLN")
