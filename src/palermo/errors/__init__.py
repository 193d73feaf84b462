"""Every error that a person may read, and the one list of them.

``base``: what an error is. ``catalogue``: all of them by code. Packages define theirs beside what raises them.
"""

from palermo.errors.base import Detail, PalermoError
from palermo.errors.general import InternalError, NotFoundOrNotAllowed, UnsafeSettings

__all__ = ["Detail", "InternalError", "NotFoundOrNotAllowed", "PalermoError", "UnsafeSettings"]
