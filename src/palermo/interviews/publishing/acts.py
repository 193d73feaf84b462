"""The audited acts of publishing forms. Imported by the package's ``acts``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.audit.registry import Detail, Identifier, define, define_object_kind

define_object_kind("form", _("form"), Identifier.OPAQUE)
define_object_kind("form_draft", _("form that was handed in"), Identifier.OPAQUE)
define_object_kind("form_version", _("version of a form"), Identifier.OPAQUE)

define(
    "form.published",
    _("%(actor)s published %(object)s."),
    details={"changes": Detail.COUNT},
    optional={"base": Detail.OPAQUE},
)
define(
    "form.handed_in",
    _("%(actor)s handed in %(object)s."),
    details={"changes": Detail.COUNT},
)
define("form.put_away", _("%(actor)s put %(object)s away, unpublished."))
define("form.retired", _("%(actor)s no longer offers %(object)s."))
define("form.offered_again", _("%(actor)s offers %(object)s again."))
