"""Removes a picture of a person, row and file."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseLike, Part, not_here, require_part
from palermo.access.models import Mission
from palermo.audit.recording import audited, record
from palermo.individuals.models import Photo
from palermo.individuals.pictures import files


def remove_photo(*, actor: MaybeActor, case: CaseLike, number: str) -> None:
    """Delete the picture ``number``. Raises NotFoundOrNotAllowed, also for a picture of another person."""
    require_part(actor, case, Part.IDENTITY, write=True)
    with audited():
        gone, _by_table = Photo.unscoped.filter(
            individual_id=case.individual_opaque, opaque_id=number
        ).delete()
        if not gone:
            raise not_here()
        record(
            "photo.removed",
            actor=audit_name(actor),
            object_kind="individual",
            object_id=case.individual_opaque,
            mission=Mission.objects.get(pk=case.mission_id).code,
            photo=number,
        )
    # After the commit: a row without its file would be worse than a file without its row.
    files.delete([number])
