"""Somebody who may change all of the interview decides, once, seeing what is there now."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actions.assign_case import assign_case
from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.access.parts import Part
from palermo.errors import NotFoundOrNotAllowed
from palermo.interviews.actions.decide_difference import DifferenceDecided, decide_difference
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake.differences import shown_as
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Difference, Interview
from palermo.vault.clearance import clearance
from tests.access.people import acts
from tests.cases.factory import make_mission
from tests.interviews.intake.small_form import arrival, filled, instance_id, publish
from tests.interviews.intake.stored import differences, remarks_of, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]
Accounts = Callable[..., Account]
START = instance_id(6)
LEGS = (("RUS", "bus"),)


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    publish()
    return account_of(Role.CASEWORKER)


@pytest.fixture
def interview(worker: Account, account_of: Accounts) -> Interview:
    send(worker, number=START, told="a lorry", age="30", first_name="Zlatka", expecting="yes", sex="female")
    found = Interview.unscoped.get()
    other = account_of(Role.CASEWORKER, email="other@example.org")
    assign_case(actor=account_of(Role.SUPERVISOR), case=key_of(found), account=other)
    send(worker, told="a bus", age="31", first_name="Zlata", expecting="yes", sex="female")
    send(
        other, told="on foot", age="32", first_name="", expecting="yes", sex="male",
        journey=(*LEGS, ("POL", "train")),
    )  # fmt: skip
    return found


def send(actor: Account, number: str = "", journey: tuple[tuple[str, str], ...] = LEGS, **said: str) -> None:
    given = {name: value for name, value in said.items() if value}
    before = "" if number == START else START
    receive_submission(
        actor=actor, arrival=arrival(filled(number, started_from=before, journey=journey, **given))
    )


def row_of(interview: Interview, path: str) -> Difference:
    with clearance("test", individuals=[interview.individual_id]):
        return next(row for row in Difference.unscoped.all() if row.content["path"] == f"/data/{path}")


def test_the_present_answer(worker: Account, interview: Interview) -> None:
    before = says(interview)
    decide_difference(actor=worker, difference=row_of(interview, "told").opaque_id, choice="kept")
    assert says(interview) == before
    assert "/data/told" not in [path for path, _kept, _other in differences(interview)]
    row = row_of(interview, "told")
    assert (row.decided_by, row.decided_at is not None) == (worker, True)


def test_the_other_answer(worker: Account, interview: Interview) -> None:
    assert says(interview)["twice"] == "62"
    for path in ("told", "age", "first_name"):
        decide_difference(actor=worker, difference=row_of(interview, path).opaque_id, choice="other")
    found = says(interview)
    assert (found["told"], found["age"], found["twice"]) == ("on foot", "32", "64")
    assert "first_name" not in found
    assert found["journey[2]/country"] == "POL"
    assert differences(interview) == []
    assert acts().count("difference.decided") == 3


def test_remarks_follow(worker: Account, interview: Interview) -> None:
    """Nobody disagreed about the sex: one changed it, and the answer that hangs on it is remarked."""
    assert ("/data/expecting", "irrelevant") in remarks_of(interview)
    Interview.unscoped.update(remarks=None, has_remarks=False)
    decide_difference(actor=worker, difference=row_of(interview, "told").opaque_id, choice="other")
    assert ("/data/expecting", "irrelevant") in remarks_of(interview)


def test_once(worker: Account, interview: Interview) -> None:
    number = row_of(interview, "told").opaque_id
    decide_difference(actor=worker, difference=number, choice="other")
    decide_difference(actor=worker, difference=number, choice="other")
    with pytest.raises(DifferenceDecided):
        decide_difference(actor=worker, difference=number, choice="kept")
    assert says(interview)["told"] == "on foot"
    assert acts().count("difference.decided") == 1


def test_only_what_was_seen(worker: Account, interview: Interview) -> None:
    row = row_of(interview, "told")
    with clearance("test", individuals=[interview.individual_id]):
        seen = shown_as(row.content)
    send(worker, told="by sea", age="30", first_name="Zlatka", expecting="yes", sex="female")
    # By sea is a second opinion beside the first: what the first shows has not changed.
    decide_difference(actor=worker, difference=row.opaque_id, choice="other", seen=seen)
    assert says(interview)["told"] == "on foot"
    second = row_of_open(interview, "/data/told")
    with pytest.raises(DifferenceDecided):
        decide_difference(actor=worker, difference=second, choice="kept", seen=seen)


def row_of_open(interview: Interview, path: str) -> str:
    with clearance("test", individuals=[interview.individual_id]):
        return next(
            row.opaque_id
            for row in Difference.unscoped.filter(decided_at=None)
            if row.content["path"] == path
        )


def test_a_repeat_as_a_whole(worker: Account, interview: Interview) -> None:
    send(worker, told="a lorry", journey=(*LEGS, ("CZE", "car"), ("DEU", "")))
    number = row_of_open(interview, "/data/journey")
    decide_difference(actor=worker, difference=number, choice="other")
    found = says(interview)
    assert [found.get(f"journey[{place}]/country") for place in (1, 2, 3)] == ["RUS", "CZE", "DEU"]
    assert "journey[3]/how" not in found


class TestWhoMay:
    def test_others_find_nothing(self, interview: Interview, account_of: Accounts) -> None:
        number = row_of(interview, "told").opaque_id
        far = account_of(Role.CASEWORKER, make_mission("MDA"), email="far@example.org")
        third = account_of(Role.CASEWORKER, email="third@example.org")
        for actor in (
            far,
            third,
            account_of(Role.ANALYST),
            account_of(Role.DATA_STEWARD),
            SystemActor("test"),
        ):
            with pytest.raises(NotFoundOrNotAllowed):
                decide_difference(actor=actor, difference=number, choice="kept")
        with pytest.raises(NotSignedIn):
            decide_difference(actor=None, difference=number, choice="kept")
        with pytest.raises(NotFoundOrNotAllowed):
            decide_difference(actor=third, difference="a" * 16, choice="kept")
        assert len(differences(interview)) == 3

    def test_privileged_answers_need_who_may_read_them(self, worker: Account, interview: Interview) -> None:
        organisation = interview.mission.organisation
        organisation.kind = "police"
        organisation.save()
        row = row_of(interview, "told")
        Difference.unscoped.filter(pk=row.pk).update(part=Part.PRIVILEGED)
        account = Account.objects.get(pk=worker.pk)
        with pytest.raises(NotFoundOrNotAllowed):
            decide_difference(actor=account, difference=row.opaque_id, choice="kept")

    def test_only_one_of_two(self, worker: Account, interview: Interview) -> None:
        with pytest.raises(ValueError, match="two sides"):
            decide_difference(actor=worker, difference=row_of(interview, "told").opaque_id, choice="both")  # type: ignore[arg-type]
