"""Removes files of pictures that no row names (``individuals.strays``)."""

from __future__ import annotations

from palermo.access.actors import MaybeActor
from palermo.individuals.models import Photo
from palermo.individuals.pictures.files import FOLDER
from palermo.individuals.strays import Strays

_STRAYS = Strays(FOLDER, Photo.unscoped, "photo.swept", "identities", few=20)


def stray_photos(*, actor: MaybeActor) -> int:
    """How many files no row names. Raises NotFoundOrNotAllowed."""
    return _STRAYS.count(actor)


def sweep_photos(*, actor: MaybeActor) -> int:
    """Remove the files that no row names; how many. For the focal point and the system. Raises
    NotFoundOrNotAllowed."""
    return _STRAYS.sweep(actor)


def sweep_when_due() -> None:
    """Once a day, when a picture is stored or a person erased."""
    _STRAYS.sweep_when_due()
