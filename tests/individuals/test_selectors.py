"""What is shown of identities, and to whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.initials import initials
from palermo.individuals.selectors import covered_lines, identity_of
from palermo.vault.chain import digest_of_ids
from tests.individuals.conftest import Register
from tests.individuals.drafts import named

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "covered"),
    [
        ("Олена Петрівна Шевченко", "О. П. Ш."), ("oksana", "O."), ("Nguyễn Thị Lan", "N. T. L."), ("李勇强", "李."),
        ("Jean-Pierre d'Arc", "J. P. D."), ("مريم حسن", "م. ح."), ("a b c d e", "A. B. C."), ("- 7", ""),
        ("e\u0301va", "E\u0301."), ("हिना", "हि."),
    ],
)  # fmt: skip
def test_initials(name: str, covered: str) -> None:
    assert initials(name) == covered


def test_covered_lines_of_a_list(
    register: Register, supervisor: Account, account_of: Callable[..., Account]
) -> None:
    cases = [register() for _ in range(3)]
    for case, name in zip(cases, ("Ana Popescu", "Олена Шевченко"), strict=False):
        record_identity(actor=SystemActor("test"), case=case, draft=named(name, "Another Name"))
    people = {case.individual_opaque: case for case in cases}
    assert covered_lines(supervisor, people) == {
        cases[0].individual_opaque: "A. P.",
        cases[1].individual_opaque: "О. Ш.",
    }
    entry = AuditEntry.objects.latest("sequence")
    assert entry.act == "identity.listed"
    assert digest_of_ids([case.individual_opaque for case in cases[:2]]) in entry.details
    assert covered_lines(supervisor, {}) == {}
    for account in (account_of(Role.ANALYST), account_of(Role.CASEWORKER), SystemActor("test")):
        with pytest.raises(NotFoundOrNotAllowed):
            covered_lines(account, people)


def test_somebody_of_whom_nothing_is_recorded(case: CaseKey, supervisor: Account) -> None:
    before = AuditEntry.objects.count()
    view = identity_of(supervisor, case)
    assert (view.name, view.birth, view.names, view.photos) == ("", None, (), ())
    assert AuditEntry.objects.count() == before
