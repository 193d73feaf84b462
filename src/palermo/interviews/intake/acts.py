"""The audited acts of receiving interviews. Imported by the package's ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.audit.registry import Detail, Identifier, define, define_object_kind, define_words
from palermo.interviews.models import Channel

define_object_kind("interview", _("interview"), Identifier.OPAQUE)
define_object_kind("interview_files", _("files of interviews"), Identifier.NONE)

_RECEIVED = {
    "submission": Detail.OPAQUE,
    "version": Detail.OPAQUE,
    "channel": Detail.CODE,
    "parts": Detail.CODES,
    "remarks": Detail.COUNT,
}
define(
    "interview.received",
    _("%(actor)s handed in %(object)s (%(channel)s)."),
    details=_RECEIVED,
    # The case that it was begun from; without one it waits.
    optional={"case": Detail.OPAQUE},
)
define("interview.edited", _("%(actor)s changed %(object)s (%(channel)s)."), details=_RECEIVED)
define(
    "interview.merged",
    ngettext_lazy(
        "%(actor)s changed %(object)s while somebody else did; %(count)s answer is to be decided.",
        "%(actor)s changed %(object)s while somebody else did; %(count)s answers are to be decided.",
        "count",
    ),
    details={"submission": Detail.OPAQUE, "count": Detail.COUNT},
)
define(
    "difference.decided",
    _("%(actor)s decided between two answers in %(object)s: %(choice)s."),
    details={"difference": Detail.OPAQUE, "choice": Detail.CODE},
)
define(
    "attachment.stored",
    _("%(actor)s handed in a file with %(object)s."),
    details={"attachment": Detail.OPAQUE, "submission": Detail.OPAQUE},
)
define(
    "attachment.swept",
    ngettext_lazy(
        "%(actor)s removed %(count)s file of an interview that belonged to nobody.",
        "%(actor)s removed %(count)s files of interviews that belonged to nobody.",
        "count",
    ),
    details={"count": Detail.COUNT},
)

define_words(Channel.choices)
define_words((("kept", _("what was there")), ("other", _("the other answer"))))
