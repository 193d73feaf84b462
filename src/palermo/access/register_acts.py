"""What is done to the register: organisations, missions, accounts, and what missions said about not reporting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.audit.registry import Detail, define

define("organisation.created", _("%(actor)s registered %(object)s."))
define("mission.created", _("%(actor)s registered %(object)s."), details={"country": Detail.CODE})
define(
    "mission.reporting_recorded",
    _("%(actor)s noted for %(object)s why there are no figures for %(year)s: %(reason)s."),
    details={"year": Detail.COUNT, "reason": Detail.CODE},
)
define("account.created", _("%(actor)s made %(object)s (%(role)s)."), details={"role": Detail.CODE})
define(
    "account.demo_renewed",
    _("%(actor)s set %(object)s back to what the demonstration says (%(role)s)."),
    details={"role": Detail.CODE},
)
