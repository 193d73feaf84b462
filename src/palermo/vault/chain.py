"""What makes the audit's chain tamper-evident: keyed links that cannot be computed without the key.

Threat: an intruder or an insider with SQL changes, removes or invents entries and recomputes every hash after
them. A plain hash would let them; HMAC-SHA-256 does not, because the key lies in ``PALERMO_HOME/keys`` and
never in the database. Whoever holds the key as well can forge a whole chain: against that stand only the
heads that were written down or sent elsewhere (design, security point 6).

Links, head, exports and anchors have keys of their own, so that a value made for one can never pass for
another.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.errors import PalermoError
from palermo.home import Home

#: The file under ``keys/`` from which the four keys are derived. It can be given to whoever verifies a copy,
#: without any other secret of the instance.
CHAIN_SECRET = "audit_secret"  # noqa: S105 - the name of the file, not what is in it
#: Bytes of a link, and what the first entry has as the hash of the entry before it.
LINK_BYTES = 32
GENESIS = bytes(LINK_BYTES)


class ChainKeyMissing(PalermoError):
    """The key of the chain is not in the home folder; nothing can be appended or verified without it."""

    code = "audit_key_missing"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = gettext_lazy(
        "The record of what is done here cannot be written: its key is missing. Nothing can be done "
        "until whoever runs Palermo has restored it."
    )


@dataclass(frozen=True, slots=True)
class ChainKeys:
    """The keys of one instance's audit, 32 bytes each, one for each purpose. Never printed."""

    entry: bytes = field(repr=False)
    head: bytes = field(repr=False)
    export: bytes = field(repr=False)
    anchor: bytes = field(repr=False)


def chain_keys(home: Home, *, create: bool = False) -> ChainKeys:
    """The keys derived from ``keys/audit_secret``. Raises ChainKeyMissing.

    ``create`` makes the secret where there is none, and is right only for a chain without entries: a new key
    over old entries would make each of them look forged.
    """
    path = home.keys / CHAIN_SECRET
    if not create and not path.is_file():
        raise ChainKeyMissing(
            _(
                "The key of the audit is missing: %(path)s. Restore it from the backup of the keys; do not make a"
                " new one."
            )
            % {"path": path}
        )
    secret = home.secret(CHAIN_SECRET).encode()
    if len(secret) < LINK_BYTES:
        raise ChainKeyMissing(_("The key of the audit is damaged: %(path)s.") % {"path": path})
    return ChainKeys(*(_derived(secret, purpose) for purpose in ("entry", "head", "export", "anchor")))


def link(key: bytes, content: bytes) -> bytes:
    """The 32-byte HMAC-SHA-256 of ``content``."""
    state = _keyed(key).copy()
    state.update(content)
    return state.digest()


def same(one: bytes, other: bytes) -> bool:
    """Whether two links are equal, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(one, other)


class RunningSeal:
    """One HMAC over everything handed in so far: seals a file of any length in constant memory."""

    def __init__(self, key: bytes) -> None:
        self._state = hmac.new(key, digestmod=hashlib.sha256)

    def update(self, content: bytes) -> None:
        self._state.update(content)

    def value(self) -> bytes:
        """The 32-byte seal of all content so far; more may follow."""
        return self._state.digest()


def digest_of_ids(ids: Iterable[str]) -> str:
    """64 hexadecimal digits that stand for a set of opaque ids, whatever their order: what a bulk act
    touched.

    Whoever has the list can show that it is the one; nobody can read the list from the digest.
    """
    state = hashlib.sha256(b"palermo/audit/ids/1")
    for one in sorted(set(ids)):
        content = one.encode()
        state.update(len(content).to_bytes(4, "big"))
        state.update(content)
    return state.hexdigest()


@lru_cache(maxsize=32)
def _keyed(key: bytes) -> hmac.HMAC:
    """The state after the key: copying it takes half the time of beginning anew, a million times in a verification."""
    return hmac.new(key, digestmod=hashlib.sha256)


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, f"palermo/audit/{purpose}/1".encode(), "sha256")
