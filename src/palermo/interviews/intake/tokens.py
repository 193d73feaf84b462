"""Keyed digests by which what arrives twice is recognised without opening anything."""

from __future__ import annotations

import hashlib
import re

from django.conf import settings

from palermo.vault.tokens import tokeniser

_UUID = re.compile(r"uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def content_digest(content: bytes) -> bytes:
    """The same 32 bytes for the same content, in this instance only."""
    return tokeniser(settings.HOME, "interview content")(hashlib.sha256(content).hexdigest())


def name_token(interview: str, name: str) -> bytes:
    """The token of a file's name within one interview (its opaque number): names such as photo.jpg are everywhere."""
    return tokeniser(settings.HOME, "interview file")(f"{interview}/{name}")


def instance_name(instance_id: str) -> str:
    """How an instance is named in a column that anybody can read: by its id where that is a UUID, which says nothing;
    any other may hold what somebody typed, and its token stands for it. "" for none."""
    lowered = instance_id.strip().lower()
    if not lowered or _UUID.fullmatch(lowered):
        return lowered
    return f"token:{tokeniser(settings.HOME, 'interview instance')(instance_id).hex()}"
