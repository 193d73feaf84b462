"""The audited acts of filling forms on devices. Imported by ``interviews.acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.audit.registry import Detail, Identifier, define, define_object_kind

define_object_kind("sealing_key", _("key for finished interviews"), Identifier.OPAQUE)
define("sealing_key.made", _("%(actor)s made a new %(object)s."))
define(
    "interview.reopened",
    _("%(actor)s opened %(object)s to correct it."),
    details={"parts": Detail.CODES},
)
