"""The audited acts of what came in and was not taken. Imported by ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.audit.registry import Detail, Identifier, define, define_object_kind

define_object_kind("upload", _("file"), Identifier.NONE)

define(
    "upload.refused",
    _("%(actor)s handed in a file in which the scanner found something (%(way)s); it was not taken."),
    details={"way": Detail.CODE},
)
define(
    "caseload.refused",
    _("%(actor)s handed in a caseload that was not taken (%(reason)s, %(problems)s problems)."),
    details={"reason": Detail.CODE, "problems": Detail.COUNT},
)
define(
    "input.refused",
    ngettext_lazy(
        "%(actor)s sent %(count)s time what was not accepted (%(route)s, %(reason)s).",
        "%(actor)s sent %(count)s times what was not accepted (%(route)s, %(reason)s).",
        "count",
    ),
    details={"route": Detail.CODE, "reason": Detail.CODE, "count": Detail.COUNT},
)
