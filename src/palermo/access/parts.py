"""The parts of a case: groups of the codebook's field classes, so that "what may be shared" and "what may be read"
are one thing (design, security points 3 and 4)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from palermo.access.models.organisations import OrganisationKind
from palermo.codebook.model import FieldClass


class Part(TextChoices):
    """What one may be allowed to read of a case, apart from the others."""

    FACTS = "facts", _("coded facts")
    IDENTITY = "identity", _("identity and contacts")
    STORY = "story", _("what the person told")
    PRIVILEGED = "privileged", _("counselling and legal notes")


EVERY_PART = frozenset(Part)

_PART_OF: dict[FieldClass, Part] = {
    "public": Part.FACTS,
    "coded": Part.FACTS,
    "sensitive": Part.STORY,
    "identifying": Part.IDENTITY,
    "privileged": Part.PRIVILEGED,
}

#: Kinds of organisation that never read privileged notes, whatever is shared with them.
CLOSED_TO_PRIVILEGED = frozenset(
    {OrganisationKind.GOVERNMENT, OrganisationKind.POLICE, OrganisationKind.DONOR}
)


def part_of(field_class: FieldClass) -> Part:
    """The part of a case in which a variable of this class lies."""
    return _PART_OF[field_class]
