"""Many identities at once, and the index built anew from them."""

from __future__ import annotations

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Mission
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions import store_identities as module
from palermo.individuals.actions.rebuild_index import rebuild_index
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.actions.store_identities import store_identities
from palermo.individuals.index.writing import EXACT, NAMES
from palermo.individuals.models import PersonName
from palermo.individuals.searching import SearchQuery, search_people
from palermo.individuals.selectors import identity_of
from tests.individuals.conftest import Register, scope_of
from tests.individuals.drafts import full_draft, named
from tests.individuals.tables import entries_of

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")


def test_new_and_known_people(
    register: Register, mission: Mission, supervisor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    cases = [register() for _ in range(7)]
    record_identity(actor=SYSTEM, case=cases[4], draft=full_draft())
    rows = [
        (case.individual_opaque, named(f"Ana Pop{'abcdefg'[n]}scu", phone=f"+4072000000{n}"))
        for n, case in enumerate(cases)
    ]
    assert store_identities(rows, actor=SYSTEM, mission=mission) == 7
    for number in (0, 4, 6):
        view = identity_of(supervisor, cases[number])
        assert [one.text for one in view.names] == [rows[number][1].names[0].text]
        assert view.names[0].is_preferred
        assert not view.documents
    acts = list(AuditEntry.objects.filter(act="identity.imported").values_list("object_id", flat=True))
    assert len(acts) == 3
    found = search_people(supervisor, SearchQuery(phone="0720000005"), scope_of(*cases))
    assert [match.case for match in found] == [cases[5]]


def test_again_changes_nothing(register: Register, mission: Mission) -> None:
    rows = [(register().individual_opaque, named("Ana Popescu", birth="1990-02-03")) for _ in range(3)]
    for _ in range(2):
        store_identities(rows, actor=SYSTEM, mission=mission)
    assert PersonName.unscoped.count() == 3
    assert entries_of(EXACT) == 6


def test_the_index_can_be_built_later_and_anew(
    register: Register, mission: Mission, supervisor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [register() for _ in range(20)]
    rows = [
        (case.individual_opaque, named(f"Ana Pop{'abcdefghijklmnopqrst'[n]}scu", birth=f"19{n + 70}-02-03"))
        for n, case in enumerate(cases)
    ]
    store_identities(rows, actor=SYSTEM, mission=mission, indexed=False)
    assert entries_of(NAMES) == entries_of(EXACT) == 0
    monkeypatch.setattr("palermo.individuals.actions.rebuild_index.PEOPLE_A_PASS", 6)
    assert rebuild_index(actor=SYSTEM) == 20
    counts = entries_of(NAMES), entries_of(EXACT)
    assert counts[1] == 40
    assert search_people(supervisor, SearchQuery(birth="1977-02-03"), scope_of(*cases))[0].case == cases[7]
    store_identities(rows[:1], actor=SYSTEM, mission=mission)
    assert rebuild_index(actor=SYSTEM) == 20
    assert (entries_of(NAMES), entries_of(EXACT)) == counts


def test_one_mistake_stores_nothing_of_the_batch(register: Register, mission: Mission, case: CaseKey) -> None:
    rows = [(case.individual_opaque, named("Ana")), (register().individual_opaque, named("Ana", birth="x"))]
    with pytest.raises(NotAcceptedError):
        store_identities(rows, actor=SYSTEM, mission=mission)
    with pytest.raises(NotFoundOrNotAllowed):
        store_identities([*rows[:1], ("a" * 16, named("Ana"))], actor=SYSTEM, mission=mission)
    assert not PersonName.unscoped.exists()


def test_not_for_everybody(case: CaseKey, mission: Mission, supervisor: Account) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        store_identities([(case.individual_opaque, named("Ana"))], actor=supervisor, mission=mission)
    with pytest.raises(NotFoundOrNotAllowed):
        rebuild_index(actor=supervisor)
