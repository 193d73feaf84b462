"""What an account asked for and did not get, or sent and did not get through, counted for the audit: how often in a
minute, and on which kind of page.

Threat: somebody with a session tries number after number, or one page after another, to find what is open. "Hidden" and
"missing" are one answer, so both count. Nothing says which number was tried: it may be anybody's.

Threat: whoever is refused a thousand times would fill the audit and keep the database busy. So a refusal writes
nothing: it counts in memory, and after a minute the next request of the same account writes one entry with the sum. At
most one entry a minute comes of an account, a route and a reason, over all processes, and routes beyond ``MOST_ROUTES``
are one. A process that ends takes the counts of its last minute with it; the log of decisions has each of them.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db import DatabaseError

from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.audit.recording import audited, record
from palermo.errors import PalermoError

#: Seconds that a count waits before it is written.
EVERY = 60
#: Routes of one account that are counted apart.
MOST_ROUTES = 8
#: Accounts that one process counts for; beyond, the oldest counts are written by nobody.
MOST_ACCOUNTS = 10_000
OTHER = "other"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_lock = threading.Lock()
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Count:
    count: int
    since: float


#: A route and why: empty for what is not there or not theirs.
Place = tuple[str, str]
#: Account -> place -> how often, since when.
_waiting: dict[int, dict[Place, _Count]] = {}


def note_refusal(account: Account, route: str, reason: str = "") -> None:
    """Count one refusal; ``route`` is the name of an address, ``reason`` a code. Writes nothing to the database."""
    code = route.replace("-", "_")
    with _lock:
        if len(_waiting) >= MOST_ACCOUNTS and account.pk not in _waiting:
            _waiting.pop(next(iter(_waiting)))
        places = _waiting.setdefault(account.pk, {})
        if not _CODE.fullmatch(code) or ((code, reason) not in places and len(places) >= MOST_ROUTES):
            code = OTHER
        places.setdefault((code, reason), _Count(0, now())).count += 1


def write_refusals(account: Account) -> int:
    """Put on record what has waited for a minute; how many entries. Never fails: the request is about other things."""
    if account.pk not in _waiting:
        return 0
    due = _take_due(account.pk)
    if not due:
        return 0
    try:
        with audited():
            for (route, reason), count in due.items():
                record(
                    "input.refused" if reason else "access.refused",
                    actor=audit_name(account),
                    object_kind="account",
                    object_id=str(account.pk),
                    mission=account.mission.code if account.mission else "",
                    route=route,
                    count=count,
                    **({"reason": reason} if reason else {}),
                )
    except (PalermoError, DatabaseError):
        log.exception("Refusals could not be recorded; they go on waiting.")
        _put_back(account.pk, due)
        return 0
    return len(due)


def forget() -> None:
    """For tests: nothing was refused."""
    with _lock:
        _waiting.clear()


def now() -> float:
    """Seconds of a clock that only goes forward."""
    return time.monotonic()


def _take_due(number: int) -> dict[Place, int]:
    with _lock:
        places = _waiting.get(number, {})
        old = [place for place, one in places.items() if now() - one.since >= EVERY]
        due = {place: places.pop(place).count for place in old}
        if not places:
            _waiting.pop(number, None)
    # Another process may have written of the same within this minute.
    later = {
        place: count
        for place, count in due.items()
        if not cache.add(f"refused|{number}|{'|'.join(filter(None, place))}", 1, timeout=EVERY)
    }
    _put_back(number, later)
    return {place: count for place, count in due.items() if place not in later}


def _put_back(number: int, counts: dict[Place, int]) -> None:
    with _lock:
        for place, count in counts.items():
            _waiting.setdefault(number, {}).setdefault(place, _Count(0, now())).count += count
