"""How the audit says no. None of these may be caught to go on without an entry: no entry, no act."""

from __future__ import annotations

from palermo.errors import PalermoError


class NotAudited(PalermoError):
    """A programming mistake: something was recorded outside ``audited()``, so it could outlive its act."""

    code = "not_audited"


class UnknownAct(PalermoError):
    """A programming mistake: an act, a kind of object or a detail that nobody defined."""

    code = "audit_unknown_act"


class EntryRefused(PalermoError):
    """A value that an entry may not carry, because its form does not rule out that it identifies a person."""

    code = "audit_entry_refused"


class ChainBroken(PalermoError):
    """The end of the chain is not as Palermo left it: nothing is appended, so nothing is done, until it is seen to."""

    code = "audit_chain_broken"


class CannotRead(PalermoError):
    """What should be verified or exported cannot be read at all, which says nothing about whether it is whole."""

    code = "audit_unreadable"
