"""Whom a case can be assigned to, by the number that a form sends back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actions.assign_case import assign_case
from palermo.access.models import Account, Role
from palermo.cases.models import Case
from palermo.cases.sharing import CaseHead, case_head, colleague_numbered, colleagues_to_assign
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def supervisor(case: Case, account_of: Callable[..., Account]) -> Account:
    return account_of(Role.SUPERVISOR, case.mission)


@pytest.fixture
def head(case: Case, supervisor: Account) -> CaseHead:
    return case_head(supervisor, case.opaque_id)


def test_each_who_is_offered_is_found(head: CaseHead, case: Case, account_of: Callable[..., Account]) -> None:
    workers = [account_of(Role.CASEWORKER, case.mission, f"w{number}@example.org") for number in range(3)]
    assert {number for number, _name in colleagues_to_assign(head)} == {worker.pk for worker in workers}
    assert [colleague_numbered(head, str(worker.pk)) for worker in workers] == workers


def test_nobody_else_is(
    head: CaseHead, case: Case, supervisor: Account, account_of: Callable[..., Account]
) -> None:
    """Of another mission, of another role, closed, or with the case already: a number typed in opens none of them."""
    elsewhere = account_of(Role.CASEWORKER, make_mission("MDA", "Moldova"), "far@example.org")
    analyst = account_of(Role.ANALYST)
    closed = account_of(Role.CASEWORKER, case.mission, "closed@example.org")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    has_it = account_of(Role.CASEWORKER, case.mission, "has@example.org")
    assign_case(actor=supervisor, case=head.key, account=has_it)
    for account in (elsewhere, analyst, closed, has_it, supervisor):
        assert colleague_numbered(head, str(account.pk)) is None
    assert colleagues_to_assign(head) == []


@pytest.mark.parametrize("number", ["", "x", "-1", "1.0", " 1", "1 OR 1=1", "٣", "²", "9" * 19, "9" * 5_000])
def test_what_is_no_number_is_nobody(head: CaseHead, number: str) -> None:
    assert colleague_numbered(head, number) is None
