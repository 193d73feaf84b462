"""Which kinds of recipient cover whom."""

from __future__ import annotations

import pytest

from palermo.access.models import Mission, Organisation, OrganisationKind
from palermo.cases.consent.recipients import OWN, covering_classes, to_mission, to_organisation

KINDS = {
    OrganisationKind.NGO: {"ngo", "assisting_partners"},
    OrganisationKind.SHELTER: {"shelter", "assisting_partners"},
    OrganisationKind.INTERNATIONAL: {"international_organisation", "assisting_partners"},
    OrganisationKind.GOVERNMENT: {"host_authorities"},
    OrganisationKind.POLICE: {"host_authorities"},
    OrganisationKind.DONOR: set(),
}
NONE = frozenset[str]()


@pytest.mark.parametrize(("kind", "expected"), KINDS.items())
def test_by_kind(kind: OrganisationKind, expected: set[str]) -> None:
    recipient = to_organisation(Organisation(pk=1, kind=kind, country="DEU"))
    assert covering_classes(recipient, origin=NONE, destination=NONE) == expected
    assert recipient.class_word == kind


@pytest.mark.parametrize("kind", [OrganisationKind.GOVERNMENT, OrganisationKind.POLICE])
def test_authorities_of_the_country_of_origin_are_not_those_here(kind: OrganisationKind) -> None:
    recipient = to_organisation(Organisation(pk=1, kind=kind, country="UKR"))
    assert covering_classes(recipient, origin=frozenset({"UKR"}), destination=NONE) == {"origin_authorities"}


def test_missions_by_where_they_are() -> None:
    organisation = Organisation(pk=1, kind=OrganisationKind.INTERNATIONAL, country="CHE")
    recipient = to_mission(Mission(pk=2, organisation=organisation, country="UKR"))
    here = frozenset({"UKR"})
    assert "mission_origin" in covering_classes(recipient, origin=here, destination=NONE)
    assert "mission_destination" in covering_classes(recipient, origin=NONE, destination=here)
    assert recipient.class_word == "mission"


def test_nothing_leaves_to_oneself() -> None:
    assert covering_classes(OWN, origin=frozenset({""}), destination=frozenset({""})) == frozenset()
    assert (OWN.is_own, OWN.class_word) == (True, "own_organisation")
