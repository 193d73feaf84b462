"""Places are told apart whatever their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.vault.place import Place, context


@given(one=st.lists(st.text(max_size=5), max_size=4), other=st.lists(st.text(max_size=5), max_size=4))
def test_no_two_lists_of_names_have_the_same_bytes(one: list[str], other: list[str]) -> None:
    assert (context(*one) == context(*other)) == (one == other)


@pytest.mark.parametrize("parts", [("", "c", "r"), ("t", "", "r"), ("t", "c", "")])
def test_a_place_without_a_name_is_a_mistake(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="needs a table"):
        Place(*parts).additional_data()
