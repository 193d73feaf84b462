"""Certificates that others can check."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from palermo.home import Home
from palermo.vault.certificate import Certificate, CertificateRefused, public_key, sign, verify
from palermo.vault.opened import Vault
from palermo.vault.rotate_master import rotate_master


@pytest.fixture
def signed(vault: Vault) -> Certificate:
    return sign(
        vault, Certificate(7, "ab" * 32, "retention", ("01" * 8,), "2026-01-01T00:00:00+00:00", "method", "")
    )


def test_known_answer_of_the_signature_we_stand_on() -> None:
    """RFC 8032, section 7.1, test 2."""
    key = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_a_true_one_verifies_and_survives_a_new_master_key(vault: Vault, signed: Certificate) -> None:
    verify(signed, public_key(vault))
    rotate_master(vault)
    verify(signed, public_key(vault))


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Certificate)])
def test_any_change_is_found(vault: Vault, signed: Certificate, field: str) -> None:
    changes = {"number": 8, "key_ids": ("02" * 8,), "signature": "00" * 64}
    changed = dataclasses.replace(signed, **{field: changes.get(field, "other")})
    with pytest.raises(CertificateRefused):
        verify(changed, public_key(vault))


def test_another_instance_signs_otherwise(vault: Vault, signed: Certificate, tmp_path: Path) -> None:
    other = Vault(Home(tmp_path / "other"), makes_keys=True)
    with pytest.raises(CertificateRefused):
        verify(signed, public_key(other))
    forged = sign(other, dataclasses.replace(signed, public_key="", signature=""))
    with pytest.raises(CertificateRefused):
        verify(forged, public_key(vault))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"number": 1}', '{"key_ids": 3}'])
def test_what_is_no_certificate(text: str) -> None:
    with pytest.raises(CertificateRefused):
        Certificate.from_json(text)
