"""How fast one account may ask for pages: a person's pace, with room to spare.

Threat: somebody with a session (a thief, an insider, a script in the browser) reads every list and table, fills the
register with invented people, or keeps the server busy with what is costly. Opening identities has brakes of its own
(``brakes``), signing in its own limits (``sign_in/limits``).

Every request of an account is counted, and forms once more, in the memory of each server process, so that counting
costs nothing (``palermo.web.middleware``). A view that does something costly says so itself:

    require_pace(request, "files")

and is counted for all processes together.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from palermo.access.models import Account
from palermo.access.sign_in.limits import may_try
from palermo.errors import Detail, PalermoError

#: Accounts whose requests one process counts; beyond, the one that came first is forgotten.
MOST_ACCOUNTS = 10_000
#: What views name, and the seconds of the limit in the settings (``ACCOUNT_RATE_LIMITS``).
COSTLY = {"files": 600, "registering": 600}
READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: At most so many requests in so many seconds.
Rate = tuple[int, int]


class TooFast(PalermoError):
    """Pages, files or forms were asked for faster than a person works."""

    code = "too_fast"
    status = HTTPStatus.TOO_MANY_REQUESTS
    template = _(
        "That was faster than a person works, so there is a short pause now. Nothing was lost: go back, wait a few "
        "minutes, then try again."
    )
    schema = {"seconds": Detail.NUMBER}


def require_pace(request: HttpRequest, kind: str) -> None:
    """Count something costly that the signed-in account asks for: a key of ``COSTLY``. Raises TooFast."""
    seconds = COSTLY[kind]
    if isinstance(request.user, Account) and not may_try(request, kind):
        raise TooFast(seconds=seconds)


def refuse_haste(request: HttpRequest, account: Account) -> None:
    """Count one request of ``account``; one that is no reading counts as a form too. Raises TooFast."""
    kinds = ["pages"] if request.method in READING else ["pages", "forms"]
    for kind in kinds:
        rates: Sequence[Rate] = settings.PALERMO_PACE.get(kind, ())
        if (seconds := _counts.too_fast((kind, account.pk), rates)) is not None:
            raise TooFast(seconds=seconds)


def refuse_device_haste(account: Account) -> None:
    """Count one request of a device of ``account``: a phone that comes home with a month of interviews is let through.
    Raises TooFast."""
    if (
        seconds := _counts.too_fast(("devices", account.pk), settings.PALERMO_PACE.get("devices", ()))
    ) is not None:
        raise TooFast(seconds=seconds)


def forget() -> None:
    """For tests: nobody has asked for anything."""
    _counts.forget()


class _Counts:
    """The moments of the newest requests, by kind and account, in this process."""

    def __init__(self) -> None:
        self._moments: dict[tuple[str, int], deque[float]] = {}
        self._lock = threading.Lock()

    def too_fast(self, name: tuple[str, int], rates: Sequence[Rate]) -> int | None:
        """The seconds of the limit that is reached; None after counting this request."""
        if not rates:
            return None
        now = time.monotonic()
        with self._lock:
            if name not in self._moments and len(self._moments) >= MOST_ACCOUNTS:
                self._moments.pop(next(iter(self._moments)))
            moments = self._moments.setdefault(name, deque(maxlen=max(most for most, _seconds in rates)))
            for most, seconds in rates:
                if len(moments) >= most and now - moments[-most] < seconds:
                    return seconds
            moments.append(now)
        return None

    def forget(self) -> None:
        with self._lock:
            self._moments.clear()


_counts = _Counts()
