"""The audited acts of placing interviews. Imported by the package's ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.audit.registry import Detail, Identifier, define, define_object_kind, define_words

define_object_kind("interview_list", _("list of interviews"), Identifier.NONE)

define(
    "interview.placed",
    ngettext_lazy(
        "%(actor)s placed %(object)s with case %(case)s; %(count)s answer is to be decided.",
        "%(actor)s placed %(object)s with case %(case)s; %(count)s answers are to be decided.",
        "count",
    ),
    details={"case": Detail.OPAQUE, "count": Detail.COUNT},
)
define(
    "interview.case_opened",
    _("%(actor)s opened case %(case)s of %(object)s."),
    details={"case": Detail.OPAQUE},
)
define(
    "difference.decided_with_case",
    _("%(actor)s decided between a case and %(object)s: %(choice)s."),
    details={"difference": Detail.OPAQUE, "choice": Detail.CODE, "variable": Detail.CODE},
)
define("interview.read", _("%(actor)s read %(object)s."), details={"parts": Detail.CODES})
define(
    "interview.listed",
    ngettext_lazy(
        "%(actor)s saw a list with %(count)s interview.",
        "%(actor)s saw a list of %(count)s interviews.",
        "count",
    ),
    details={"count": Detail.COUNT, "ids": Detail.DIGEST},
)

define_words((("both", _("both answers")),))
