"""One sealed value: the standard's answers, and every way of tampering."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from palermo.vault import envelope
from palermo.vault.envelope import HEADER_BYTES, NONCE_BYTES, OVERHEAD, Cipher, key_id_of
from palermo.vault.errors import CannotOpen
from palermo.vault.place import Place

KEY, KEY_ID = bytes(range(32)), b"12345678"
#: Test cases 14 and 16 of the GCM specification (McGrew and Viega; the ones behind NIST SP 800-38D): AES-256.
VECTORS = [
    ("00" * 32, "00" * 12, "00" * 16, "", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    (
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        (
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        (
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ),
]


@pytest.mark.parametrize(("key", "nonce", "plain", "additional", "expected"), VECTORS)
def test_known_answers_of_the_cipher_we_stand_on(
    key: str, nonce: str, plain: str, additional: str, expected: str
) -> None:
    made = AESGCM(bytes.fromhex(key)).encrypt(
        bytes.fromhex(nonce), bytes.fromhex(plain), bytes.fromhex(additional)
    )
    assert made.hex() == expected


def test_the_layout_is_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope.secrets, "token_bytes", lambda count: b"n" * count)
    made = Cipher(KEY, KEY_ID).seal(b"content", b"place")
    assert made[:HEADER_BYTES] == b"\x01" + KEY_ID
    assert made[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES] == b"n" * 12
    expected = AESGCM(KEY).encrypt(b"n" * 12, b"content", b"\x01" + KEY_ID + b"place")
    assert made[HEADER_BYTES + NONCE_BYTES :] == expected
    assert len(made) == len(b"content") + OVERHEAD


@given(content=st.binary(max_size=300), additional=st.binary(max_size=50))
def test_what_is_sealed_opens_again_and_never_looks_the_same(content: bytes, additional: bytes) -> None:
    cipher = Cipher(KEY, KEY_ID)
    one, other = cipher.seal(content, additional), cipher.seal(content, additional)
    assert cipher.open(one, additional) == cipher.open(other, additional) == content
    assert one != other
    assert key_id_of(one) == cipher.key_id == KEY_ID


@given(content=st.binary(min_size=1, max_size=40), data=st.data())
def test_any_flipped_bit_refuses(content: bytes, data: st.DataObject) -> None:
    cipher = Cipher(KEY, KEY_ID)
    made = bytearray(cipher.seal(content, b"place"))
    bit = data.draw(st.integers(0, len(made) * 8 - 1))
    made[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        cipher.open(bytes(made), b"place")


def test_every_cut_and_every_addition_refuses() -> None:
    cipher = Cipher(KEY, KEY_ID)
    made = cipher.seal(b"content", b"place")
    for length in range(len(made)):
        with pytest.raises(CannotOpen):
            cipher.open(made[:length], b"place")
    with pytest.raises(CannotOpen):
        cipher.open(made + b"\x00", b"place")


@given(
    one=st.tuples(*[st.text(min_size=1, max_size=8)] * 3),
    other=st.tuples(*[st.text(min_size=1, max_size=8)] * 3),
)
def test_a_value_opens_at_its_own_place_only(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    cipher = Cipher(KEY, KEY_ID)
    made = cipher.seal(b"content", Place(*one).additional_data())
    if one == other:
        assert cipher.open(made, Place(*other).additional_data()) == b"content"
    else:
        with pytest.raises(CannotOpen):
            cipher.open(made, Place(*other).additional_data())


def test_another_key_refuses_and_the_message_says_nothing() -> None:
    made = Cipher(KEY, KEY_ID).seal(b"Oksana", b"place")
    for other in (Cipher(bytes(32), KEY_ID), Cipher(KEY, b"87654321")):
        with pytest.raises(CannotOpen) as refused:
            other.open(made, b"place")
        assert "Oksana" not in str(refused.value)
        assert refused.value.__cause__ is None
    with pytest.raises(CannotOpen):
        key_id_of(b"\x07" + made[1:])


def test_a_key_identifier_has_eight_bytes() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        Cipher(KEY, b"short")
