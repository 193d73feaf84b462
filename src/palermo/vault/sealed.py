"""What a model instance holds in place of a protected value. Neither of the two classes ever shows a value.

Threat: whatever can be printed, pickled or compared ends in a log, a cache or a session.
"""

from __future__ import annotations

from typing import Any, NoReturn


class Sealed:
    """A stored value: its envelope and nothing else. Safe to keep, pickle and send; useless without a key."""

    __slots__ = ("_envelope",)

    def __init__(self, envelope: bytes) -> None:
        self._envelope = envelope

    def __bytes__(self) -> bytes:
        return self._envelope

    def __repr__(self) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._envelope == other._envelope

    def __hash__(self) -> int:
        return hash(self._envelope)

    def __reduce__(self) -> tuple[type[Sealed], tuple[bytes]]:
        return Sealed, (self._envelope,)


class Unsealed:
    """A value that was given to an instance and is not yet stored. It refuses to be shown, pickled or
    compared."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def reveal(self) -> Any:
        """The value; the caller has made sure of a clearance."""
        return self._value

    def __repr__(self) -> str:
        return "<not yet sealed>"

    def __copy__(self) -> Unsealed:
        return self

    def __deepcopy__(self, _memo: object) -> Unsealed:
        return self

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("A protected value that is not yet sealed cannot be stored or sent.")
