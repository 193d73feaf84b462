"""Stops every request of a locked session, and notes the signs of life of an open one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from palermo.access.locking.actions.lock_session import lock_session
from palermo.access.locking.answers import locked_answer
from palermo.access.locking.sessions import store_of
from palermo.access.locking.state import SESSION_KEY, Reason, now
from palermo.access.models import Account

#: Addresses that a locked session still reaches: the way out, the way in, and what says nothing of anybody.
OPEN_WHILE_LOCKED = frozenset(
    {
        "lock", "unlock", "unlock_passkey", "lock_state",
        "leave", "away", "account_logout", "choose_theme", "choose_language",
    }
)  # fmt: skip
#: Their pages bear the name of whoever is signed in; only pressing the button is open.
ONLY_POSTED = frozenset({"account_logout"})
#: Asked by the page itself, without anybody being there.
NO_SIGN_OF_LIFE = frozenset({"lock", "lock_state"})


class LockMiddleware:
    """Works in ``process_view``, after the check against forged forms: what it carries back was sent by a page of ours.

    An address that does not exist is answered before, with the page that is the same for everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _arguments: Any, _named: Any
    ) -> HttpResponse | None:
        account = request.user
        if not isinstance(account, Account):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if is_locked(request, account):
            if name in OPEN_WHILE_LOCKED and (request.method == "POST" or name not in ONLY_POSTED):
                return None
            return locked_answer(request, account, may_carry=not getattr(view, "csrf_exempt", False))
        session = store_of(request)
        is_new = SESSION_KEY not in session
        if is_new or (name not in NO_SIGN_OF_LIFE and session.lock_state().due(now())):
            session.touch(now())
        return None


def is_locked(request: HttpRequest, account: Account) -> bool:
    """Whether the session is locked; it is locked now if nobody was there for too long."""
    session = store_of(request)
    state = session.lock_state()
    if state.idle_too_long(now()):
        lock_session(session, actor=account, reason=Reason.IDLE)
        return True
    return state.is_locked
