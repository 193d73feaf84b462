"""Forms that ODK Collect encrypts before it sends them (ODK XForms specification, "Encryption"; Collect's source).

The published form carries a public key. The phone draws a key of 256 bits for one interview, encrypts each file with it
(AES-CFB) and the key itself with the public key (RSA-OAEP); what it sends, and what lies on it after the interview is
finished, opens only here. The private key lies sealed under the master key, bound to the version of the form.

What this is not: proof of who sent it. Everybody who has the form has the public key, so the "signature" of the format
shows that the files belong together and are whole, no more. Who sent it is known from the device's secret.

AES-CFB, MD5 and the counted initial values are the format's. None of them protects anything that lies here: what was
opened is sealed again like every interview.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from palermo.vault.errors import NotEncryptedForUs
from palermo.vault.instance_values import open_instance_value, seal_instance_value
from palermo.vault.opened import Vault
from palermo.vault.place import Place

#: Bits of the key pair of a form: beyond 2030 by the recommendations of NIST (SP 800-57).
KEY_BITS = 3072
SYMMETRIC_BYTES = 32
_PURPOSE = "encrypted_forms"
_OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


@dataclass(frozen=True, slots=True)
class EncryptedFile:
    """One file as it came. ``name`` is that of the file before it was encrypted."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class EncryptedSubmission:
    """What the manifest of an encrypted interview says, as text, and its files in its order, the filled form last."""

    form_id: str
    version: str
    instance_id: str
    encrypted_key: str
    signature: str
    files: tuple[EncryptedFile, ...]


def make_key_pair(version: str, *, vault: Vault | None = None) -> tuple[str, bytes]:
    """The public key in base 64 (DER, as forms carry it) and the sealed private key, for the form version that has this
    opaque number. Takes up to some seconds. Raises KeysNotReady."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=KEY_BITS)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    sealed = seal_instance_value(private, purpose=_PURPOSE, place=_place(version), vault=vault)
    return base64.b64encode(public).decode(), sealed


def open_submission(
    sent: EncryptedSubmission, *, sealed_private_key: bytes, version: str, vault: Vault | None = None
) -> tuple[bytes, ...]:
    """The plain content of each file, in the order of ``sent.files``. All of them or none.

    ``version`` is the opaque identifier of the form version that the private key was made for. Raises NotEncryptedForUs
    when the key is another one or when a file or the manifest was changed; CannotOpen and KeysNotReady when it is the
    sealed private key that cannot be used.
    """
    private = load_der_private_key(
        open_instance_value(sealed_private_key, purpose=_PURPOSE, place=_place(version), vault=vault), None
    )
    if not isinstance(private, rsa.RSAPrivateKey):
        raise NotEncryptedForUs
    key = _opened(private, sent.encrypted_key)
    if len(key) != SYMMETRIC_BYTES:
        raise NotEncryptedForUs
    seed = bytearray(_md5(sent.instance_id.encode() + key))
    opened = []
    for number, file in enumerate(sent.files):
        place = number % len(seed)
        seed[place] = (seed[place] + 1) % 256
        opened.append(_decrypted(key, bytes(seed), file.content))
    digests = [(file.name, _md5(plain).hex()) for file, plain in zip(sent.files, opened, strict=True)]
    if not hmac.compare_digest(_opened(private, sent.signature), _md5(_signed_text(sent, digests))):
        raise NotEncryptedForUs
    return tuple(opened)


def _signed_text(sent: EncryptedSubmission, digests: Iterable[tuple[str, str]]) -> bytes:
    """What the phone has signed: each piece on a line of its own. A form without a version has no line for it."""
    lines = [sent.form_id, *([sent.version] if sent.version else []), sent.encrypted_key, sent.instance_id]
    lines += [f"{name}::{digest}" for name, digest in digests]
    return "".join(f"{line}\n" for line in lines).encode()


def _opened(private: rsa.RSAPrivateKey, text: str) -> bytes:
    try:
        return private.decrypt(base64.b64decode("".join(text.split()), validate=True), _OAEP)
    except (ValueError, binascii.Error):
        raise NotEncryptedForUs from None


def _decrypted(key: bytes, initial: bytes, content: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), CFB(initial)).decryptor()
    unpadder = PKCS7(algorithms.AES.block_size).unpadder()
    try:
        return unpadder.update(decryptor.update(content) + decryptor.finalize()) + unpadder.finalize()
    except ValueError:
        raise NotEncryptedForUs from None


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def _place(version: str) -> Place:
    return Place("interviews_formversion", "sealed_private_key", version)
