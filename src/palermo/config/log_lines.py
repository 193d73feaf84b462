"""How a line of the log looks: one moment in UTC, and no way for a text to pass for a line of its own.

Threat: a path or a header with line breaks in it could write an entry that never happened, or, read on a
terminal, control it.
"""

from __future__ import annotations

import logging
import time
from types import TracebackType

from django.http import HttpRequest

from palermo.errors.tracing import place, route_of

#: What the logging library hands over of an exception.
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

#: What the second and later lines of an entry begin with (an error's trace). No entry begins so.
CONTINUED = "    | "


class LineFormatter(logging.Formatter):
    """``2026-03-04T05:06:07Z WARNING name message``; the trace of an error on lines that begin with CONTINUED."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%SZ"
    default_msec_format = None

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left there what it made of the exception.
        record.exc_text = None
        first, *rest = super().format(record).splitlines() or [""]
        return "\n".join([_visible(first), *(CONTINUED + _visible(line) for line in rest)])

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the library's name
        """Where it happened; never what the exception says, which may be a value of a person."""
        return place(ei[1]) if ei[1] is not None else ""


class RouteFilter(logging.Filter):
    """Lines of the web server name the pattern of an address, not the path: that may hold what somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(route_of(request) if arg == request.path else arg for arg in record.args)
        return True


def _visible(text: str) -> str:
    """Control and direction characters written as escapes; letters of every script stay."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
