"""Where somebody is signed in: one line a session, with a device in three words and half an address.

The table is allauth's; ``note_place`` writes its rows instead of allauth, because they hold the stored key of a session
and not its key. What goes into them is shortened on every way in (``shorten``).
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from palermo.access.actors import MaybeActor
from palermo.access.gate import require_actor
from palermo.access.locking.sessions import STORED_LENGTH, stored_key
from palermo.access.models import Account
from palermo.access.sign_in.devices import Device, address_words, device_code, device_of, shortened_address
from palermo.access.sign_in.proofs import SIGNED_IN_AT

#: Seconds between two notes of "still here" from one process: being seen is worth a write a minute, not one a page.
NOTED_EVERY = 60
#: Sessions that one process keeps in mind at most.
_MOST_NOTED = 10_000
_noted: dict[str, float] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Place:
    """A session as its owner sees it. ``number`` names it in addresses; the session's key never leaves the server."""

    number: int
    device: Device
    address: str
    since: datetime
    last_seen: datetime
    is_here: bool


def places_of(actor: MaybeActor, *, account: Account, here: str | None = None) -> list[Place]:
    """The live sessions of ``account``, the one with key ``here`` first, then by last seen.

    For the account itself only. Raises NotSignedIn; somebody else's account has no places.
    """
    if require_actor(actor) != account:
        return []
    return live_places(account, here=here)


def live_places(account: Account, *, here: str | None = None) -> list[Place]:
    """The same for whoever runs the instance (the command line)."""
    rows = list(UserSession.objects.filter(user_id=account.pk))
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    places = [_place(row, here) for row in rows if row.session_key in alive]
    return sorted(places, key=lambda place: (not place.is_here, -place.last_seen.timestamp()))


def note_place(sender: Any, request: HttpRequest | None = None, **_kwargs: Any) -> None:
    """Somebody has signed in: the line of this session."""
    if request is None or not isinstance(request.user, Account):
        return
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=stored_key(request.session.session_key),
        defaults={
            "user": request.user,
            "ip": shortened_address(get_adapter().get_client_ip(request)),
            "user_agent": device_code(request.META.get("HTTP_USER_AGENT", "")),
            "last_seen_at": timezone.now(),
        },
    )


def note_presence(request: HttpRequest) -> None:
    """Write down, at most once a minute, that this session was used. Nothing for sessions without a sign-in."""
    key = request.session.session_key
    if key is None or SIGNED_IN_AT not in request.session:
        return
    now = time.monotonic()
    with _lock:
        if now - _noted.get(key, -NOTED_EVERY) < NOTED_EVERY:
            return
        if len(_noted) >= _MOST_NOTED:
            _noted.clear()
        _noted[key] = now
    moment = timezone.now()
    UserSession.objects.filter(
        session_key=stored_key(key), last_seen_at__lt=moment - timedelta(seconds=NOTED_EVERY)
    ).update(last_seen_at=moment)


def shorten(sender: Any, instance: UserSession, **_kwargs: Any) -> None:
    """Before a row is stored: the device's code in place of the user agent, the network in place of the address, and
    never the key of a session itself."""
    if len(instance.session_key) < STORED_LENGTH:
        instance.session_key = stored_key(instance.session_key)
    instance.user_agent = device_code(instance.user_agent or "")
    instance.ip = shortened_address(instance.ip or "")


def _place(row: UserSession, here: str | None) -> Place:
    return Place(
        number=row.pk,
        device=device_of(row.user_agent),
        address=address_words(row.ip),
        since=row.created_at,
        last_seen=row.last_seen_at,
        is_here=row.session_key == stored_key(here),
    )
