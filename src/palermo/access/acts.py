"""The audited acts of this package, gathered from the modules that define them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import palermo.access.case_acts
import palermo.access.locking.acts
import palermo.access.register_acts
import palermo.access.sign_in.acts  # noqa: F401
from palermo.access.models import GrantKind, NotReportingReason, Role
from palermo.access.parts import Part
from palermo.audit.registry import define_words

for choices in (Role, GrantKind, NotReportingReason, Part):
    define_words(choices.choices)
define_words(
    (
        ("password", _("password")),
        ("totp", _("authenticator app")),
        ("webauthn", _("passkey")),
        ("recovery_codes", _("recovery codes")),
        ("recovery_code", _("recovery code")),
        ("oidc", _("organisation's sign-in")),
        ("idle", _("nobody used it")),
        ("asked", _("on request")),
    )
)
