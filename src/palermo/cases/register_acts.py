"""The audited acts of registering a person. Imported by ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.audit.registry import Detail, define

define(
    "case.registered",
    _("%(actor)s registered %(object)s."),
    details={"facts": Detail.COUNT, "identity": Detail.CODES},
)
