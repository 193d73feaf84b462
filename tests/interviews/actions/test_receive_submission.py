"""Receiving an interview: whole or not at all, once for an instance, by those who may, and sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn, Part, Relation, standing
from palermo.access.models import Account, CaseGrant, Mission, Role
from palermo.audit.models import AuditEntry
from palermo.cases.models import Case
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.models import Individual
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake import files as disk
from palermo.interviews.intake import receipts
from palermo.interviews.intake.errors import (
    AttachmentRefused,
    SubmissionConflict,
    UnknownForm,
)
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import AnswerPart, Attachment, Device, Interview, Submission
from palermo.vault.clearance import clearance
from tests.access.people import acts
from tests.cases.factory import make_mission
from tests.cases.identities import register
from tests.individuals.pictures.samples import jpeg, png
from tests.interviews.intake.small_form import arrival, file, filled, instance_id, publish
from tests.interviews.intake.stored import nothing_stored, on_disk, parts_of

Accounts = Callable[..., Account]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]


@pytest.fixture(autouse=True)
def form(db: None) -> None:
    publish()


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


class TestWhatIsKept:
    def test_every_answer_lies_in_its_part(self, worker: Account) -> None:
        xml = filled(
            sex="female", age="30", first_name="Zlatka", told="the lorry", advice="appeal",
            journey=(("RUS", "by bus"), ("POL", "")),
        )  # fmt: skip
        receipt = receive_submission(actor=worker, arrival=arrival(xml))
        interview = Interview.unscoped.get()
        assert interview.facts == {
            "/data/sex": "female", "/data/age": "30", "/data/twice": "60",
            "/data/journey[1]/country": "RUS", "/data/journey[2]/country": "POL",
        }  # fmt: skip
        assert parts_of(interview) == {
            Part.IDENTITY: {"/data/first_name": "Zlatka"},
            Part.STORY: {"/data/told": "the lorry", "/data/journey[1]/how": "by bus"},
            Part.PRIVILEGED: {"/data/advice": "appeal"},
        }
        assert (receipt.interview, receipt.is_new, receipt.is_complete) == (interview.opaque_id, True, True)
        submission = Submission.unscoped.get()
        assert submission.receipt == receipt.number
        with clearance("test", individuals=[interview.individual_id]):
            assert submission.raw.encode() == xml

    def test_a_calculation_is_what_the_form_says(self, worker: Account) -> None:
        xml = filled(age="30", twice="1000")
        receipt = receive_submission(actor=worker, arrival=arrival(xml))
        interview = Interview.unscoped.get()
        assert interview.facts["/data/twice"] == "60"
        assert receipt.remarks >= 1
        with clearance("test", individuals=[interview.individual_id]):
            assert Submission.unscoped.get().raw.encode() == xml

    def test_impossible_answers_are_kept_and_flagged(self, worker: Account) -> None:
        xml = filled(sex="male", expecting="yes", age="200", told="all the same")
        receipt = receive_submission(actor=worker, arrival=arrival(xml))
        interview = Interview.unscoped.get()
        assert interview.facts["/data/expecting"] == "yes"
        assert interview.facts["/data/age"] == "200"
        assert interview.has_remarks
        with clearance("test", individuals=[interview.individual_id]):
            found = {(one["path"], one["kind"]) for one in interview.remarks}
        assert {("/data/expecting", "irrelevant"), ("/data/age", "constraint")} <= found
        assert receipt.remarks == len(found)

    def test_an_interview_without_fault_has_no_remarks(self, worker: Account) -> None:
        xml = filled(sex="female", age="30", expecting="no", first_name="Z", journey=(("RUS", "bus"),))
        assert receive_submission(actor=worker, arrival=arrival(xml)).remarks == 0
        interview = Interview.unscoped.get()
        assert (interview.has_remarks, interview.remarks_sealed) == (False, None)

    def test_a_reason_for_a_blank_stands_at_the_question(self, worker: Account) -> None:
        receive_submission(actor=worker, arrival=arrival(filled(first_name_blank="~refused")))
        assert parts_of(Interview.unscoped.get()) == {Part.IDENTITY: {"/data/first_name": "~refused"}}

    def test_moments_and_days(self, worker: Account) -> None:
        began = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
        receive_submission(
            actor=worker,
            arrival=arrival(channel="paper", language="ar", began_at=began, paper_on=date(2025, 12, 31)),
        )
        interview = Interview.unscoped.get()
        assert (interview.channel, interview.language, interview.began_at) == ("paper", "ar", began)
        assert interview.paper_on == date(2025, 12, 31)

    @pytest.mark.parametrize("said", ["x" * 40, "Anna Karenina", "ar\x00", "<ar>"])
    def test_a_language_that_is_none_is_left_out(self, worker: Account, said: str) -> None:
        receive_submission(actor=worker, arrival=arrival(language=said))
        assert Interview.unscoped.get().language == ""

    def test_nothing_of_it_is_readable_in_the_audit_or_the_rows(self, worker: Account) -> None:
        xml = filled("some name typed for an id", first_name="Zlatka", told="canary")
        receive_submission(actor=worker, arrival=arrival(xml, file("p.png")))
        left = str(list(AuditEntry.objects.values())) + "".join(
            str(list(model.unscoped.values())) for model in (Interview, Submission, AnswerPart, Attachment)
        )
        for word in ("Zlatka", "canary", "p.png", "some name"):
            assert word not in left

    def test_on_record(self, worker: Account) -> None:
        receipt = receive_submission(
            actor=worker, arrival=arrival(filled(portrait="a.png", sex="male"), file("a.png"))
        )
        assert acts() == ["attachment.stored", "case.assigned", "interview.received"]
        entry = AuditEntry.objects.get(act="interview.received")
        assert (entry.object_kind, entry.object_id, entry.mission) == ("interview", receipt.interview, "UKR")


class TestWhoseItIs:
    def test_without_a_case_it_waits_with_its_sender(self, worker: Account, account_of: Accounts) -> None:
        receive_submission(actor=worker, arrival=arrival())
        interview = Interview.unscoped.get()
        assert (interview.case, interview.gate_number) == (None, interview.opaque_id)
        assert Individual.objects.get().opaque_id == interview.individual_id
        key = key_of(interview)
        assert standing(worker, key).relation == Relation.ASSIGNED
        other = account_of(Role.CASEWORKER, email="other@example.org")
        assert standing(other, key).readable == {Part.FACTS}
        far = account_of(Role.CASEWORKER, make_mission("MDA"), email="far@example.org")
        assert standing(far, key).is_none
        assert list(Interview.objects.for_actor(far)) == []
        assert list(Interview.objects.for_actor(worker)) == [interview]

    def test_a_supervisor_needs_no_assignment(self, account_of: Accounts) -> None:
        supervisor = account_of(Role.SUPERVISOR)
        receive_submission(actor=supervisor, arrival=arrival())
        assert not CaseGrant.objects.exists()
        assert standing(supervisor, key_of(Interview.unscoped.get())).relation == Relation.SUPERVISES

    def test_begun_from_a_case(self, worker: Account) -> None:
        key = register(worker)
        receive_submission(actor=worker, arrival=arrival(filled(told="of the case"), case=key.opaque_id))
        interview = Interview.unscoped.get()
        assert interview.case == Case.unscoped.get()
        assert (interview.gate_number, interview.individual_id) == (key.opaque_id, key.individual_opaque)
        assert Individual.objects.count() == 1
        assert CaseGrant.objects.count() == 1

    def test_a_case_that_is_not_the_senders(self, worker: Account, account_of: Accounts) -> None:
        key = register(account_of(Role.CASEWORKER, email="other@example.org"))
        far = register(account_of(Role.CASEWORKER, make_mission("MDA"), email="far@example.org"))
        for number in (key.opaque_id, far.opaque_id, "a" * 16, "x"):
            with pytest.raises(NotFoundOrNotAllowed):
                receive_submission(actor=worker, arrival=arrival(case=number))
        assert not Interview.unscoped.exists()


class TestWhoMay:
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.CASEWORKER, Role.SUPERVISOR}))
    def test_others_hand_in_nothing(self, account_of: Accounts, role: str) -> None:
        with pytest.raises(NotFoundOrNotAllowed):
            receive_submission(actor=account_of(role), arrival=arrival())
        assert nothing_stored()

    def test_nobody_the_system_and_a_closed_account(self, worker: Account) -> None:
        worker.is_active = False
        for actor, error in (
            (None, NotSignedIn),
            (worker, NotSignedIn),
            (SystemActor("test"), NotFoundOrNotAllowed),
        ):
            with pytest.raises(error):
                receive_submission(actor=actor, arrival=arrival())
        assert nothing_stored()

    def test_not_in_a_frozen_mission(self, worker: Account) -> None:
        Mission.objects.update(frozen_at=timezone.now())
        with pytest.raises(NotFoundOrNotAllowed):
            receive_submission(actor=worker, arrival=arrival())
        assert nothing_stored()

    def test_only_with_a_device_of_ones_own_that_works(self, worker: Account, account_of: Accounts) -> None:
        def device(account: Account, number: int) -> Device:
            return Device.objects.create(
                mission=account.mission,
                account=account,
                kind="browser",
                name="x",
                secret_digest=bytes([number]) * 32,
            )

        mine, others = device(worker, 1), device(account_of(Role.CASEWORKER, email="other@example.org"), 2)
        receive_submission(actor=worker, arrival=arrival(device=mine))
        assert Submission.unscoped.get().device == mine
        Device.objects.filter(pk=mine.pk).update(revoked_at=timezone.now())
        for each in (mine, others):
            with pytest.raises(NotFoundOrNotAllowed):
                receive_submission(actor=worker, arrival=arrival(device=each))
        assert Submission.unscoped.count() == 1


class TestForms:
    def test_unknown_forms_and_versions(self, worker: Account) -> None:
        publish(make_mission("MDA"), form_id="theirs")
        for xml in (
            filled(form_id="nothing"),
            filled(version="2"),
            filled(form_id="theirs"),
            filled(version=""),
        ):
            with pytest.raises(UnknownForm):
                receive_submission(actor=worker, arrival=arrival(xml))
        assert nothing_stored()

    def test_an_older_version_and_a_retired_form_are_still_taken(self, worker: Account) -> None:
        newer = publish(version="2", more="extra")
        newer.form.__class__.objects.update(retired_at=timezone.now())
        receive_submission(actor=worker, arrival=arrival(filled(version="1", sex="male")))
        receive_submission(actor=worker, arrival=arrival(filled(version="2", extra="new")))
        assert set(Interview.unscoped.values_list("version__version", flat=True)) == {"1", "2"}


class TestTwice:
    def test_the_same_again_gives_the_same_receipt(self, worker: Account) -> None:
        xml = filled(sex="male", age="200")
        one = receive_submission(actor=worker, arrival=arrival(xml))
        rows = AuditEntry.objects.count()
        again = receive_submission(actor=worker, arrival=arrival(xml))
        assert (again.number, again.interview, again.remarks) == (one.number, one.interview, one.remarks)
        assert (one.is_new, again.is_new) == (True, False)
        assert Interview.unscoped.count() == Submission.unscoped.count() == Individual.objects.count() == 1
        assert AuditEntry.objects.count() == rows

    def test_from_a_colleague_too(self, worker: Account, account_of: Accounts) -> None:
        """A telephone changes hands. Who has the bytes has the interview."""
        xml = filled(sex="male")
        one = receive_submission(actor=worker, arrival=arrival(xml))
        other = account_of(Role.SUPERVISOR)
        assert receive_submission(actor=other, arrival=arrival(xml)).number == one.number

    def test_other_contents_are_a_conflict(self, worker: Account) -> None:
        number = instance_id()
        receive_submission(actor=worker, arrival=arrival(filled(number, told="one")))
        with pytest.raises(SubmissionConflict):
            receive_submission(actor=worker, arrival=arrival(filled(number, told="two")))
        assert parts_of(Interview.unscoped.get()) == {Part.STORY: {"/data/told": "one"}}

    def test_another_mission_has_its_own(self, worker: Account, account_of: Accounts) -> None:
        number = instance_id()
        receive_submission(actor=worker, arrival=arrival(filled(number, told="one")))
        far = account_of(Role.CASEWORKER, make_mission("MDA"), email="far@example.org")
        assert receive_submission(actor=far, arrival=arrival(filled(number, told="two"))).is_new

    def test_an_id_that_is_no_uuid_is_known_again(self, worker: Account) -> None:
        xml = filled("Anna K., 12 Long Street", told="x")
        one = receive_submission(actor=worker, arrival=arrival(xml))
        assert receive_submission(actor=worker, arrival=arrival(xml)).number == one.number
        assert "Anna" not in Submission.unscoped.get().instance_id

    def test_receipts_that_meet_are_drawn_again(
        self, worker: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = iter(["AAAA-AAAA", "AAAA-AAAA", "AAAA-BBBB"])
        monkeypatch.setattr(receipts, "drawn", lambda: next(drawn))
        for _ in range(2):
            receive_submission(actor=worker, arrival=arrival())
        assert set(Submission.unscoped.values_list("receipt", flat=True)) == {"AAAA-AAAA", "AAAA-BBBB"}

    def test_a_receipt_is_not_mistaken(self) -> None:
        found = {receipts.drawn() for _ in range(300)}
        assert len(found) == 300
        assert not set("".join(found)) & set("01ILOU")


class TestFiles:
    def test_a_file_is_cleaned_sealed_and_found_again(self, worker: Account) -> None:
        xml = filled(portrait="me.jpg", paper="notes")
        receive_submission(
            actor=worker,
            arrival=arrival(xml, file("me.jpg", jpeg(), stream=True), file("notes", b"name,age\nZ,3\n")),
        )
        interview = Interview.unscoped.get()
        assert interview.is_complete
        with clearance("test", individuals=[interview.individual_id]):
            kept = {row.about["name"]: (row, row.about) for row in Attachment.unscoped.all()}
            row, about = kept["me.jpg"]
            assert (about["media_type"], about["question"], row.part) == (
                "image/jpeg", "/data/portrait", Part.IDENTITY,
            )  # fmt: skip
            assert disk.read(row.opaque_id, interview.individual_id) == jpeg()
            row, about = kept["notes"]
            assert (about["media_type"], about["size"], row.part) == ("text/plain", 13, Part.STORY)
        sealed = disk.path_of(row.opaque_id).read_bytes()
        assert b"name,age" not in sealed

    def test_a_file_that_no_answer_names_is_not_taken(self, worker: Account) -> None:
        receive_submission(actor=worker, arrival=arrival(filled(sex="male"), file("taken again.png")))
        assert on_disk() == []
        assert not Attachment.unscoped.exists()

    def test_files_that_are_missing_are_said(self, worker: Account) -> None:
        receipt = receive_submission(actor=worker, arrival=arrival(filled(portrait="a.png")))
        assert not receipt.is_complete
        assert not Interview.unscoped.get().is_complete

    @pytest.mark.parametrize("content", [b"", b"<html>", b"\x7fELF", png()[:-9]])
    def test_a_file_that_is_refused_takes_all_with_it(self, worker: Account, content: bytes) -> None:
        xml = filled(portrait="a.png", paper="b")
        with pytest.raises(AttachmentRefused) as refused:
            receive_submission(actor=worker, arrival=arrival(xml, file("a.png"), file("b", content)))
        assert refused.value.details == {"place": 2}
        assert nothing_stored()

    def test_the_same_name_twice_in_one_post(self, worker: Account) -> None:
        xml = filled(portrait="a.png")
        with pytest.raises(SubmissionConflict):
            receive_submission(actor=worker, arrival=arrival(xml, file("a.png"), file("a.png", jpeg())))
        assert nothing_stored()
        receive_submission(actor=worker, arrival=arrival(xml, file("a.png"), file("a.png")))
        assert Attachment.unscoped.count() == 1
