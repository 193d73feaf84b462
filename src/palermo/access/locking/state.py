"""The rule: when a session is locked, and how often a sign of life is written down."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.conf import settings

#: Where the session's data keeps the state.
SESSION_KEY = "lock"
#: So many wrong tries end the session.
MOST_TRIES = 5
#: A sign of life is written at most so often, so that reading pages is not writing.
COARSEST_GRAIN = 60


class Reason(StrEnum):
    """Why a session was locked, as the audit names it."""

    IDLE = "idle"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class LockState:
    """``seen``: last sign of life; ``since``: locked since, 0 if open; both in seconds since 1970 by the server's
    clock. ``tries``: wrong or unfinished tries since it was locked."""

    seen: int
    since: int = 0
    tries: int = 0

    @property
    def is_locked(self) -> bool:
        return self.since > 0

    def idle_too_long(self, at: int) -> bool:
        """Whether an open session must be locked now. A clock that was set back is no reason."""
        return not self.is_locked and at - self.seen >= limit_seconds()

    def due(self, at: int) -> bool:
        """Whether this sign of life is worth writing down."""
        return at - self.seen >= grain_seconds() or at < self.seen - grain_seconds()

    def locked(self, at: int) -> LockState:
        return self if self.is_locked else replace(self, since=at, tries=0)

    def opened(self, at: int) -> LockState:
        return LockState(seen=at)

    def tried(self) -> LockState:
        return replace(self, tries=self.tries + 1)

    def as_dict(self) -> dict[str, int]:
        return {"seen": self.seen, "since": self.since, "tries": self.tries}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> LockState:
        """The state in a session's data; a session that has none yet begins to live now."""
        found = data.get(SESSION_KEY)
        return cls(**found) if isinstance(found, dict) else cls(seen=now())


def now() -> int:
    """Seconds since 1970, by the server's clock."""
    return int(time.time())


def limit_seconds() -> int:
    """After so long without a sign of life a session is locked (setting ``PALERMO_LOCK_MINUTES``)."""
    return int(settings.LOCK_MINUTES) * 60


def grain_seconds() -> int:
    """Time between two written signs of life: a minute, or less where the limit itself is a few minutes."""
    return min(COARSEST_GRAIN, limit_seconds() // 6)
