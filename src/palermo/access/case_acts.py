"""The audited acts of access to cases: assignment, emergency, freezing, brakes. Imported by ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.audit.registry import Detail, Identifier, define, define_object_kind

define_object_kind("search", _("search"), Identifier.NONE)
define_object_kind("list", _("list"), Identifier.NONE)
define_object_kind("grant", _("access to a case"), Identifier.OPAQUE)
define_object_kind("notice", _("notice"), Identifier.OPAQUE)

define(
    "identity.searched",
    _("%(actor)s searched for a person among %(opened)s candidates."),
    details={"opened": Detail.COUNT, "ids": Detail.DIGEST, "fields": Detail.CODES},
)
define(
    "identity.listed",
    ngettext_lazy(
        "%(actor)s saw the initials of %(count)s person in a list.",
        "%(actor)s saw the initials of %(count)s people in a list.",
        "count",
    ),
    details={"count": Detail.COUNT, "ids": Detail.DIGEST},
)
define(
    "identity.reading_stopped",
    _("%(actor)s stopped %(object)s, who opened identities faster than a person works."),
)
define("identity.reading_released", _("%(actor)s let %(object)s open identities again."))
define("case.assigned", _("%(actor)s assigned %(object)s to account %(to)s."), details={"to": Detail.COUNT})
define(
    "case.unassigned",
    _("%(actor)s ended the assignment of %(object)s to account %(to)s."),
    details={"to": Detail.COUNT},
)
define(
    "case.glass_broken",
    _("%(actor)s took emergency access to %(object)s until %(until)s."),
    details={"grant": Detail.OPAQUE, "until": Detail.MOMENT},
)
define(
    "case.access_ended",
    _("%(actor)s ended an access to %(object)s before its time."),
    details={"grant": Detail.OPAQUE, "kind": Detail.CODE},
)
define(
    "case.reason_read",
    _("%(actor)s read the reason given for emergency access to %(object)s."),
    details={"grant": Detail.OPAQUE},
)
define("mission.frozen", _("%(actor)s froze %(object)s."))
define("mission.unfrozen", _("%(actor)s opened %(object)s again."))
define("notice.seen", _("%(actor)s acknowledged %(object)s."))
