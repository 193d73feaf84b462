"""The audited acts of this package: taking a snapshot, and taking figures away from it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.audit.registry import Detail, Identifier, define, define_object_kind

#: An extract's identifier is the name of its snapshot: a moment and a few random letters.
define_object_kind("extract", _("extract"), Identifier.CODE)

define(
    "extract.built",
    ngettext_lazy(
        "%(actor)s built %(object)s from %(count)s case.",
        "%(actor)s built %(object)s from %(count)s cases.",
        "count",
    ),
    details={"count": Detail.COUNT},
)
define(
    "statistics.exported",
    _("%(actor)s took statistics of %(object)s away as %(formats)s: %(tables)s."),
    details={"tables": Detail.CODES, "formats": Detail.CODES},
)
