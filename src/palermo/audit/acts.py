"""The audit's own acts, and those that a case system always has. Other packages define theirs in their ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.audit.registry import Detail, Identifier, define, define_object_kind

define_object_kind("case", _("case"), Identifier.OPAQUE)
define_object_kind("case_list", _("list of cases"), Identifier.NONE)
define_object_kind("individual", _("individual"), Identifier.OPAQUE)
define_object_kind("account", _("account"), Identifier.NUMBER)
define_object_kind("organisation", _("organisation"), Identifier.CODE)
define_object_kind("mission", _("mission"), Identifier.CODE)
define_object_kind("caseload", _("caseload"), Identifier.NUMBER)
define_object_kind("export", _("export"), Identifier.OPAQUE)
define_object_kind("audit", _("audit"), Identifier.NONE)

define("case.read", _("%(actor)s read %(object)s."))
define(
    "case.listed",
    ngettext_lazy(
        "%(actor)s saw a list with %(count)s case.", "%(actor)s saw a list of %(count)s cases.", "count"
    ),
    details={"count": Detail.COUNT, "ids": Detail.DIGEST},
    optional={"filters": Detail.CODES},
)
define(
    "identity.uncovered",
    _("%(actor)s uncovered the identity of %(object)s."),
    optional={"fields": Detail.CODES},
)
define(
    "export.made",
    ngettext_lazy(
        "%(actor)s made %(object)s with %(count)s case (%(format)s).",
        "%(actor)s made %(object)s with %(count)s cases (%(format)s).",
        "count",
    ),
    details={"count": Detail.COUNT, "ids": Detail.DIGEST, "format": Detail.CODE},
    optional={"recipient": Detail.CODE, "purpose": Detail.CODE},
)
define(
    "caseload.imported",
    ngettext_lazy(
        "%(actor)s imported %(object)s with %(count)s case.",
        "%(actor)s imported %(object)s with %(count)s cases.",
        "count",
    ),
    details={"count": Detail.COUNT, "created": Detail.COUNT, "updated": Detail.COUNT, "file": Detail.DIGEST},
)

define("audit.read", _("%(actor)s read the audit."), optional={"filters": Detail.CODES})
define("audit.entry_read", _("%(actor)s read entry %(entry)s of the audit."), details={"entry": Detail.COUNT})
define("audit.history_read", _("%(actor)s read who did what with %(object)s."))
define(
    "audit.exported",
    ngettext_lazy(
        "%(actor)s exported the audit from entry %(first)s (%(count)s entry).",
        "%(actor)s exported the audit from entry %(first)s (%(count)s entries).",
        "count",
    ),
    details={"first": Detail.COUNT, "count": Detail.COUNT},
)
define(
    "audit.resumed",
    _("%(actor)s resumed the chain after it was found broken at entry %(broken_at)s."),
    details={"broken_at": Detail.COUNT, "kind": Detail.CODE, "head_found": Detail.COUNT},
)
