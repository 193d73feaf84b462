"""The audited acts around devices that fill forms. Imported by ``acts``.

They are acts on the account: a device is a way to do something in its name, so its owner hears of each (sign_in/news).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.audit.registry import Detail, define, define_words
from palermo.interviews.models import DeviceKind

define_words(DeviceKind.choices)
define(
    "account.device_added",
    _("%(actor)s registered a device of %(object)s for interviews (%(kind)s)."),
    details={"device": Detail.OPAQUE, "kind": Detail.CODE},
)
define(
    "account.device_revoked",
    _("%(actor)s stopped a device of %(object)s."),
    details={"device": Detail.OPAQUE},
)
define(
    "account.device_wipe_asked",
    _("%(actor)s asked a device of %(object)s to forget everything."),
    details={"device": Detail.OPAQUE},
)
define(
    "account.device_wiped",
    _("A device of %(object)s says that it has forgotten everything."),
    details={"device": Detail.OPAQUE},
)
