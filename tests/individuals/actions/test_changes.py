"""One detail at a time: added, corrected, removed, linked; the index follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Mission, Role
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions.add_detail import add_detail
from palermo.individuals.actions.correct_detail import correct_detail
from palermo.individuals.actions.link_family import link_family
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.actions.remove_detail import remove_detail
from palermo.individuals.index.writing import EXACT, NAMES
from palermo.individuals.models import Individual, PersonName
from palermo.individuals.selectors import identity_of
from palermo.individuals.values import BirthDetail, ContactDetail, DocumentDetail, NameDetail
from palermo.vault.opened import vault
from palermo.vault.sharing import holders
from tests.individuals.conftest import Register
from tests.individuals.drafts import full_draft, named
from tests.individuals.tables import entries_of

pytestmark = pytest.mark.django_db


def tokens_are_in_step(case: CaseKey) -> bool:
    """Whether the index holds exactly what the rows say."""
    person = Individual.objects.get(opaque_id=case.individual_opaque).pk
    held: set[bytes] = set()
    for packed in PersonName.unscoped.filter(individual_id=case.individual_opaque).values_list(
        "tokens", flat=True
    ):
        held |= {bytes(packed)[at : at + 8] for at in range(0, len(packed), 8)}
    return entries_of(NAMES, person) == len(held)


def test_added(case: CaseKey, supervisor: Account) -> None:
    first = add_detail(actor=supervisor, case=case, detail=NameDetail(text="Ana Popescu"))
    second = add_detail(actor=supervisor, case=case, detail=NameDetail(text="Ana Pop"))
    third = add_detail(actor=supervisor, case=case, detail=NameDetail(text="Анна", is_preferred=True))
    view = identity_of(supervisor, case)
    assert [one.opaque_id for one in view.names] == [third, first, second]
    assert view.name == "Анна"
    assert tokens_are_in_step(case)
    entry = AuditEntry.objects.filter(act="identity.changed").latest("sequence")
    assert entry.details == '{"fields":["names"]}'
    with pytest.raises(NotAcceptedError):
        add_detail(actor=supervisor, case=case, detail=BirthDetail(on="yesterday"))


def test_corrected(case: CaseKey, supervisor: Account) -> None:
    record_identity(actor=supervisor, case=case, draft=full_draft())
    view = identity_of(supervisor, case)
    person = Individual.objects.get(opaque_id=case.individual_opaque).pk
    exact = entries_of(EXACT, person)
    correct_detail(
        actor=supervisor,
        case=case,
        detail=NameDetail(text="Оксана Шевчук", opaque_id=view.names[0].opaque_id),
    )
    document = DocumentDetail(number="FB 730413", opaque_id=view.documents[0].opaque_id)
    correct_detail(actor=supervisor, case=case, detail=document)
    after = identity_of(supervisor, case)
    assert after.name == "Оксана Шевчук"
    assert len(after.names) == 3
    assert after.documents[0].number == "FB 730413"
    assert tokens_are_in_step(case)
    assert entries_of(EXACT, person) == exact
    # Another one is preferred from now on.
    chosen = NameDetail(text="Ксюша", is_preferred=True, opaque_id=after.names[2].opaque_id)
    correct_detail(actor=supervisor, case=case, detail=chosen)
    assert identity_of(supervisor, case).name == "Ксюша"


def test_removed(case: CaseKey, supervisor: Account) -> None:
    record_identity(actor=supervisor, case=case, draft=full_draft())
    view = identity_of(supervisor, case)
    remove_detail(actor=supervisor, case=case, group="names", number=view.names[0].opaque_id)
    for contact in view.contacts:
        remove_detail(actor=supervisor, case=case, group="contacts", number=contact.opaque_id)
    after = identity_of(supervisor, case)
    assert after.name == "Oksana Shevchenko"
    assert not after.contacts
    assert tokens_are_in_step(case)
    for group, number in (("names", "a" * 16), ("secrets", view.names[1].opaque_id), ("photos", "a" * 16)):
        with pytest.raises(NotFoundOrNotAllowed):
            remove_detail(actor=supervisor, case=case, group=group, number=number)


def test_another_persons_row_and_another_missions_person(
    case: CaseKey, register: Register, supervisor: Account, other_mission: Mission,
    account_of: Callable[..., Account],
) -> None:  # fmt: skip
    other = register()
    record_identity(actor=supervisor, case=other, draft=named("Bela Novak"))
    row = identity_of(supervisor, other).names[0].opaque_id
    with pytest.raises(NotFoundOrNotAllowed):
        correct_detail(actor=supervisor, case=case, detail=NameDetail(text="X", opaque_id=row))
    with pytest.raises(NotFoundOrNotAllowed):
        remove_detail(actor=supervisor, case=case, group="names", number=row)
    stranger = account_of(Role.SUPERVISOR, mission=other_mission, email="elsewhere@example.org")
    for attempt in (
        lambda: add_detail(actor=stranger, case=other, detail=NameDetail(text="X")),
        lambda: correct_detail(actor=stranger, case=other, detail=NameDetail(text="X", opaque_id=row)),
        lambda: remove_detail(actor=stranger, case=other, group="names", number=row),
        lambda: link_family(actor=supervisor, case=case, relative=register(other_mission), relation="parent"),
        lambda: link_family(actor=stranger, case=case, relative=other, relation="parent"),
    ):
        with pytest.raises(NotFoundOrNotAllowed):
            attempt()
    assert identity_of(supervisor, other).name == "Bela Novak"


def test_family(case: CaseKey, register: Register, supervisor: Account) -> None:
    mother = register()
    link_family(actor=supervisor, case=case, relative=mother, relation="parent", note="met in Chișinău")
    (link,), (back,) = identity_of(supervisor, case).family, identity_of(supervisor, mother).family
    assert (link.relation, link.linked, link.note) == ("parent", mother.individual_opaque, "met in Chișinău")
    assert (back.relation, back.linked) == ("child", case.individual_opaque)
    for relative, relation, field in ((case, "parent", "relative"), (mother, "enemy", "relation")):
        with pytest.raises(NotAcceptedError) as caught:
            link_family(actor=supervisor, case=case, relative=relative, relation=relation)
        assert caught.value.details["field"] == field


def test_a_person_known_to_another_mission_keeps_one_key(
    case: CaseKey, supervisor: Account, other_mission: Mission, account_of: Callable[..., Account]
) -> None:
    record_identity(actor=supervisor, case=case, draft=named("Ana Popescu"))
    there = CaseKey("b" * 16, other_mission.pk, case.individual_opaque)
    colleague = account_of(Role.SUPERVISOR, mission=other_mission, email="elsewhere@example.org")
    add_detail(actor=colleague, case=there, detail=ContactDetail(value="+37360000000"))
    assert holders(vault(), case.individual_opaque) == ["UKR"]
    assert identity_of(supervisor, case).contacts[0].value == "+37360000000"
