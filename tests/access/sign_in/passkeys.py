"""A passkey made of software: what a browser would send for it."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from palermo.access.models import Account

HOST = "testserver"
FLAGS = AuthenticatorData.FLAG
NONE = FLAGS(0)


class SoftKey:
    """One key pair with its number; it always says that a finger was on it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.number = secrets.token_bytes(16)

    def registration(self, challenge: str = "AAAA") -> dict[str, Any]:
        """What the browser sends when it was made; the challenge in base 64."""
        public = AttestedCredentialData.create(
            Aaguid(b"\0" * 16), self.number, ES256.from_cryptography_key(self.key.public_key())
        )
        about = self._about(FLAGS.AT, public)
        made = AttestationObject.create("none", about, {})
        return self._answer(
            {
                "clientDataJSON": self._said("webauthn.create", challenge),
                "attestationObject": websafe_encode(bytes(made)),
            }
        )

    def assertion(self, challenge: str, account: Account) -> dict[str, Any]:
        """What the browser sends to sign in."""
        about = bytes(self._about())
        said = self._said("webauthn.get", challenge)
        signed = about + hashlib.sha256(websafe_decode(said)).digest()
        return self._answer(
            {
                "clientDataJSON": said,
                "authenticatorData": websafe_encode(about),
                "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
                "userHandle": websafe_encode(user_pk_to_url_str(account).encode()),
            }
        )

    def _about(self, more: FLAGS = NONE, public: Any = b"") -> AuthenticatorData:
        host = hashlib.sha256(HOST.encode()).digest()
        return AuthenticatorData.create(host, FLAGS.UP | FLAGS.UV | more, 0, public)

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        number = websafe_encode(self.number)
        return {
            "id": number, "rawId": number, "type": "public-key", "clientExtensionResults": {}, "response": response,
        }  # fmt: skip

    @staticmethod
    def _said(kind: str, challenge: str) -> str:
        said = {"type": kind, "challenge": challenge, "origin": f"https://{HOST}", "crossOrigin": False}
        return websafe_encode(json.dumps(said).encode())
