"""The audited acts of registering a person, and of what is learnt later. Imported by ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.audit.registry import Detail, define

define(
    "case.registered",
    _("%(actor)s registered %(object)s."),
    details={"facts": Detail.COUNT, "identity": Detail.CODES},
)
define(
    "case.facts_filled",
    _("%(actor)s added %(facts)s answers to %(object)s; %(unlike)s were unlike what it has."),
    details={"facts": Detail.COUNT, "unlike": Detail.COUNT},
)
define(
    "case.fact_changed",
    _("%(actor)s changed one answer of %(object)s."),
    details={"variable": Detail.CODE},
)
