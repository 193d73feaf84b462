"""Takes back what a request changed, so that many questions meet the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """A block whose changes to the database are rolled back; what limits count in the cache is forgotten before."""
    cache.clear()
    block = transaction.atomic()
    # As Django's own tests do: ``audited()`` takes itself for outermost within.
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)
