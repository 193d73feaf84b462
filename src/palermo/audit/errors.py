"""How the audit says no. None of these may be caught to go on without an entry: no entry, no act."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import Detail, PalermoError


class NotAudited(PalermoError):
    """A programming mistake: something was recorded outside ``audited()``, so it could outlive its act."""

    code = "not_audited"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("Something could not be put on record, so it was not done.")


class UnknownAct(PalermoError):
    """A programming mistake: an act, a kind of object or a detail that nobody defined."""

    code = "audit_unknown_act"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("Something could not be put on record, so it was not done.")


class EntryRefused(PalermoError):
    """A value that an entry may not carry, because its form does not rule out that it identifies a person."""

    code = "audit_entry_refused"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("Something could not be put on record, so it was not done.")
    schema = {"detail": Detail.CODE}


class ChainBroken(PalermoError):
    """The end of the chain is not as Palermo left it: nothing is appended, so nothing is done, until it is seen to."""

    code = "audit_chain_broken"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _(
        "The record of what is done here is broken at its end. Nothing can be done until whoever runs "
        "Palermo has seen to it."
    )


class CannotRead(PalermoError):
    """What should be verified or exported cannot be read at all, which says nothing about whether it is whole."""

    code = "audit_unreadable"
    status = HTTPStatus.BAD_REQUEST
    template = _("This record cannot be read.")
