"""What a master key must be able to do, wherever it lives."""

from __future__ import annotations

from typing import Protocol


class MasterKey(Protocol):
    """Wraps and unwraps the 32-byte keys of missions and of the instance. It may live outside this process."""

    @property
    def id(self) -> bytes:
        """8 bytes that name this master key and do not help to guess it."""

    @property
    def provider(self) -> str:
        """``file``, ``environment`` or ``kms``, for people."""

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """``key`` encrypted, bound to ``context``: it does not unwrap for another mission or purpose."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The key again. Raises CannotOpen or KmsFailed."""
