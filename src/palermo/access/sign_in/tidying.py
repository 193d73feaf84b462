"""Clears away what has run out: sessions, lines of the list of places, counts of attempts.

There is no clock job to rely on in a small office, so a sign-in now and then takes the time for it.
"""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone

#: Seconds between two rounds, over all processes.
EVERY = 60 * 60


def tidy_now_and_then() -> None:
    """Tidy up if nobody has in the last hour."""
    if cache.add("tidied", 1, timeout=EVERY):
        tidy()


def tidy() -> int:
    """How many rows were removed."""
    now = timezone.now()
    removed: int = Session.objects.filter(expire_date__lt=now).delete()[0]
    alive = Session.objects.values("session_key")
    removed += UserSession.objects.exclude(session_key__in=alive).delete()[0]
    return removed + _forget_counts()


def _forget_counts() -> int:
    """The cache removes what has run out only when it is full; here it is removed because it is about people."""
    backend: dict[str, Any] = settings.CACHES["default"]
    if not backend["BACKEND"].endswith(DatabaseCache.__name__):
        return 0
    table = connection.ops.quote_name(str(backend["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 - the name is in the settings
            [connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))],
        )
        return int(cursor.rowcount)
