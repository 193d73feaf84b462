"""To whom something may go: one mission, one organisation, or the own organisation, and which words cover them."""

from __future__ import annotations

from dataclasses import dataclass

from palermo.access.models import Mission, Organisation, OrganisationKind
from palermo.cases.models import RecipientClass

_CLASS_OF_KIND = {
    OrganisationKind.NGO: RecipientClass.NGO,
    OrganisationKind.SHELTER: RecipientClass.SHELTER,
    OrganisationKind.INTERNATIONAL: RecipientClass.INTERNATIONAL_ORGANISATION,
}
_AUTHORITIES = frozenset({OrganisationKind.GOVERNMENT, OrganisationKind.POLICE})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to receive. Neither mission nor organisation means the own organisation, where nothing leaves.

    ``kind`` is the organisation's, ``country`` that of the mission or else of the organisation ("" for none).
    """

    mission: int | None = None
    organisation: int | None = None
    kind: str = ""
    country: str = ""

    @property
    def is_own(self) -> bool:
        return self.organisation is None

    @property
    def class_word(self) -> str:
        """What kind of recipient it is, in a word that names nobody."""
        if self.is_own:
            return "own_organisation"
        return "mission" if self.mission is not None else self.kind


#: The own organisation: assistance by the mission itself, and statistics that stay inside.
OWN = Recipient()


def to_mission(mission: Mission) -> Recipient:
    """A mission, of whichever organisation."""
    organisation = mission.organisation
    return Recipient(mission.pk, organisation.pk, organisation.kind, mission.country)


def to_organisation(organisation: Organisation) -> Recipient:
    """An organisation as a whole."""
    return Recipient(None, organisation.pk, organisation.kind, organisation.country)


def covering_classes(
    recipient: Recipient, *, origin: frozenset[str], destination: frozenset[str]
) -> frozenset[str]:
    """Which kinds of recipient, agreed to without a name, cover ``recipient`` for a person with these countries.

    A donor is covered by none: it must be named. Authorities are never "any partner".
    """
    if recipient.is_own:
        return frozenset()
    found = set(always_covering(recipient))
    from_origin = recipient.country in origin and recipient.country != ""
    if recipient.kind in _AUTHORITIES:
        found.add(RecipientClass.ORIGIN_AUTHORITIES if from_origin else RecipientClass.HOST_AUTHORITIES)
    if recipient.mission is not None:
        if from_origin:
            found.add(RecipientClass.MISSION_ORIGIN)
        if recipient.country in destination:
            found.add(RecipientClass.MISSION_DESTINATION)
    return frozenset(found)


def always_covering(recipient: Recipient) -> frozenset[str]:
    """Those of ``covering_classes`` that do not depend on the person."""
    word = _CLASS_OF_KIND.get(OrganisationKind(recipient.kind)) if recipient.kind else None
    return frozenset({word, RecipientClass.ASSISTING_PARTNERS} if word is not None else set())
