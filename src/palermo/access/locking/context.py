"""What the frame of a signed-in page needs in order to cover itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from palermo.access.locking.carrying import Ticket, owner_mark
from palermo.access.locking.state import grain_seconds
from palermo.access.models import Account


def lock(request: HttpRequest) -> dict[str, Any]:
    """``lock``: minutes until the cover, seconds between signs of life, the account's mark, a ticket to unlock."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {}
    owner = owner_mark(account)
    return {
        "lock": {
            "minutes": settings.LOCK_MINUTES,
            "grain": grain_seconds(),
            "owner": owner,
            "ticket": Ticket(owner, "/").sealed(),
        }
    }
