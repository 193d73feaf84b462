from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.create_account import create_account
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Mission, Organisation, Role
from palermo.errors import NotFoundOrNotAllowed

SYSTEM = SystemActor("test")
PASSWORD = "seven quiet harbours"


def make(**changes: object) -> Account:
    values: dict[str, object] = {
        "actor": SYSTEM,
        "email": "Ana@Example.org",
        "display_name": "Ana",
        "role": Role.ANALYST,
        "password": PASSWORD,
    }
    return create_account(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_account_can_sign_in_whatever_the_case_of_the_address() -> None:
    made = make()
    assert made.email == "ana@example.org"
    assert made.check_password(PASSWORD)
    assert made.is_active
    assert Account.objects.get_by_natural_key("ANA@example.org") == made


@pytest.mark.django_db
def test_an_address_counts_once() -> None:
    make()
    with pytest.raises(NotAcceptedError) as refusal:
        make(email="ANA@EXAMPLE.ORG")
    assert refusal.value.details == {"field": "email"}
    assert Account.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"role": "king"}, "role"),
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"password": "ana@example.org"}, "password"),
        ({"display_name": "  "}, "display_name"),
        ({"role": Role.CASEWORKER}, "mission"),
        ({"role": Role.SUPERVISOR}, "mission"),
    ],
)
def test_what_does_not_hold_together_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(NotAcceptedError) as refusal:
        make(**changes)
    assert refusal.value.details == {"field": field}
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_a_caseworker_works_in_a_mission() -> None:
    organisation = Organisation.objects.create(code="own", name="Ours")
    mission = Mission.objects.create(organisation=organisation, code="MDA", name="Moldova", country="MDA")
    assert make(role=Role.CASEWORKER, mission=mission).mission == mission


def test_a_supervisor_makes_no_accounts(account_of: Callable[..., Account]) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        make(actor=account_of(Role.SUPERVISOR), email="new@example.org")
    assert not Account.objects.filter(email="new@example.org").exists()
