"""Links that cannot be made without the key, and a key that is never made twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.home import Home
from palermo.vault.chain import (
    CHAIN_SECRET,
    ChainKeyMissing,
    RunningSeal,
    chain_keys,
    digest_of_ids,
    link,
    same,
)


def test_a_missing_key_is_an_error_that_says_which_file(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(ChainKeyMissing, match=CHAIN_SECRET):
        chain_keys(home)
    assert not (home.keys / CHAIN_SECRET).exists()
    made = chain_keys(home, create=True)
    assert chain_keys(home) == made
    assert chain_keys(home, create=True) == made


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    home = Home(tmp_path)
    chain_keys(home, create=True)
    (home.keys / CHAIN_SECRET).write_text("short")
    with pytest.raises(ChainKeyMissing, match="damaged"):
        chain_keys(home)


def test_each_purpose_and_each_instance_has_its_own_key(tmp_path: Path) -> None:
    one = chain_keys(Home(tmp_path / "one"), create=True)
    other = chain_keys(Home(tmp_path / "other"), create=True)
    keys = [one.entry, one.head, one.export, one.anchor, other.entry, other.head, other.export, other.anchor]
    assert len(set(keys)) == 8
    assert {len(key) for key in keys} == {32}


def test_keys_are_not_printed(tmp_path: Path) -> None:
    keys = chain_keys(Home(tmp_path), create=True)
    assert repr(keys) == "ChainKeys()"


@given(one=st.binary(), other=st.binary(), key=st.binary(min_size=32, max_size=32))
def test_links_tell_contents_and_keys_apart(one: bytes, other: bytes, key: bytes) -> None:
    assert same(link(key, one), link(key, other)) == (one == other)
    assert not same(link(key, one), link(bytes(32), one)) or key == bytes(32)


@given(parts=st.lists(st.binary()))
def test_a_running_seal_is_the_link_over_all_parts(parts: list[bytes]) -> None:
    seal = RunningSeal(b"k" * 32)
    for part in parts:
        seal.update(part)
    assert seal.value() == link(b"k" * 32, b"".join(parts))


@given(one=st.sets(st.text(max_size=4), max_size=5), other=st.sets(st.text(max_size=4), max_size=5))
def test_a_digest_stands_for_a_set_of_ids(one: set[str], other: set[str]) -> None:
    assert (digest_of_ids(one) == digest_of_ids(other)) == (one == other)
    assert digest_of_ids([*one, *one]) == digest_of_ids(sorted(one, reverse=True))
