"""The same interview from several places at the same moment, on either database, by threads and by processes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from palermo.access.actions.assign_case import assign_case
from palermo.access.models import Account, CaseGrant, Role
from palermo.individuals.models import Individual
from palermo.interviews.actions.decide_difference import DifferenceDecided, decide_difference
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake.arrival import Arrival, Receipt
from palermo.interviews.intake.errors import SubmissionConflict
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Attachment, Difference, Interview, Submission
from tests.access.people import acts
from tests.individuals.pictures.samples import png
from tests.interviews.intake.small_form import arrival, file, filled, instance_id, publish
from tests.interviews.intake.stored import differences, on_disk, says

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_attachments")]
Accounts = Callable[..., Account]


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    publish()
    return account_of(Role.CASEWORKER)


def at_once(acts_: list[Callable[[], Any]]) -> list[Any]:
    """What each returned or raised, all begun together."""
    gate = Barrier(len(acts_))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(20)
            return act()
        except Exception as problem:  # noqa: BLE001 - told to the test
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts_)) as pool:
        return list(pool.map(run, acts_))


def sending(actor: Account, sent: Arrival) -> Callable[[], Receipt]:
    return lambda: receive_submission(actor=actor, arrival=sent)


def test_the_same_instance(worker: Account) -> None:
    xml = filled(sex="male", portrait="a.png")
    found = at_once([sending(worker, arrival(xml, file("a.png"))) for _ in range(5)])
    assert {type(one) for one in found} == {Receipt}
    assert len({one.number for one in found}) == len({one.interview for one in found}) == 1
    assert [one.is_new for one in found].count(True) == 1
    for model in (
        Interview.unscoped,
        Submission.unscoped,
        Individual.objects,
        CaseGrant.objects,
        Attachment.unscoped,
    ):
        assert model.count() == 1
    assert len(on_disk()) == 1
    assert acts().count("interview.received") == 1


def test_one_instance_with_two_contents(worker: Account) -> None:
    number = instance_id()
    found = at_once([sending(worker, arrival(filled(number, told=f"{place}"))) for place in range(4)])
    assert sorted(type(one).__name__ for one in found) == ["Receipt", *["SubmissionConflict"] * 3]
    assert Interview.unscoped.count() == Individual.objects.count() == 1


def test_two_files_of_one_instance(worker: Account) -> None:
    xml = filled(portrait="a.png", paper="b")
    files = (file("a.png"), file("b", b"words"))
    receive_submission(actor=worker, arrival=arrival(xml))
    found = at_once([sending(worker, arrival(xml, files[number % 2])) for number in range(4)])
    assert {type(one) for one in found} == {Receipt}
    assert any(one.is_complete for one in found)
    assert Interview.unscoped.get().is_complete
    assert Submission.unscoped.get().is_complete
    assert Attachment.unscoped.count() == len(on_disk()) == 2


def test_two_contents_of_one_file(worker: Account) -> None:
    xml = filled(paper="b", portrait="a.png")
    receive_submission(actor=worker, arrival=arrival(xml))
    found = at_once(
        [sending(worker, arrival(xml, file("b", f"words {place}".encode()))) for place in range(3)]
    )
    assert [type(one) for one in found].count(Receipt) == 1
    assert {type(one) for one in found} <= {Receipt, SubmissionConflict}
    assert Attachment.unscoped.count() == len(on_disk()) == 1


@pytest.fixture
def interview(worker: Account) -> Interview:
    receive_submission(actor=worker, arrival=arrival(filled(instance_id(5), sex="male", told="a lorry")))
    return Interview.unscoped.get()


@pytest.fixture
def colleague(interview: Interview, account_of: Accounts) -> Account:
    other = account_of(Role.CASEWORKER, email="other@example.org")
    assign_case(actor=account_of(Role.SUPERVISOR), case=key_of(interview), account=other)
    return other


def test_edits_of_two_workers(worker: Account, colleague: Account, interview: Interview) -> None:
    start = instance_id(5)
    edits = [
        (worker, {"sex": "male", "told": "a bus", "age": "30"}),
        (colleague, {"sex": "male", "told": "on foot", "first_name": "Zlatka"}),
        (worker, {"sex": "female", "told": "a lorry"}),
        (colleague, {"sex": "male", "told": "a lorry", "advice": "appeal"}),
    ]
    found = at_once([sending(actor, arrival(filled(started_from=start, **said))) for actor, said in edits])
    assert {type(one) for one in found} == {Receipt}
    now = says(interview)
    assert {name: now[name] for name in ("age", "first_name", "sex", "advice")} == {
        "age": "30", "first_name": "Zlatka", "sex": "female", "advice": "appeal",
    }  # fmt: skip
    [(path, kept, other)] = differences(interview)
    assert path == "/data/told"
    assert {*kept.values(), *other.values()} == {"a bus", "on foot"}
    assert now["told"] in kept.values()
    assert Submission.unscoped.count() == 5


def test_an_edit_twice_at_once(worker: Account, interview: Interview) -> None:
    edit = arrival(filled(started_from=instance_id(5), sex="male", portrait="a.png"), file("a.png", png()))
    found = at_once([sending(worker, edit) for _ in range(4)])
    assert {type(one) for one in found} == {Receipt}
    assert len({one.number for one in found}) == 1
    assert Submission.unscoped.count() == 2
    assert Attachment.unscoped.count() == len(on_disk()) == 1


def test_two_people_decide(worker: Account, colleague: Account, interview: Interview) -> None:
    for actor, told in ((worker, "a bus"), (colleague, "on foot")):
        receive_submission(
            actor=actor, arrival=arrival(filled(started_from=instance_id(5), sex="male", told=told))
        )
    number = Difference.unscoped.get().opaque_id
    found = at_once(
        [
            lambda: decide_difference(actor=worker, difference=number, choice="kept"),
            lambda: decide_difference(actor=colleague, difference=number, choice="other"),
        ]
    )
    assert sorted(type(one).__name__ for one in found) == [DifferenceDecided.__name__, "NoneType"]
    assert acts().count("difference.decided") == 1
    assert says(interview)["told"] == ("a bus" if found[0] is None else "on foot")
