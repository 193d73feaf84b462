"""Makes sure that bytes which were overwritten in the key store are in none of its files any more.

Threat: a key that a program has deleted but a file still holds is not deleted. SQLite keeps former pages in
its write-ahead log until they are copied back; ``secure_delete`` zeroes what rows leave behind, but where its
tree was once rearranged an older copy can lie in a page's free part. So: truncate the log, search the files,
and rewrite the whole store when anything is found.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from django.utils.translation import gettext as _

from palermo.vault.envelope import HEADER_BYTES, NONCE_BYTES
from palermo.vault.errors import ErasureUnfinished
from palermo.vault.keystore import PATIENCE, Keystore, standing_descriptor

#: Bytes read at once, and the length of what is searched for.
WINDOW = 16 * 1024 * 1024
NEEDLE_BYTES = 16
#: Searching for more needles than this takes longer than rewriting the store.
MOST_NEEDLES = 40


def scrub(keystore: Keystore, former: Sequence[bytes], *, thorough: bool = False) -> None:
    """Empty the log and see to it that nothing of the ``former`` wrapped keys is left. ``thorough`` rewrites
    at once.

    Raises ErasureUnfinished when another process keeps an old page open for longer than half a minute.
    """
    truncate_log(keystore)
    needles = [part for wrapped in former for part in _ciphertext_parts(wrapped)]
    if thorough or len(needles) > MOST_NEEDLES or contains(keystore, needles):
        keystore.connection.execute("VACUUM")
        truncate_log(keystore)
    if len(needles) <= MOST_NEEDLES and contains(keystore, needles):
        raise _unfinished()


def truncate_log(keystore: Keystore) -> None:
    """Copy every page back into the store and cut the log to nothing, waiting for readers to finish."""
    if keystore.shared:
        return  # the rollback journal is cut at every commit
    give_up = time.monotonic() + PATIENCE
    while True:
        busy, _pages, _moved = keystore.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        if time.monotonic() > give_up:
            raise _unfinished()
        time.sleep(0.05)


def contains(keystore: Keystore, needles: Sequence[bytes]) -> bool:
    """Whether any file of the store holds any of ``needles`` (each 16 bytes)."""
    if not needles:
        return False
    store, *others = keystore.files
    if _holds(standing_descriptor(store), needles):
        return True
    for path in others:
        if path.exists():
            with path.open("rb") as handle:
                if _holds(handle.fileno(), needles):
                    return True
    return False


def _holds(descriptor: int, needles: Sequence[bytes]) -> bool:
    tail, offset = b"", 0
    while piece := os.pread(descriptor, WINDOW, offset):
        offset += len(piece)
        window = tail + piece
        if any(needle in window for needle in needles):
            return True
        tail = window[-NEEDLE_BYTES:]
    return False


def _ciphertext_parts(wrapped: bytes) -> list[bytes]:
    """The two halves of the encrypted key: either of them alone would be worth finding."""
    start = HEADER_BYTES + NONCE_BYTES
    return [wrapped[start : start + NEEDLE_BYTES], wrapped[start + NEEDLE_BYTES : start + 2 * NEEDLE_BYTES]]


def _unfinished() -> ErasureUnfinished:
    return ErasureUnfinished(
        _("The keys are destroyed, but another process still holds an old page of the key store. Try again.")
    )
