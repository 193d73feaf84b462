"""The certificate of an erasure: signed, verifiable for ever and by anybody with the public key, naming
nobody.

Signed with Ed25519 (RFC 8032) rather than with a keyed hash: a survivor's lawyer or an auditor can verify it
without a secret of the instance. ``subject`` is a keyed token of the opaque identifier, which only this
instance can match with an individual (to apply erasures again to a restored copy of the key store).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.vault.errors import VaultError
from palermo.vault.instance_keys import instance_key
from palermo.vault.opened import Vault

FORMAT = "palermo erasure certificate 1"
#: What was done, in words that a reader outside understands.
METHOD = (
    "All wrapped copies of the individual's AES-256 keys were overwritten with zeros in the key store, its log was"
    " truncated, and its files were searched for the former bytes."
)


class CertificateRefused(VaultError):
    """A certificate that was changed, or that another instance signed."""

    code = "certificate_refused"
    status = HTTPStatus.BAD_REQUEST
    template = gettext_lazy("This certificate does not fit.")


@dataclass(frozen=True, slots=True)
class Certificate:
    """``erased_at`` is UTC to the second; ``key_ids`` name random keys; ``public_key`` is 64 hexadecimal
    digits."""

    number: int
    subject: str
    reason: str
    key_ids: tuple[str, ...]
    erased_at: str
    method: str
    public_key: str
    signature: str = ""
    format: str = FORMAT

    def content(self) -> bytes:
        """The signed bytes: everything but the signature, in one canonical form."""
        said = asdict(self)
        del said["signature"]
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def as_json(self) -> str:
        """One line of JSON, to be kept with the audit and handed out."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Certificate:
        """Raises CertificateRefused when the text is no certificate; says nothing of its truth (see
        ``verify``)."""
        try:
            said: dict[str, Any] = json.loads(text)
            return cls(**{**said, "key_ids": tuple(said["key_ids"])})
        except (ValueError, TypeError, KeyError):
            raise CertificateRefused(_("This is not a certificate of erasure.")) from None


def sign(vault: Vault, certificate: Certificate) -> Certificate:
    """The certificate with public key and signature of this instance."""
    key = _signing_key(vault)
    named = Certificate(
        **{**asdict(certificate), "public_key": _public_hex(key.public_key()), "signature": ""}
    )
    return Certificate(**{**asdict(named), "signature": key.sign(named.content()).hex()})


def public_key(vault: Vault) -> str:
    """What this instance's certificates are verified with: 64 hexadecimal digits, to be published or printed."""
    return _public_hex(_signing_key(vault).public_key())


def verify(certificate: Certificate, expected_public_key: str) -> None:
    """Raises CertificateRefused unless the instance with ``expected_public_key`` signed exactly this."""
    try:
        if certificate.public_key != expected_public_key or certificate.format != FORMAT:
            raise ValueError
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(expected_public_key))
        key.verify(bytes.fromhex(certificate.signature), certificate.content())
    except (InvalidSignature, ValueError):
        raise CertificateRefused(
            _("The signature does not fit: changed, or signed by another instance.")
        ) from None


def _signing_key(vault: Vault) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(instance_key(vault, "certificates"))


def _public_hex(key: Ed25519PublicKey) -> str:
    return key.public_bytes_raw().hex()
