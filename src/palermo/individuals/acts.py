"""What the audit records of identities. The details say which groups (names, contacts ...), never what is in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.audit.registry import Detail, Identifier, define, define_object_kind, define_words

define_object_kind("identities", _("identities"), Identifier.NONE)

define(
    "identity.recorded",
    _("%(actor)s recorded the identity of %(object)s."),
    details={"fields": Detail.CODES},
)
define(
    "identity.changed",
    _("%(actor)s changed the identity of %(object)s (%(fields)s)."),
    details={"fields": Detail.CODES},
)
define("photo.stored", _("%(actor)s stored a picture of %(object)s."), details={"photo": Detail.OPAQUE})
define("photo.removed", _("%(actor)s removed a picture of %(object)s."), details={"photo": Detail.OPAQUE})
define(
    "photo.swept",
    ngettext_lazy(
        "%(actor)s removed %(count)s file of a picture that belonged to nobody.",
        "%(actor)s removed %(count)s files of pictures that belonged to nobody.",
        "count",
    ),
    details={"count": Detail.COUNT},
)
define(
    "identity.imported",
    ngettext_lazy(
        "%(actor)s brought in the identity of %(count)s person.",
        "%(actor)s brought in the identities of %(count)s people.",
        "count",
    ),
    details={"count": Detail.COUNT, "ids": Detail.DIGEST},
)
# "identity.searched" and "identity.listed" are defined in access/case_acts.py: access/uncovering.py records them.
define(
    "identity.reindexed",
    ngettext_lazy(
        "%(actor)s built the search index of %(count)s person anew.",
        "%(actor)s built the search index of %(count)s people anew.",
        "count",
    ),
    details={"count": Detail.COUNT},
)
define(
    "identity.erasure_begun",
    _("%(actor)s began to erase the identity of %(object)s (%(reason)s)."),
    details={"reason": Detail.CODE},
)
define(
    "identity.erased",
    _("%(actor)s erased the identity of %(object)s (%(reason)s, certificate %(certificate)s)."),
    details={"reason": Detail.CODE, "certificate": Detail.COUNT},
)

define_words(
    (
        ("names", _("names")),
        ("births", _("date of birth")),
        ("documents", _("documents")),
        ("contacts", _("contacts")),
        ("addresses", _("addresses")),
        ("family", _("family")),
        ("photos", _("pictures")),
        ("name", _("name")),
        ("birth", _("date of birth")),
        ("document", _("document")),
        ("phone", _("telephone")),
        ("email", _("e-mail")),
        ("handle", _("messenger or social network")),
        ("erasure_request", _("asked to be forgotten")),
        ("retention", _("kept long enough")),
    )
)
