"""The keys to which devices seal: which one is handed out, and opening what was sealed to any of them."""

from __future__ import annotations

from palermo.access.actors import SystemActor
from palermo.interviews.actions.make_sealing_key import make_sealing_key, place_of
from palermo.interviews.models import SealingKey
from palermo.vault.sealing_box import NotSealedForUs, SealedBox


def current_key() -> SealingKey:
    """The newest key; the first one is made when a device asks for it. Raises KeysNotReady."""
    newest = SealingKey.objects.order_by("-created_at", "-pk").first()
    return newest or make_sealing_key(actor=SystemActor("sealing"))


def open_box(content: bytes) -> bytes:
    """What was sealed to any key of this instance. Raises NotSealedForUs."""
    box = SealedBox.read(content)
    key = SealingKey.objects.filter(kid=box.kid).first()
    if key is None:
        raise NotSealedForUs
    return box.open(bytes(key.sealed_private_key), place_of(key.kid))


def handed_out(key: SealingKey) -> dict[str, str]:
    """What a device is told of a key: its name, and the public half in base64."""
    return {"kid": key.kid, "spki": key.public_key}
