"""After an erasure nothing of the person is left, whatever happened in between."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions import erase_individual as module
from palermo.individuals.actions.add_detail import add_detail
from palermo.individuals.actions.erase_individual import erase_individual
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.actions.store_photo import store_photo
from palermo.individuals.groups import GROUPS
from palermo.individuals.index.writing import EXACT, NAMES
from palermo.individuals.models import Individual
from palermo.individuals.pictures import files
from palermo.individuals.searching import SearchQuery, search_people
from palermo.individuals.selectors import certificate_of, identity_of
from palermo.individuals.values import NameDetail
from palermo.vault.certificate import public_key, verify
from palermo.vault.errors import NoKey
from palermo.vault.individual_keys import individual_keys
from palermo.vault.opened import vault
from tests.individuals.conftest import Register, scope_of
from tests.individuals.drafts import full_draft, named
from tests.individuals.pictures.samples import png
from tests.individuals.tables import entries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(case: CaseKey, supervisor: Account) -> str:
    """Somebody fully recorded; the number of the picture."""
    record_identity(actor=supervisor, case=case, draft=full_draft())
    Individual.objects.filter(opaque_id=case.individual_opaque).update(reference_token=b"r" * 32)
    return store_photo(actor=supervisor, case=case, content=png())


def nothing_is_left(case: CaseKey, photo: str) -> None:
    person = Individual.objects.get(opaque_id=case.individual_opaque)
    assert person.reference_token is None
    assert person.erased_at is not None
    assert person.erasure_ended_at is not None
    for group in GROUPS.values():
        assert not group.model.unscoped.filter(individual_id=case.individual_opaque).exists()
    assert entries_of(NAMES, person.pk) == entries_of(EXACT, person.pk) == 0
    assert not files.path_of(photo).exists()
    with pytest.raises(NoKey):
        individual_keys(vault(), case.individual_opaque)


def test_nothing_is_left(
    case: CaseKey, register: Register, photo: str, supervisor: Account, focal_point: Account
) -> None:
    other = register()
    record_identity(actor=supervisor, case=other, draft=named("Oksana Shevchenko"))
    certificate = erase_individual(actor=focal_point, individual=case.individual_opaque, reason="retention")
    assert certificate is not None
    verify(certificate, public_key(vault()))
    nothing_is_left(case, photo)
    assert not identity_of(supervisor, case).names
    found = search_people(supervisor, SearchQuery(name="Oksana Shevchenko"), scope_of(case, other))
    assert [match.case for match in found] == [other]
    acts = AuditEntry.objects.filter(object_id=case.individual_opaque, act__startswith="identity.eras")
    assert [(entry.act, entry.actor) for entry in acts.order_by("sequence")] == [
        ("identity.erasure_begun", f"account:{focal_point.pk}"),
        ("identity.erased", f"account:{focal_point.pk}"),
    ]


def test_again_gives_the_same_certificate_and_no_second_entry(
    case: CaseKey, photo: str, focal_point: Account
) -> None:
    made = erase_individual(actor=focal_point, individual=case.individual_opaque)
    assert erase_individual(actor=SystemActor("test"), individual=case.individual_opaque) == made
    assert certificate_of(focal_point, case.individual_opaque) == made
    assert AuditEntry.objects.filter(act="identity.erased").count() == 1


def test_nothing_is_written_about_an_erased_person(
    case: CaseKey, photo: str, supervisor: Account, focal_point: Account
) -> None:
    erase_individual(actor=focal_point, individual=case.individual_opaque)
    for attempt in (
        lambda: record_identity(actor=supervisor, case=case, draft=named("Oksana")),
        lambda: add_detail(actor=supervisor, case=case, detail=NameDetail(text="Oksana")),
        lambda: store_photo(actor=supervisor, case=case, content=png()),
    ):
        with pytest.raises((NoKey, NotAcceptedError)):
            attempt()
    nothing_is_left(case, photo)


@pytest.mark.parametrize("step", ["_destroy_keys", "files.delete", "_finish", "index.move", "record"])
def test_interrupted_and_called_again(
    case: CaseKey,
    photo: str,
    supervisor: Account,
    focal_point: Account,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    class Crash(Exception):
        pass

    def crash(*_given: object, **_named: object) -> None:
        raise Crash

    calls = 0
    record = module.record

    def crash_at_the_second(*given: object, **named_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Crash
        record(*given, **named_)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        target = f"palermo.individuals.actions.erase_individual.{step}"
        broken.setattr(target, crash_at_the_second if step == "record" else crash)
        with pytest.raises(Crash):
            erase_individual(actor=focal_point, individual=case.individual_opaque)
    with pytest.raises((NotAcceptedError, NoKey)):
        add_detail(actor=supervisor, case=case, detail=NameDetail(text="Oksana"))
    assert erase_individual(actor=focal_point, individual=case.individual_opaque) is not None
    nothing_is_left(case, photo)
    assert AuditEntry.objects.filter(act="identity.erasure_begun").count() == 1
    assert AuditEntry.objects.filter(act="identity.erased").count() == 1


def test_somebody_without_an_identity(case: CaseKey, focal_point: Account) -> None:
    Individual.objects.filter(opaque_id=case.individual_opaque).update(reference_token=b"s" * 32)
    assert erase_individual(actor=focal_point, individual=case.individual_opaque) is None
    assert Individual.objects.get(opaque_id=case.individual_opaque).reference_token is None
    with pytest.raises(NotFoundOrNotAllowed):
        certificate_of(focal_point, case.individual_opaque)


def test_other_packages_are_told(
    case: CaseKey, focal_point: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(module, "ERASERS", [told.append])
    erase_individual(actor=focal_point, individual=case.individual_opaque)
    assert told == [case.individual_opaque]


def test_who_may_erase(
    case: CaseKey, photo: str, supervisor: Account, account_of: Callable[..., Account], focal_point: Account
) -> None:
    for account in (supervisor, account_of(Role.ADMINISTRATOR), account_of(Role.DATA_STEWARD)):
        with pytest.raises(NotFoundOrNotAllowed):
            erase_individual(actor=account, individual=case.individual_opaque)
        with pytest.raises(NotFoundOrNotAllowed):
            certificate_of(account, case.individual_opaque)
    with pytest.raises(NotFoundOrNotAllowed):
        erase_individual(actor=focal_point, individual="a" * 16)
    with pytest.raises(NotAcceptedError):
        erase_individual(actor=focal_point, individual=case.individual_opaque, reason="Oksana asked")
    assert identity_of(supervisor, case).names
