"""The audited acts of this package, gathered from the modules that define them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import palermo.access.case_acts
import palermo.access.locking.acts
import palermo.access.register_acts
import palermo.access.sign_in.acts
import palermo.access.upload_acts  # noqa: F401
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
        ("unreadable", _("it could not be read")),
        ("problems", _("it has errors")),
        ("photo", _("photograph")),
        ("caseload", _("caseload")),
        ("attachment", _("attachment")),
        ("form", _("form")),
        ("senseless", _("it made no sense")),
        ("token", _("the form was late or forged")),
        ("too_large", _("too large")),
        ("pace", _("too fast")),
    )
)
