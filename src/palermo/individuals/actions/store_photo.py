"""Stores a picture of a person, cleaned and sealed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseLike, Part, require_part
from palermo.access.models import Mission
from palermo.access.opaque import opaque_id
from palermo.access.scanning import scan_upload
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.individuals.actions.sweep_photos import sweep_when_due
from palermo.individuals.checking import LINE, MOST
from palermo.individuals.keys import ensure_keys
from palermo.individuals.kinds import PhotoKind
from palermo.individuals.models import Photo
from palermo.individuals.pictures import files
from palermo.individuals.pictures.cleaning import clean
from palermo.individuals.values import PhotoDetail
from palermo.individuals.writing import locked
from palermo.vault.opened import vault


def store_photo(
    *, actor: MaybeActor, case: CaseLike, content: bytes, kind: str = PhotoKind.PORTRAIT, caption: str = ""
) -> str:
    """The opaque number of the picture. JPEG or PNG, at most ten million bytes; metadata is taken out.

    Raises NotFoundOrNotAllowed, NotAcceptedError, HarmfulFile, ScannerFailed.
    """
    require_part(actor, case, Part.IDENTITY, write=True)
    scan_upload(content, actor=actor, way="photo")
    picture = clean(content)
    if kind not in PhotoKind.values:
        raise NotAcceptedError(_("Choose one of the words of the list."), field="kind")
    detail = PhotoDetail(
        media_type=picture.media_type,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        kind=str(kind),
        caption=clean_line(caption, field="caption", limit=LINE, required=False),
    )
    sweep_when_due()
    individual = case.individual_opaque
    mission = Mission.objects.get(pk=case.mission_id).code
    ensure_keys(vault(), [individual], mission)
    number = opaque_id()
    try:
        with sealing(actor, [individual]):
            # Before the transaction: a disk takes its time. A file without a row is found by nobody.
            files.write(number, individual, picture.content)
            with audited():
                locked(individual)
                if Photo.unscoped.filter(individual_id=individual).count() >= MOST:
                    raise NotAcceptedError(
                        _("These are too many (at most %(most)d).") % {"most": MOST}, field="photos"
                    )
                row = Photo(opaque_id=number, individual_id=individual)
                row.content = detail.content()
                row.save()
                record(
                    "photo.stored",
                    actor=audit_name(actor),
                    object_kind="individual",
                    object_id=individual,
                    mission=mission,
                    photo=number,
                )
    except BaseException:
        files.delete([number])
        raise
    return number
