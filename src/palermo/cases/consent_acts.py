"""The audited acts of consents, exceptions and shares. Imported by ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.audit.registry import Detail, Identifier, define, define_object_kind

define_object_kind("exception", _("exception to consent"), Identifier.OPAQUE)

define(
    "consent.recorded",
    _("%(actor)s recorded a consent decision for %(object)s: %(decision)s, for %(purpose)s."),
    details={
        "consent": Detail.OPAQUE,
        "decision": Detail.CODE,
        "purpose": Detail.CODE,
        "recipient": Detail.CODE,
    },
)
define(
    "consent.withdrawn",
    _("%(actor)s recorded that a consent of %(object)s was taken back (%(purpose)s)."),
    details={
        "consent": Detail.OPAQUE,
        "withdraws": Detail.OPAQUE,
        "purpose": Detail.CODE,
        "reason": Detail.CODE,
        "shares_ended": Detail.COUNT,
    },
)
define(
    "consent.excepted",
    _(
        "%(actor)s recorded an exception to consent for %(object)s: %(kind)s, for %(purpose)s, until %(until)s."
    ),
    details={
        "kind": Detail.CODE,
        "purpose": Detail.CODE,
        "recipient": Detail.CODE,
        "reason": Detail.CODE,
        "until": Detail.MOMENT,
    },
    # A standing basis is recorded for many missions at once.
    optional={"exception": Detail.OPAQUE},
)
define(
    "case.shared",
    _("%(actor)s shared parts of %(object)s (%(parts)s) until %(until)s."),
    details={
        "grant": Detail.OPAQUE,
        "parts": Detail.CODES,
        "until": Detail.MOMENT,
        "recipient": Detail.CODE,
        "to": Detail.COUNT,
        "basis": Detail.OPAQUES,
    },
)
define(
    "case.share_revoked",
    _("%(actor)s ended a share of %(object)s (%(reason)s)."),
    details={"grant": Detail.OPAQUE, "reason": Detail.CODE},
)
