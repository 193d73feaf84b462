"""Who may act at all, and who may keep which register. Deny by default."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.access.actors import Actor, MaybeActor, SystemActor
from palermo.access.gate.decisions import decided
from palermo.access.models import Account, Role
from palermo.errors import NotFoundOrNotAllowed, PalermoError

OWN_MISSION_ROLES = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
ALL_MISSIONS_ROLES = frozenset({Role.DATA_STEWARD, Role.ANALYST})
STATISTICS_ROLES = OWN_MISSION_ROLES | ALL_MISSIONS_ROLES | {Role.FOCAL_POINT}


class NotSignedIn(PalermoError):
    """There is no actor: nothing may be read or done."""

    code = "not_signed_in"
    status = HTTPStatus.UNAUTHORIZED
    template = gettext_lazy("Please sign in first.")


def require_actor(actor: MaybeActor) -> Actor:
    """The actor, or NotSignedIn: no actor, no act."""
    if isinstance(actor, SystemActor):
        return actor
    if isinstance(actor, Account) and actor.is_active:
        return actor
    decided("signed_in", False)
    raise NotSignedIn(_("Please sign in first."))


def may_see_statistics(actor: MaybeActor) -> bool:
    """Whether tables over all missions may be shown: everybody who works with cases, and the focal point."""
    known = require_actor(actor)
    return decided("statistics", isinstance(known, SystemActor) or known.role in STATISTICS_ROLES)


def require_statistics(actor: MaybeActor) -> Actor:
    """The actor, or the answer that also stands for "no such page"."""
    if not may_see_statistics(actor):
        raise not_here()
    return require_actor(actor)


def require_import(actor: MaybeActor) -> Actor:
    """Only the system (the command line of whoever runs the instance) and data stewards bring in caseloads."""
    known = require_actor(actor)
    if decided("import", isinstance(known, SystemActor) or known.role == Role.DATA_STEWARD):
        return known
    raise not_here()


def require_register(actor: MaybeActor) -> Actor:
    """Organisations, missions and accounts are kept by administrators and by the system."""
    known = require_actor(actor)
    if decided("register", isinstance(known, SystemActor) or known.role == Role.ADMINISTRATOR):
        return known
    raise not_here()


def require_focal_point(actor: MaybeActor) -> Actor:
    """What watches over the others is done by the focal point for data protection, or by the system."""
    known = require_actor(actor)
    if decided("focal_point", isinstance(known, SystemActor) or known.role == Role.FOCAL_POINT):
        return known
    raise not_here()


def not_here() -> NotFoundOrNotAllowed:
    """The one answer for "does not exist" and "not yours"."""
    return NotFoundOrNotAllowed(_("There is nothing here that you can open."))
