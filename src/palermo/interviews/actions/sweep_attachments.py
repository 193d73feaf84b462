"""Removes files of interviews that no row names (``individuals.strays``)."""

from __future__ import annotations

from palermo.access.actors import MaybeActor
from palermo.individuals.strays import Strays
from palermo.interviews.intake.files import FOLDER
from palermo.interviews.models import Attachment

_STRAYS = Strays(FOLDER, Attachment.unscoped, "attachment.swept", "interview_files", few=100)


def stray_attachments(*, actor: MaybeActor) -> int:
    """How many files no row names. Raises NotFoundOrNotAllowed."""
    return _STRAYS.count(actor)


def sweep_attachments(*, actor: MaybeActor) -> int:
    """Remove the files that no row names; how many. For the focal point and the system. Raises
    NotFoundOrNotAllowed."""
    return _STRAYS.sweep(actor)


def sweep_when_due() -> None:
    """Once a day, when an interview arrives."""
    _STRAYS.sweep_when_due()
