"""Two workers, one record: different answers merge, the same question waits for a person."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.utils import timezone

from palermo.access.actions.assign_case import assign_case
from palermo.access.actions.checks import NotAcceptedError
from palermo.access.models import Account, Role
from palermo.access.parts import Part
from palermo.audit.models import AuditEntry
from palermo.individuals.models import Individual
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake.arrival import Receipt
from palermo.interviews.intake.errors import SubmissionConflict
from palermo.interviews.intake.placing import kept_answers, seen_as
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Difference, Interview, Submission
from palermo.vault.clearance import clearance
from tests.access.people import acts
from tests.cases.factory import make_mission
from tests.cases.identities import register
from tests.interviews.intake.small_form import arrival, filled, instance_id, publish
from tests.interviews.intake.stored import differences, remarks_of, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]
Accounts = Callable[..., Account]
FIRST = instance_id()
BASE = {"sex": "female", "age": "30", "first_name": "Zlatka", "told": "a lorry"}
LEGS = (("RUS", "bus"), ("POL", "train"))


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    publish()
    return account_of(Role.CASEWORKER)


@pytest.fixture
def interview(worker: Account) -> Interview:
    receive_submission(actor=worker, arrival=arrival(filled(FIRST, journey=LEGS, **BASE)))
    return Interview.unscoped.get()


@pytest.fixture
def colleague(interview: Interview, account_of: Accounts) -> Account:
    """Somebody else who has the same interview."""
    other = account_of(Role.CASEWORKER, email="other@example.org")
    supervisor = account_of(Role.SUPERVISOR)
    assign_case(actor=supervisor, case=key_of(interview), account=other)
    return other


def edit(
    actor: Account,
    before: str = FIRST,
    number: str = "",
    seen: str = "",
    journey: tuple[tuple[str, str], ...] = LEGS,
    **changes: str,
) -> Receipt:
    said = {name: value for name, value in (BASE | changes).items() if value}
    return receive_submission(
        actor=actor, arrival=arrival(filled(number, started_from=before, journey=journey, **said), seen=seen)
    )


def test_an_edit_of_the_newest_is_the_new_state(worker: Account, interview: Interview) -> None:
    second = instance_id()
    receipt = edit(worker, number=second, told="a bus", first_name="", first_name_blank="~refused", age="31")
    assert (receipt.interview, receipt.is_new) == (interview.opaque_id, True)
    assert says(interview) == {
        "sex": "female", "age": "31", "twice": "62", "told": "a bus", "first_name": "~refused",
        "journey[1]/country": "RUS", "journey[1]/how": "bus",
        "journey[2]/country": "POL", "journey[2]/how": "train",
    }  # fmt: skip
    edit(worker, second, told="", journey=())
    assert says(interview) == {"sex": "female", "age": "30", "twice": "60", "first_name": "Zlatka"}
    assert Interview.unscoped.count() == Individual.objects.count() == 1
    assert Submission.unscoped.count() == 3
    assert differences(interview) == []
    assert acts().count("interview.edited") == 2
    assert "interview.merged" not in acts()


def test_every_instance_stays_as_it_came(worker: Account, interview: Interview) -> None:
    edit(worker, told="a bus")
    with clearance("test", individuals=[interview.individual_id]):
        raws = [row.raw for row in Submission.unscoped.order_by("pk")]
    assert ["a lorry" in raw for raw in raws] == [True, False]
    assert Submission.unscoped.order_by("pk")[1].started_from == Submission.unscoped.order_by("pk")[0]


def test_different_questions_merge(worker: Account, colleague: Account, interview: Interview) -> None:
    edit(worker, told="a bus", journey=(("RUS", "bus"), ("POL", "on foot")))
    edit(colleague, age="31", first_name="Zlata", journey=(("UKR", "bus"), ("POL", "train")))
    found = says(interview)
    assert found == {
        "sex": "female", "age": "31", "twice": "62", "told": "a bus", "first_name": "Zlata",
        "journey[1]/country": "UKR", "journey[1]/how": "bus",
        "journey[2]/country": "POL", "journey[2]/how": "on foot",
    }  # fmt: skip
    assert differences(interview) == []
    entry = AuditEntry.objects.get(act="interview.merged")
    assert json.loads(entry.details)["count"] == 0


def test_the_same_question_keeps_the_present_answer_and_asks(
    worker: Account, colleague: Account, interview: Interview
) -> None:
    edit(worker, told="a bus", age="31", sex="male")
    edit(colleague, told="on foot", age="32", sex="male")
    assert says(interview)["told"] == "a bus"
    assert says(interview)["twice"] == "62"
    assert differences(interview) == [
        ("/data/age", {"/data/age": "31"}, {"/data/age": "32"}),
        ("/data/told", {"/data/told": "a bus"}, {"/data/told": "on foot"}),
    ]
    assert set(Difference.unscoped.values_list("part", flat=True)) == {Part.FACTS, Part.STORY}
    assert b"on foot" not in str(list(Difference.unscoped.values())).encode()


def test_blank_with_a_reason_against_an_answer_is_one_question(
    worker: Account, colleague: Account, interview: Interview
) -> None:
    edit(worker, first_name="", first_name_blank="~refused")
    edit(colleague, first_name="Zlata")
    assert differences(interview) == [
        ("/data/first_name", {"/data/first_name": "~refused"}, {"/data/first_name": "Zlata"})
    ]
    assert says(interview)["first_name"] == "~refused"
    assert Difference.unscoped.get().part == Part.IDENTITY


def test_entries_that_both_added_are_one_question(
    worker: Account, colleague: Account, interview: Interview
) -> None:
    edit(worker, journey=(*LEGS, ("CZE", "car")))
    edit(colleague, journey=(*LEGS, ("DEU", "plane")))
    [(path, kept, other)] = differences(interview)
    assert path == "/data/journey"
    assert (kept["/data/journey[3]/country"], other["/data/journey[3]/country"]) == ("CZE", "DEU")
    assert says(interview)["journey[3]/country"] == "CZE"
    # Coded and told answers lie in it: whoever is shown it must be allowed to read both.
    assert Difference.unscoped.get().part == Part.STORY


def test_a_third_from_the_beginning(worker: Account, colleague: Account, interview: Interview) -> None:
    """Three from the same origin: each is measured by what it started from."""
    edit(worker, told="a bus")
    edit(colleague, age="31")
    edit(worker, first_name="Zlata")
    assert {name: says(interview)[name] for name in ("told", "age", "first_name")} == {
        "told": "a bus", "age": "31", "first_name": "Zlata",
    }  # fmt: skip
    assert differences(interview) == []


def test_an_edit_of_the_newest_does_not_undo_what_was_merged_into_it(
    worker: Account, colleague: Account, interview: Interview
) -> None:
    """A telephone edits its own instance, which does not have what others changed before it came."""
    edit(worker, told="a bus")
    mine = instance_id()
    edit(colleague, number=mine, age="31")
    edit(colleague, mine, age="31", first_name="Zlata")
    assert {name: says(interview)[name] for name in ("told", "age", "first_name")} == {
        "told": "a bus", "age": "31", "first_name": "Zlata",
    }  # fmt: skip


def test_what_is_kept_follows_later_edits(worker: Account, colleague: Account, interview: Interview) -> None:
    second = instance_id()
    edit(worker, number=second, told="a bus")
    edit(colleague, told="on foot")
    edit(worker, second, told="by train")
    assert differences(interview) == [("/data/told", {"/data/told": "by train"}, {"/data/told": "on foot"})]
    edit(worker, second, told="on foot")
    # Measured by what that edit started from, two changed it again: nobody's word gets lost.
    assert says(interview)["told"] == "by train"


def shown(interview: Interview) -> str:
    """What a device carries that was given the interview as it is now."""
    interview.refresh_from_db()
    with clearance("test", individuals=[interview.individual_id]):
        return seen_as(kept_answers(interview))


def test_an_edit_of_what_the_server_said_is_nobodys_difference(
    worker: Account, colleague: Account, interview: Interview
) -> None:
    edit(worker, told="a bus")
    newest = instance_id()
    edit(colleague, number=newest, told="on foot")
    seen = shown(interview)
    edit(worker, newest, seen=seen, told="a bus and then on foot")
    assert says(interview)["told"] == "a bus and then on foot"
    # The question is still open, beside what the interview says now.
    assert differences(interview) == [
        ("/data/told", {"/data/told": "a bus and then on foot"}, {"/data/told": "on foot"})
    ]
    edit(colleague, newest, seen=shown(interview), told="on foot")
    assert differences(interview) == []
    [decided] = Difference.unscoped.filter(decided_at__isnull=False)
    assert decided.decided_by == colleague
    # What was seen before is no longer what it says: measured by the instance, as ever.
    edit(worker, newest, seen=seen, told="by sea")
    assert says(interview)["told"] == "by sea"


def test_remarks_are_those_of_the_merged_answers(
    worker: Account, colleague: Account, interview: Interview
) -> None:
    edit(worker, expecting="yes")
    edit(colleague, sex="male")
    assert says(interview)["expecting"] == "yes"
    assert ("/data/expecting", "irrelevant") in remarks_of(interview)
    assert Interview.unscoped.get().has_remarks


def test_versions_may_differ(worker: Account, colleague: Account, interview: Interview) -> None:
    publish(version="2", more="later")
    said = BASE | {"later": "asked since"}
    receive_submission(
        actor=worker, arrival=arrival(filled(version="2", started_from=FIRST, journey=LEGS, **said))
    )
    assert says(interview)["later"] == "asked since"
    edit(colleague, age="31")
    assert (says(interview)["later"], says(interview)["age"]) == ("asked since", "31")
    assert Interview.unscoped.get().version.version == "1"


class TestWhatIsNotAnEditHere:
    def test_an_origin_that_is_unknown(self, worker: Account) -> None:
        receive_submission(actor=worker, arrival=arrival(filled(started_from=instance_id(), told="alone")))
        interview = Interview.unscoped.get()
        assert says(interview) == {"told": "alone"}
        assert ("", "unknown_origin") in remarks_of(interview)

    def test_the_origin_of_another_mission(self, interview: Interview, account_of: Accounts) -> None:
        far = account_of(Role.CASEWORKER, make_mission("MDA"), email="far@example.org")
        receipt = edit(far, told="mine")
        assert receipt.interview != interview.opaque_id
        assert says(interview)["told"] == "a lorry"

    def test_the_origin_of_a_colleague_answers_as_one_that_is_not_there(
        self, interview: Interview, account_of: Accounts
    ) -> None:
        other = account_of(Role.CASEWORKER, email="other@example.org")
        one, two = edit(other, told="mine"), edit(other, instance_id(), told="mine")
        assert interview.opaque_id not in (one.interview, two.interview)
        assert one.remarks == two.remarks
        assert says(interview)["told"] == "a lorry"
        assert Interview.unscoped.count() == 3

    def test_an_erased_person(self, worker: Account, interview: Interview) -> None:
        Individual.objects.update(erased_at=timezone.now())
        with pytest.raises(NotAcceptedError):
            edit(worker, told="again")
        assert Submission.unscoped.count() == 1


def test_the_same_edit_twice(worker: Account, interview: Interview) -> None:
    number = instance_id()
    one, two = edit(worker, number=number, told="a bus"), edit(worker, number=number, told="a bus")
    assert (one.number, one.is_new, two.is_new) == (two.number, True, False)
    with pytest.raises(SubmissionConflict):
        edit(worker, number=number, told="something else")
    assert Submission.unscoped.count() == 2


def test_an_edit_of_an_interview_of_a_case_tells_the_case(worker: Account) -> None:
    key = register(worker, facts={"sex": "female"})
    receive_submission(actor=worker, arrival=arrival(filled(FIRST, **BASE), case=key.opaque_id))
    interview = Interview.unscoped.select_related("case").get()
    assert interview.case is not None
    assert interview.case.facts["age"] == 30
    edit(worker, journey=(), expecting="no", told="more")
    edit(worker, journey=(), sex="male")
    interview.refresh_from_db()
    rows = Difference.unscoped.filter(is_with_case=True)
    assert rows.count() == 1
    assert differences_with_case(interview) == [("sex", "female", "male")]


def differences_with_case(interview: Interview) -> list[tuple[str, object, object]]:
    with clearance("test", individuals=[interview.individual_id]):
        return [
            (row.content["variable"], row.content["kept"], row.content["other"])
            for row in Difference.unscoped.filter(interview=interview, is_with_case=True)
        ]


def test_what_the_case_does_not_take_is_remarked_and_nothing_is_lost(
    worker: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_named: object) -> None:
        raise NotAcceptedError("The case is closed.", field="case")

    monkeypatch.setattr("palermo.interviews.actions.tell_case.apply_to_case", refuse)
    key = register(worker)
    receive_submission(actor=worker, arrival=arrival(filled(FIRST, **BASE), case=key.opaque_id))
    interview = Interview.unscoped.get()
    assert says(interview)["told"] == "a lorry"
    assert ("", "case") in remarks_of(interview)
    Interview.unscoped.update(remarks=None, has_remarks=False)
    edit(worker, told="a bus")
    assert ("", "case") in remarks_of(interview)
    assert interview.has_remarks
