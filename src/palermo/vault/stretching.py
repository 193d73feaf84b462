"""Short secrets that are stored as hashes only: recovery codes of accounts.

Threat: ten digits are tried out in minutes under an ordinary digest. Argon2id with random salt makes each try cost
memory and time; whoever calls seals the result as well, so that a stolen database alone cannot even begin.
"""

from __future__ import annotations

import hmac

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

#: OWASP's least for Argon2id (2024): 19 MiB, two passes, one lane. A try takes about 30 ms.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
SALT_BYTES = 16
LENGTH = 32


def stretched(secret: str, salt: bytes) -> bytes:
    """The hash of ``secret``, 32 bytes. ``salt``: ``SALT_BYTES`` random ones, the same for all codes of one set."""
    function = Argon2id(salt=salt, length=LENGTH, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return function.derive(secret.encode())


def place_among(found: bytes, hashes: list[bytes]) -> int | None:
    """Where ``found`` stands in ``hashes``, or None. Every one is looked at, in constant time."""
    places = [place for place, one in enumerate(hashes) if hmac.compare_digest(one, found)]
    return places[0] if places else None
