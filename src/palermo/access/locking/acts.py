"""What the audit keeps of locking. An entry never says what was tried as a password."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.audit.registry import Detail, define

define("account.locked", _("%(actor)s's session was locked (%(reason)s)."), details={"reason": Detail.CODE})
define("account.unlocked", _("%(actor)s unlocked the session (%(way)s)."), details={"way": Detail.CODE})
define(
    "account.unlock_failed",
    _("%(actor)s's session was not unlocked: try %(tries)s was wrong (session ended: %(ended)s)."),
    details={"tries": Detail.COUNT, "ended": Detail.FLAG},
)
