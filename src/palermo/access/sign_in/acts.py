"""The audited acts of signing in. Imported by ``palermo.access.acts``.

A failed sign-in names no address: somebody may have typed a password there. Where the account exists it is named by
its number, where not the entry stands for the sign-in page itself.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.audit.registry import Detail, Identifier, define, define_object_kind

define_object_kind("sign_in", _("sign-in page"), Identifier.NONE)

define(
    "account.signed_in",
    _("%(actor)s signed in (%(method)s)."),
    details={"method": Detail.CODES},
    # Whether nobody had signed in to this account with this browser before.
    optional={"new": Detail.FLAG},
)
define(
    "account.sign_in_failed",
    _("Signing in failed: %(object)s (%(method)s)."),
    details={"method": Detail.CODE},
    optional={"again": Detail.FLAG},
)
define(
    "account.confirmed",
    _("%(actor)s proved again who they are (%(method)s)."),
    details={"method": Detail.CODES},
)
define("account.signed_out", _("%(actor)s signed out."))
define(
    "account.factor_added",
    _("%(actor)s added a way to sign in to %(object)s: %(kind)s."),
    details={"kind": Detail.CODE},
)
define(
    "account.factor_removed",
    _("%(actor)s removed a way to sign in from %(object)s: %(kind)s."),
    details={"kind": Detail.CODE},
)
define("account.recovery_codes_renewed", _("%(actor)s made new recovery codes for %(object)s."))
define(
    "account.sessions_revoked",
    ngettext_lazy(
        "%(actor)s signed %(object)s out of %(count)s place.",
        "%(actor)s signed %(object)s out of %(count)s places.",
        "count",
    ),
    details={"count": Detail.COUNT},
)
define("account.password_changed", _("%(actor)s changed the password of %(object)s."))
define("account.password_given", _("%(actor)s gave %(object)s a new first password."))
define("account.bound", _("%(object)s was bound to the sign-in of its organisation."))
define("account.closed", _("%(actor)s closed %(object)s."))
define("account.opened", _("%(actor)s opened %(object)s again."))
define(
    "access.refused",
    ngettext_lazy(
        "%(actor)s asked %(count)s time for what is not there or not open to them (%(route)s).",
        "%(actor)s asked %(count)s times for what is not there or not open to them (%(route)s).",
        "count",
    ),
    details={"route": Detail.CODE, "count": Detail.COUNT},
)
