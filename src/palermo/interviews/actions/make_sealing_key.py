"""Makes a new pair of keys to which devices seal finished interviews. Earlier ones still open what they sealed."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_register
from palermo.access.opaque import opaque_id
from palermo.audit.recording import audited, record
from palermo.interviews.models import SealingKey
from palermo.vault.place import Place
from palermo.vault.sealing_box import new_sealing_pair


def place_of(kid: str) -> Place:
    """Where the private key of ``kid`` lies."""
    return Place("interviews_sealingkey", "sealed_private_key", kid)


def make_sealing_key(*, actor: MaybeActor) -> SealingKey:
    """The new key, which devices are given from now on. For administrators and the system. Raises NotSignedIn,
    NotFoundOrNotAllowed, KeysNotReady."""
    known = require_register(actor)
    kid = opaque_id()
    pair = new_sealing_pair(place_of(kid))
    with audited():
        key = SealingKey.objects.create(
            kid=kid, public_key=pair.public, sealed_private_key=pair.sealed_private
        )
        record(
            "sealing_key.made",
            actor=audit_name(known),
            object_kind="sealing_key",
            object_id=kid,
        )
    return key
