"""Takes a mission's form out of use, or into use again. What was answered stays, and so does every version."""

from __future__ import annotations

from django.utils import timezone

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import not_here
from palermo.audit.recording import audited, record
from palermo.interviews.models import Form
from palermo.interviews.publishing.gate import require_publisher


def retire_form(*, actor: MaybeActor, form: str) -> Form:
    """Offer the form of this opaque identifier to no device any more; an adaptation leaves its place to the base form.

    Raises NotSignedIn, NotFoundOrNotAllowed. A second time changes nothing."""
    return _set(actor, form, retired=True)


def offer_form_again(*, actor: MaybeActor, form: str) -> Form:
    """Offer a retired form again. Raises as ``retire_form``."""
    return _set(actor, form, retired=False)


def _set(actor: MaybeActor, number: str, *, retired: bool) -> Form:
    found = Form.objects.select_related("mission").filter(opaque_id=number).first()
    # The forms of the instance change by its upgrades alone.
    known, _mission = require_publisher(actor, found.mission.code if found and found.mission else "")
    if found is None or found.mission is None:
        raise not_here()
    with audited():
        form = Form.objects.select_for_update().get(pk=found.pk)
        if (form.retired_at is not None) == retired:
            return form
        form.retired_at = timezone.now() if retired else None
        form.save(update_fields=["retired_at"])
        record(
            "form.retired" if retired else "form.offered_again",
            actor=audit_name(known),
            object_kind="form",
            object_id=form.opaque_id,
            mission=found.mission.code,
        )
    return form
