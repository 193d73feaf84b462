"""The gate of both acts: a session is its owner's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from palermo.access.actors import Actor
from palermo.access.locking.sessions import SessionStore
from palermo.access.models import Account
from palermo.errors import NotFoundOrNotAllowed


def require_own(session: SessionStore, actor: Actor) -> Account:
    """The account, if the session is its own. Raises NotFoundOrNotAllowed."""
    if isinstance(actor, Account) and session.belongs_to(actor.pk):
        return actor
    raise NotFoundOrNotAllowed(_("There is nothing here that you can open."))
