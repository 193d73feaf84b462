"""Boxes open with the private key at its place, and with nothing else."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.vault.errors import CannotOpen
from palermo.vault.opened import Vault
from palermo.vault.place import Place
from palermo.vault.rotate_master import rotate_master
from palermo.vault.sealing_box import KEY_BITS, NotSealedForUs, SealedBox, SealingPair, new_sealing_pair, seal

HERE = Place("interviews_sealingkey", "sealed_private_key", "aaaaaaaaaaaaaaaa")
ELSEWHERE = Place("interviews_sealingkey", "sealed_private_key", "bbbbbbbbbbbbbbbb")


@pytest.fixture
def pair(vault: Vault) -> SealingPair:
    return new_sealing_pair(HERE, vault=vault)


def test_opens_with_its_key(vault: Vault, pair: SealingPair) -> None:
    for content in (b"", b"Zlatka" * 1000):
        box = seal(content, kid="k", public=pair.public)
        assert b"Zlatka" not in box
        assert box != seal(content, kid="k", public=pair.public)
        read = SealedBox.read(box)
        assert read.kid == "k"
        assert read.open(pair.sealed_private, HERE, vault=vault) == content


def test_the_key_is_as_strong_as_agreed(pair: SealingPair) -> None:
    public = serialization.load_der_public_key(base64.b64decode(pair.public))
    assert public.key_size == KEY_BITS == 3072  # type: ignore[union-attr]
    assert b"PRIVATE" not in pair.sealed_private


def test_opens_with_no_other_key(vault: Vault, pair: SealingPair) -> None:
    other = new_sealing_pair(ELSEWHERE, vault=vault)
    box = SealedBox.read(seal(b"x", kid="k", public=pair.public))
    with pytest.raises(NotSealedForUs):
        box.open(other.sealed_private, ELSEWHERE, vault=vault)


def test_the_private_key_opens_at_its_place_only(vault: Vault, pair: SealingPair) -> None:
    box = SealedBox.read(seal(b"x", kid="k", public=pair.public))
    with pytest.raises(CannotOpen):
        box.open(pair.sealed_private, ELSEWHERE, vault=vault)


def test_another_name_of_the_key_in_the_head_is_noticed(vault: Vault, pair: SealingPair) -> None:
    box = seal(b"content", kid="kkkk", public=pair.public)
    with pytest.raises(NotSealedForUs):
        SealedBox.read(box.replace(b'"kkkk"', b'"other"'.replace(b"other", b"oooo"))).open(
            pair.sealed_private, HERE, vault=vault
        )


def test_outlives_the_master_key(vault: Vault, pair: SealingPair) -> None:
    box = seal(b"x", kid="k", public=pair.public)
    rotate_master(vault)
    vault.memory.forget()
    assert SealedBox.read(box).open(pair.sealed_private, HERE, vault=vault) == b"x"


def test_nothing_is_shown(pair: SealingPair) -> None:
    box = SealedBox.read(seal(b"x", kid="k", public=pair.public))
    assert "object at" in repr(pair)
    assert "object at" in repr(box)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, 2000), bit=st.integers(0, 7))
def test_no_bit_may_change(vault: Vault, pair: SealingPair, place: int, bit: int) -> None:
    box = bytearray(seal(b"content", kid="k", public=pair.public))
    box[place % len(box)] ^= 1 << bit
    try:
        opened = SealedBox.read(bytes(box)).open(pair.sealed_private, HERE, vault=vault)
    except NotSealedForUs:
        return
    raise AssertionError(f"opened: {len(opened)} bytes")
