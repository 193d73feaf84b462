"""What the gate said during one request, for the log of decisions: which kind of thing was asked for, and yes or no.

Nothing of what was asked about: no number, no case, no person. A decision is ``identity+`` or ``register-``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_said: ContextVar[dict[str, None] | None] = ContextVar("decisions of the gate", default=None)


@contextmanager
def noting_decisions() -> Iterator[dict[str, None]]:
    """Collect what the gate says until the block ends; in order, each once."""
    said: dict[str, None] = {}
    token = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(token)


def decided(asked: str, allowed: bool) -> bool:
    """Note a decision, and give it back."""
    said = _said.get()
    if said is not None:
        said[f"{asked}{'+' if allowed else '-'}"] = None
    return allowed
