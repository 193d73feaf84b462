"""The root of every error that a person may read.

An error has a stable ``code`` for programs, a translated ``message`` for people and ``details`` for both; the
same object is shown on a page, by the API and by the command line. A message never says whether a person or a
case exists.
"""

from __future__ import annotations

from typing import Any


class PalermoError(Exception):
    """Something a person can understand and act on. Subclasses set ``code``; ``details`` is JSON-ready."""

    code = "error"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = str(message)
        self.details = details

    def as_dict(self) -> dict[str, Any]:
        """The form in which programs receive it."""
        return {"code": self.code, "message": self.message, "details": self.details}


class NotFoundOrNotAllowed(PalermoError):
    """One answer for "does not exist" and "not yours to see", so that neither can be told from the other."""

    code = "not_found"


class UnsafeSettings(PalermoError):
    """The settings would put people at risk; the message names each setting and what to do."""

    code = "unsafe_settings"
