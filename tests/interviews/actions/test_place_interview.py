"""A waiting interview is placed with a case: under the keys of its person, with nothing known overwritten."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey, Part
from palermo.access.models import Account, CaseGrant, Mission, Organisation, Role
from palermo.access.uncovering import reworking
from palermo.access.walls.stance import standing_as
from palermo.audit.models import AuditEntry
from palermo.cases.models import Case, Consent, TraffickingEvent
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions.erase_individual import erase_individual
from palermo.individuals.models import Individual
from palermo.individuals.selectors import identity_of
from palermo.interviews.actions.open_case_from_interview import open_case_from_interview
from palermo.interviews.actions.place_interview import place_interview
from palermo.interviews.intake import files
from palermo.interviews.intake.placing import kept_answers, together
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Attachment, Difference, FormVersion, Interview, Submission
from palermo.interviews.placing_errors import PlacedAlready
from palermo.vault.opened import vault
from palermo.vault.sharing import holders
from tests.access.walls.role import in_role, make_role
from tests.cases.identities import draft, register
from tests.interviews.waiting import TOLD, received

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db
PHOTO = b"bytes of a picture of nobody"


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


def known(worker: Account, **facts: Any) -> CaseKey:
    return register(worker, draft(), facts=facts)


def stored() -> set[Path]:
    """The files of interviews on the disk."""
    return {path for path in files.path_of("x").parent.parent.glob("*/*") if path.is_file()}


class TestWhereItLies:
    def test_everything_is_sealed_for_the_person_of_the_case(
        self, worker: Account, screening_version: FormVersion
    ) -> None:
        case = known(worker)
        remarks = [{"path": "/data/x", "kind": "constraint", "message": ""}]
        waiting = received(worker, screening_version, remarks=remarks, photo=PHOTO)
        former = waiting.individual_id
        old = Attachment.unscoped.get().opaque_id
        place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        interview = Interview.unscoped.get()
        assert key_of(interview) == case
        assert interview.former_individual == former
        assert not Individual.objects.filter(opaque_id=former).exists()
        attachment = Attachment.unscoped.get()
        with reworking(worker, case, Part.STORY, "test"):
            said = together(kept_answers(interview))
            assert TOLD["screening_narrative"] in said.values()
            assert TOLD["first_name"] in said.values()
            assert interview.remarks == remarks
            assert Submission.unscoped.get().raw == "<data/>"
            assert attachment.about["name"] == "face.jpg"  # type: ignore[index]
            assert files.read(attachment.opaque_id, case.individual_opaque) == PHOTO
        assert attachment.opaque_id != old
        assert not files.path_of(old).exists()

    def test_the_waiting_grant_ends(self, worker: Account, screening_version: FormVersion) -> None:
        waiting = received(worker, screening_version)
        place_interview(actor=worker, interview=waiting.opaque_id, case=known(worker).opaque_id)
        assert CaseGrant.objects.get(case=waiting.opaque_id).ended_at is not None

    def test_erasing_the_person_destroys_the_former_keys_too(
        self, worker: Account, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        case, waiting = known(worker), received(worker, screening_version)
        former = waiting.individual_id
        place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        assert holders(vault(), former)
        erase_individual(actor=SystemActor("test"), individual=case.individual_opaque)
        assert not holders(vault(), former)

    def test_a_failure_leaves_it_as_it_was(
        self, worker: Account, screening_version: FormVersion, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case, waiting = known(worker), received(worker, screening_version, photo=PHOTO)
        before = stored()

        def fail(**_named: Any) -> None:
            raise RuntimeError("the disk burns")

        monkeypatch.setattr("palermo.interviews.actions.place_interview.apply_to_case", fail)
        with pytest.raises(RuntimeError):
            place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        interview, attachment = Interview.unscoped.get(), Attachment.unscoped.get()
        assert interview.case_id is None
        with reworking(worker, key_of(interview), Part.STORY, "test"):
            assert TOLD["first_name"] in together(kept_answers(interview)).values()
            assert files.read(attachment.opaque_id, interview.individual_id) == PHOTO
        assert stored() == before


class TestWhatTheCaseTakes:
    def test_what_it_did_not_know(self, worker: Account, screening_version: FormVersion) -> None:
        case = known(worker, sex="~unknown")
        waiting = received(worker, screening_version)
        applied = place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        row = Case.unscoped.get()
        assert (row.sex, row.facts["age"], row.majority) == ("female", 31, "18_and_over")
        assert row.exploitation_country == "POL"
        assert applied.differences == 0
        assert Consent.unscoped.filter(purpose="sharing", recipient_class="ngo").exists()

    def test_where_they_differ_the_case_keeps_its_own(
        self, worker: Account, screening_version: FormVersion
    ) -> None:
        case = register(
            worker,
            draft(),
            facts={"sex": "male", "age": 31, "screening_date": "2025-01-01"},
            event_facts={"exploitation_country": ["RUS"]},
        )
        waiting = received(worker, screening_version)
        applied = place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        row = Case.unscoped.get()
        assert (row.sex, row.exploitation_country) == ("male", "RUS")
        assert applied.differences == 2
        with reworking(worker, case, Part.FACTS, "test"):
            found = sorted((each.content for each in Difference.unscoped.all()), key=str)
        assert found == [
            {"variable": "exploitation_country", "event": 0, "kept": ["RUS"], "other": ["POL"]},
            {"variable": "sex", "event": None, "kept": "male", "other": "female"},
        ]

    def test_an_answer_in_the_event_of_an_import_is_found(
        self, worker: Account, screening_version: FormVersion
    ) -> None:
        case = register(worker, draft(), event_facts={"recruitment_method": ["at_work"]})
        told = TOLD | {"recruitment_method": "online_advertisement"}
        waiting = received(worker, screening_version, told)
        applied = place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        assert applied.differences == 1
        assert TraffickingEvent.unscoped.filter(kind="recruitment").count() == 0

    def test_names_are_added_to_those_that_are_known(
        self, worker: Account, screening_version: FormVersion
    ) -> None:
        case = known(worker)
        waiting = received(worker, screening_version)
        place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        view = identity_of(worker, case)
        assert view.name == "Олена Шевченко"
        assert "Олена Вигадана" in [one.text for one in view.names]


class TestWho:
    def test_whoever_may_write_both(
        self, worker: Account, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        colleague = account_of(Role.CASEWORKER, email="colleague@example.org")
        waiting, theirs = received(worker, screening_version), known(colleague)
        for actor in (worker, colleague, account_of(Role.DATA_STEWARD), account_of(Role.FOCAL_POINT)):
            with pytest.raises(NotFoundOrNotAllowed):
                place_interview(actor=actor, interview=waiting.opaque_id, case=theirs.opaque_id)
        place_interview(actor=account_of(Role.SUPERVISOR), interview=waiting.opaque_id, case=theirs.opaque_id)
        assert Interview.unscoped.get().gate_number == theirs.opaque_id

    def test_not_with_a_case_of_another_mission(
        self, worker: Account, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        elsewhere = Mission.objects.create(
            code="POL", name="Poland", country="POL", organisation=Organisation.objects.get()
        )
        other = account_of(Role.CASEWORKER, mission=elsewhere, email="other@example.org")
        waiting = received(worker, screening_version)
        with pytest.raises(NotFoundOrNotAllowed):
            place_interview(actor=worker, interview=waiting.opaque_id, case=known(other).opaque_id)

    def test_the_same_place_twice(self, worker: Account, screening_version: FormVersion) -> None:
        case, other = known(worker), known(worker)
        waiting = received(worker, screening_version)
        for _time in range(2):
            place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        with pytest.raises(PlacedAlready):
            place_interview(actor=worker, interview=waiting.opaque_id, case=other.opaque_id)
        assert AuditEntry.objects.filter(act="interview.placed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_place_it_once(account_of: Accounts, screening_version: FormVersion) -> None:
    worker = account_of(Role.CASEWORKER)
    cases = [known(worker), known(worker)]
    waiting = received(worker, screening_version, photo=PHOTO)

    def attempt(case: CaseKey) -> bool:
        try:
            with standing_as(worker):
                place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
            return True
        except PlacedAlready:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, cases)) == [False, True]
    interview, attachment = Interview.unscoped.get(), Attachment.unscoped.get()
    with standing_as(worker), reworking(worker, key_of(interview), Part.STORY, "test"):
        assert files.read(attachment.opaque_id, interview.individual_id) == PHOTO


@pytest.mark.django_db(transaction=True)
def test_one_places_while_another_opens_a_case(account_of: Accounts, screening_version: FormVersion) -> None:
    worker, supervisor = account_of(Role.CASEWORKER), account_of(Role.SUPERVISOR)
    case, waiting = known(worker), received(worker, screening_version)

    def place() -> bool:
        with standing_as(worker):
            place_interview(actor=worker, interview=waiting.opaque_id, case=case.opaque_id)
        return True

    def open_case() -> bool:
        with standing_as(supervisor):
            open_case_from_interview(actor=supervisor, interview=waiting.opaque_id)
        return True

    def attempt(act: Callable[[], bool]) -> bool:
        try:
            return act()
        except PlacedAlready:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [place, open_case])) == [False, True]
    assert Interview.unscoped.get().case is not None
    assert Case.unscoped.count() in (1, 2)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no walls")
def test_behind_the_databases_walls(account_of: Accounts, screening_version: FormVersion) -> None:
    worker = account_of(Role.CASEWORKER)
    make_role()
    with in_role(), standing_as(worker):
        case = known(worker, sex="male")
        placed = received(worker, screening_version, photo=PHOTO)
        applied = place_interview(actor=worker, interview=placed.opaque_id, case=case.opaque_id)
        assert applied.differences == 1
        opened = received(worker, screening_version)
        open_case_from_interview(actor=worker, interview=opened.opaque_id)
        assert Case.unscoped.count() == 2
        assert Individual.objects.count() == 2
