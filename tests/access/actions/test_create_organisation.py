from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.create_organisation import create_organisation
from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Organisation, Role
from palermo.errors import NotFoundOrNotAllowed

SYSTEM = SystemActor("test")


@pytest.mark.django_db
def test_an_organisation_is_registered() -> None:
    made = create_organisation(actor=SYSTEM, code="la-strada", name=" La Strada ")
    assert (made.code, made.name) == ("la-strada", "La Strada")
    assert Organisation.objects.get() == made


@pytest.mark.django_db
def test_a_code_is_used_once_and_the_refusal_leaves_the_transaction_usable() -> None:
    create_organisation(actor=SYSTEM, code="own", name="One")
    with pytest.raises(NotAcceptedError, match="own"):
        create_organisation(actor=SYSTEM, code="own", name="Two")
    assert [organisation.name for organisation in Organisation.objects.all()] == ["One"]


@pytest.mark.django_db
def test_nobody_acts_without_being_somebody() -> None:
    with pytest.raises(NotSignedIn):
        create_organisation(actor=None, code="own", name="One")


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.ADMINISTRATOR}))
def test_only_administrators_keep_the_register(role: str, account_of: Callable[..., Account]) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        create_organisation(actor=account_of(role), code="new", name="One")
    assert not Organisation.objects.filter(code="new").exists()


def test_an_administrator_may(account_of: Callable[..., Account]) -> None:
    assert create_organisation(actor=account_of(Role.ADMINISTRATOR), code="new", name="One").pk
