"""Which forms a mission fills: its own, and the instance's where it has none of the same id."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from palermo.access.models import Mission
from palermo.interviews.models import FormVersion

#: The instance's first, then the mission's, each in the order of publication: the last of an id is what counts.
_ORDER = (F("form__mission_id").asc(nulls_first=True), F("pk").asc())

_LONG = ("xform", "sheets", "questions", "changes", "warnings", "source", "sealed_private_key")


def versions_for(mission: Mission) -> QuerySet[FormVersion]:
    """Every version that the mission's devices could ever have been given, with its form, the one that counts last."""
    rows = FormVersion.objects.select_related("form", "form__mission")
    return rows.filter(Q(form__mission=mission) | Q(form__mission=None)).order_by(*_ORDER)


def offered_versions(mission: Mission) -> tuple[FormVersion, ...]:
    """The newest version of each form that is not retired, by form id: the mission's own, and those of the instance
    that it has not adapted. A retired adaptation leaves its place to the instance's form again.

    Long columns (XForm, sheets, source) are read when they are asked for."""
    rows = versions_for(mission).filter(form__retired_at=None).defer(*_LONG)
    newest = {version.form.form_id: version for version in rows}
    return tuple(newest[form_id] for form_id in sorted(newest))


def offered_version(mission: Mission, form_id: str, version: str) -> FormVersion | None:
    """The published version of this name, however old, if the mission may fill it or has filled it.

    Long columns are read when they are asked for."""
    # The names of a mission's versions carry its code, so there is one; should there be two, its own counts.
    return versions_for(mission).filter(form__form_id=form_id, version=version).defer(*_LONG).last()
