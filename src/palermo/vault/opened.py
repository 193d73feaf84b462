"""The vault of one instance: its key store, its master keys, and a short memory for unwrapped mission keys.

Nothing below an individual is remembered here: the keys of individuals live in a clearance and go with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings

from palermo.home import Home
from palermo.vault.derive import new_key
from palermo.vault.keystore import Keystore
from palermo.vault.master import MasterKey, Masters, file, gather

T = TypeVar("T")

#: Told how many keys have been moved so far, and how many there are.
Progress = Callable[[int, int], None]

#: Seconds for which an unwrapped mission key is kept. A key management service that withdraws a key is obeyed
#: within this.
MEMORY_SECONDS = 300


class ShortMemory:
    """Keeps what is costly to unwrap for a few minutes, then forgets it. Shared by the threads of a process."""

    def __init__(self, seconds: float = MEMORY_SECONDS) -> None:
        self._seconds = seconds
        self._kept: dict[object, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def recall(self, name: object, make: Callable[[], T]) -> T:
        """What is kept under ``name``, or what ``make`` makes now."""
        now = time.monotonic()
        kept = self._kept.get(name)
        if kept is not None and kept[0] > now:
            found: T = kept[1]
            return found
        made = make()
        with self._lock:
            # What is out of date leaves memory here, also when nobody asks for it again.
            self._kept = {key: one for key, one in self._kept.items() if one[0] > now}
            self._kept[name] = (now + self._seconds, made)
        return made

    def forget(self) -> None:
        """Drop everything at once."""
        with self._lock:
            self._kept = {}


class Vault:
    """What the other modules of this package work on. ``makes_keys``: a missing master key is made silently,
    which is right for fictional data only; in production losing a key is explained before there is one
    (``palermo keys init``)."""

    def __init__(self, home: Home, *, makes_keys: bool = False) -> None:
        self.home = home
        self.keystore = Keystore.of(home)
        self.memory = ShortMemory()
        self._makes_keys = makes_keys

    def masters(self) -> Masters:
        """Every master key at hand, read afresh."""
        masters = gather(self.home)
        if not masters.keys and self._makes_keys and self.keystore.fact("master") is None:
            file.create(file.current_path(self.home), new_key())
            masters = gather(self.home)
        return masters

    def wrapping_master(self) -> tuple[MasterKey, int]:
        """The master key that wraps what is new, and the epoch of the latest rotation.

        The store says which it is, not this process: a server that started before a rotation must not wrap
        under a key that is about to be destroyed.
        """
        named = self.keystore.fact("master")
        masters = self.masters()
        master = masters.current if named is None else masters.named(named)
        return master, int(self.keystore.fact("epoch") or b"0")


@cache
def open_vault(home: Home) -> Vault:
    """The vault of ``home``; the same object for the same folder."""
    return Vault(home, makes_keys=settings.PALERMO_MODE != "production")


def vault() -> Vault:
    """The vault of this instance."""
    return open_vault(settings.HOME)
