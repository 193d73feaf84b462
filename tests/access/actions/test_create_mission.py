from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.create_mission import create_mission
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Mission, Organisation, Role
from palermo.errors import NotFoundOrNotAllowed

SYSTEM = SystemActor("test")


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(code="own", name="Ours")


def test_a_mission_is_registered(organisation: Organisation) -> None:
    made = create_mission(
        actor=SYSTEM,
        organisation=organisation,
        code="KYIV",
        name="Kyiv",
        country="UKR",
        opened_on=date(2002, 1, 1),
    )
    assert Mission.objects.get() == made
    assert (made.country, made.opened_on, made.closed_on) == ("UKR", date(2002, 1, 1), None)


def test_the_country_is_a_code_of_the_codebook(organisation: Organisation) -> None:
    with pytest.raises(NotAcceptedError) as refusal:
        create_mission(actor=SYSTEM, organisation=organisation, code="A", name="A", country="Ukraine")
    assert refusal.value.details == {"field": "country"}


def test_a_mission_closes_after_it_opens(organisation: Organisation) -> None:
    with pytest.raises(NotAcceptedError) as refusal:
        create_mission(
            actor=SYSTEM,
            organisation=organisation,
            code="A",
            name="A",
            country="UKR",
            opened_on=date(2010, 1, 1),
            closed_on=date(2009, 1, 1),
        )
    assert refusal.value.details == {"field": "closed_on"}


def test_a_code_is_used_once(organisation: Organisation) -> None:
    create_mission(actor=SYSTEM, organisation=organisation, code="A", name="A", country="UKR")
    with pytest.raises(NotAcceptedError):
        create_mission(actor=SYSTEM, organisation=organisation, code="A", name="B", country="MDA")
    assert Mission.objects.get().name == "A"


def test_a_data_steward_may_not(organisation: Organisation, account_of: Callable[..., Account]) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        create_mission(
            actor=account_of(Role.DATA_STEWARD), organisation=organisation, code="A", name="A", country="UKR"
        )
    assert not Mission.objects.exists()
