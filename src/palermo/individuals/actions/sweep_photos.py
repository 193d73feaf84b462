"""Removes files of pictures that no row names: what a crash between file and row has left lying.

Threat: an erased person's picture that stays on the disk. Its key is gone, so nobody opens it; but it should not be
there. The other way round, a home folder used with another database for an hour would lose all its pictures.
So what happens by itself stops at a few files, and the command says how many there are before it removes them.
"""

from __future__ import annotations

import time
from pathlib import Path

from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import require_focal_point
from palermo.access.walls import standing_as
from palermo.audit.recording import audited, record
from palermo.individuals.models import Photo
from palermo.individuals.pictures import files

#: A file is written before its row: a younger one may still get it.
YOUNG = 3600
#: How often it happens by itself, and the most files that a crash or two explain.
EVERY, FEW = 24 * 3600, 20


def stray_photos(*, actor: MaybeActor) -> int:
    """How many files no row names. Raises NotFoundOrNotAllowed."""
    require_focal_point(actor)
    return len(_strays())


def sweep_photos(*, actor: MaybeActor) -> int:
    """Remove the files that no row names; how many. For the focal point and the system. Raises
    NotFoundOrNotAllowed."""
    require_focal_point(actor)
    return _remove(actor, _strays())


def sweep_when_due() -> None:
    """Once a day, when a picture is stored or a person erased: remove the few that a crash has left."""
    if files.is_sweeping_due(EVERY):
        strays = _strays()
        if len(strays) <= FEW:
            _remove(SystemActor("sweeping"), strays)


def _remove(actor: MaybeActor, strays: list[Path]) -> int:
    if strays:
        with audited():
            record(
                "photo.swept",
                actor=audit_name(actor),
                object_kind="identities",
                object_id="",
                count=len(strays),
            )
        files.discard(strays)
    return len(strays)


def _strays() -> list[Path]:
    """Files first, rows after: a row that comes in between keeps its file."""
    lying = files.left_lying(time.time() - YOUNG)
    if not lying:
        return []
    # Whoever stores a picture is shown the rows of their own people only, and would take all others' for strays.
    with standing_as(SystemActor("sweeping")):
        held = frozenset(Photo.unscoped.values_list("opaque_id", flat=True))
    return [path for path in lying if path.name not in held]
