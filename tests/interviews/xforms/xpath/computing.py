"""One expression, computed at an element."""

from __future__ import annotations

from datetime import UTC, datetime

from palermo.interviews.xforms.tree import Element
from palermo.interviews.xforms.xpath.compiling import compile_expression
from palermo.interviews.xforms.xpath.parsing import parse
from palermo.interviews.xforms.xpath.running import Run, Scope
from palermo.interviews.xforms.xpath.values import Value


def compute(
    text: str,
    element: Element | None = None,
    document: Element | None = None,
    *,
    now: datetime = datetime(2026, 5, 1, 12, 30, tzinfo=UTC),
    steps: int = 100_000,
) -> Value:
    """The value of *text* at *element*, in a document that is empty unless one is given."""
    here = element or Element("data", "here")
    run = Run(
        document or Element(""), now=now, instances={}, texts={}, labels=lambda path, code: {}, steps=steps
    )
    return compile_expression(parse(text), lambda path: False)(Scope(here, here, run))
