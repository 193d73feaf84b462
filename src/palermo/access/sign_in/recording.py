"""Puts into the audit what happens at the door and is no change of a record: coming in, failing, leaving."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest

from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.audit.recording import audited, record
from palermo.errors import PalermoError

logger = logging.getLogger(__name__)


def record_failure(request: HttpRequest, account: Account | None, method: str) -> None:
    """A wrong password, code or passkey. ``account`` is None when there is none: the entry then names nothing.

    What is done is the same either way, so the time that an answer takes tells nothing.
    """
    signed_in = request.user if isinstance(request.user, Account) else None
    kind, number = ("account", str(account.pk)) if account else ("sign_in", "")
    with audited():
        record(
            "account.sign_in_failed",
            actor=audit_name(signed_in),
            object_kind=kind,
            object_id=number,
            method=method,
            again=signed_in is not None,
        )


def on_signed_out(sender: Any, user: Account | None, **_kwargs: Any) -> None:
    """Whoever leaves gets out, even when the audit is broken: a person in danger does not wait for a chain.

    It is the one act that happens without its entry; the log says so.
    """
    if not isinstance(user, Account):
        return
    try:
        with audited():
            record(
                "account.signed_out", actor=audit_name(user), object_kind="account", object_id=str(user.pk)
            )
    except PalermoError:
        logger.exception("A sign-out could not be recorded.")
