"""Changing an identity: whoever comes second is told, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from palermo.access.models import Account, Role
from palermo.cases.actions.update_identity import ChangedMeanwhileError, identity_version, update_identity
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions.add_detail import add_detail
from palermo.individuals.selectors import identity_of
from palermo.individuals.values import IdentityDraft, NameDetail
from tests.cases.identities import draft, register

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db


def test_what_was_read_is_replaced(account_of: Accounts) -> None:
    worker = account_of(Role.CASEWORKER)
    case = register(worker)
    version = identity_version(worker, case)
    assert identity_version(worker, case) == version
    update_identity(actor=worker, case=case, draft=draft("Olena S."), version=version)
    assert [name.text for name in identity_of(worker, case).names] == ["Olena S."]
    assert identity_version(worker, case) != version


def test_the_second_of_two_is_refused(account_of: Accounts) -> None:
    worker = account_of(Role.CASEWORKER)
    case = register(worker)
    version = identity_version(worker, case)
    add_detail(actor=worker, case=case, detail=NameDetail(text="Lena"))
    with pytest.raises(ChangedMeanwhileError):
        update_identity(actor=worker, case=case, draft=draft("Olena S."), version=version)
    assert len(identity_of(worker, case).names) == 2


def test_a_change_of_what_is_preferred_is_a_change(account_of: Accounts) -> None:
    worker = account_of(Role.CASEWORKER)
    case = register(worker, IdentityDraft(names=(NameDetail(text="One"), NameDetail(text="Two"))))
    version = identity_version(worker, case)
    view = identity_of(worker, case)
    turned = tuple(replace(name, is_preferred=not name.is_preferred) for name in view.names)
    update_identity(actor=worker, case=case, draft=IdentityDraft(names=turned), version=version)
    assert identity_version(worker, case) != version
    assert identity_of(worker, case).name == "Two"


def test_others_find_nothing(account_of: Accounts) -> None:
    case = register(account_of(Role.CASEWORKER))
    for role in set(Role) - {Role.CASEWORKER, Role.SUPERVISOR}:
        with pytest.raises(NotFoundOrNotAllowed):
            identity_version(account_of(role), case)
        with pytest.raises(NotFoundOrNotAllowed):
            update_identity(actor=Account.objects.get(role=role), case=case, draft=draft(), version="")
