"""Bulk brakes: whoever opens identities faster than a person works is stopped (design, security point 8).

Threat: an intruder with a caseworker's session, or an insider before leaving, copies a caseload name by name. The audit
knows every identity that was opened; when one account passes a limit, opening stops until the focal point for data
protection has spoken with its owner, and the focal point and the mission's supervisors are told.

Requests at the same moment: what one of them is about to open is written down (``Opening``) while the account's row is
locked, before anything is opened, and taken away in the transaction that puts on record what was opened. So a hundred
requests at once are let through as far as a hundred after each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy

from palermo.access.actions.stop_reading import stop_reading
from palermo.access.models import Account, Opening
from palermo.audit.recording import audited
from palermo.audit.selectors import Filters, entries, rate
from palermo.errors import PalermoError

#: Act -> (window, the most that one account may do within it). A busy day of interviews stays below a third of it.
LIMITS: Mapping[str, tuple[tuple[timedelta, int], ...]] = {
    "identity.uncovered": ((timedelta(minutes=10), 60), (timedelta(hours=12), 300)),
    "identity.searched": ((timedelta(minutes=10), 60), (timedelta(hours=12), 400)),
    # People, of whom a list shows initials: forty pages of fifty.
    "identity.listed": ((timedelta(minutes=10), 2_000), (timedelta(hours=12), 8_000)),
}
#: No request takes so long: its process has died, and what it opened was never handed over.
FORGOTTEN_AFTER = timedelta(minutes=10)


class ReadingStopped(PalermoError):
    """Identities were opened faster than a person works; the account opens no more of them."""

    code = "reading_stopped"
    status = HTTPStatus.TOO_MANY_REQUESTS
    template = gettext_lazy(
        "Identities were opened faster than a person works, so this account opens no more of them for now. "
        "Nothing you typed is lost. The focal point for data protection has been told and can open it again."
    )


def check_brakes(account: Account, act: str, number: int = 1) -> Opening:
    """Let ``number`` more acts pass, or stop the account and raise ReadingStopped.

    What is asked for counts before it is done, so that one request for a thousand is stopped as well. Whoever is let
    through gives the result to ``opened`` inside the transaction that records what was done.
    """
    opening = None
    with audited():
        # Others of the same account wait here; on SQLite the transaction is the only writer anyway.
        locked = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        if locked.reading_stopped_at is None:
            wanted = number + _under_way(account, act)
            # What was opened before the focal point released the account was spoken about, and counts no more.
            if _is_too_fast(account, act, wanted, None) and _is_too_fast(
                account, act, wanted, _since_release(account)
            ):
                stop_reading(account)
            else:
                opening = Opening.objects.create(
                    account=account, act=act, number=number, began_at=timezone.now()
                )
    if opening is None:
        raise ReadingStopped
    return opening


def opened(opening: Opening) -> None:
    """What was let through is on record now, inside ``audited()``: it counts there and no more here."""
    if connection.features.has_select_for_update:
        # Nobody may look between the two, and count it twice or not at all.
        Account.objects.select_for_update(no_key=True).values_list("pk").get(pk=opening.account_id)
    Opening.objects.filter(pk=opening.pk).delete()


def _under_way(account: Account, act: str) -> int:
    """How many others are being opened at this moment. Inside the transaction that holds the account."""
    rows = list(Opening.objects.filter(account=account, act=act).values_list("pk", "number", "began_at"))
    oldest = timezone.now() - FORGOTTEN_AFTER
    if over := [key for key, _number, began in rows if began < oldest]:
        Opening.objects.filter(pk__in=over).delete()
    return sum(number for _key, number, began in rows if began >= oldest)


def _is_too_fast(account: Account, act: str, number: int, since: timedelta | None) -> bool:
    name = f"account:{account.pk}"
    return any(
        rate(name, act, window if since is None else min(window, since)) + number > limit
        for window, limit in LIMITS[act]
    )


def _since_release(account: Account) -> timedelta | None:
    released = entries(Filters(act="identity.reading_released", object_id=str(account.pk)), limit=1).entries
    return timezone.now() - released[0].at if released else None
