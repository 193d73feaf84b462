"""Where an exception came from, told without a value: neither what it says nor what the program held in its hands.

Threat: an exception's message repeats what a person typed or what a row holds ("Key (email)=(...) already exists"), and
a log is read by more people, and kept for longer, than the record itself.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest

_PACKAGES = Path(__file__).resolve().parents[2]
#: Frames shown of each exception, the innermost.
_DEEPEST = 25


def place(error: BaseException) -> str:
    """One line for each exception of the chain, the first cause first: ``ValueError at palermo/x.py:12 f < g.py:3 g``.

    Innermost place first.
    """
    return "\n".join(_line(one) for one in reversed(list(_chain(error))))


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, such as ``/cases/<slug:opaque_id>/``: the path may hold what somebody typed."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(no address of ours)"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _line(error: BaseException) -> str:
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    places = [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames[-_DEEPEST:])
    ]
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{kind} at {' < '.join(places) or 'an unknown place'}"


def _short(name: str) -> str:
    path = Path(name)
    if path.is_relative_to(_PACKAGES):
        return path.relative_to(_PACKAGES).as_posix()
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :]) if "site-packages" in parts else path.name
