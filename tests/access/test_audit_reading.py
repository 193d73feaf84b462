"""What the focal point reads, who may not, and that the reading is on record."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access import audit_reading
from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.audit.recording import audited, record
from palermo.audit.selectors import Filters, entries
from palermo.errors import NotFoundOrNotAllowed

pytestmark = pytest.mark.django_db
CASE, PERSON, OTHER = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc"
READS: dict[str, Callable[[MaybeActor], object]] = {
    "list": lambda actor: audit_reading.read_audit(actor, Filters()),
    "entry": lambda actor: audit_reading.read_entry(actor, entries().entries[0].sequence),
    "case": lambda actor: audit_reading.read_case_history(actor, CASE),
    "account": lambda actor: audit_reading.read_account_history(actor, 17),
    "people": audit_reading.people_to_choose,
    "end": audit_reading.chain_end,
    "check": audit_reading.check_chain,
}


@pytest.fixture
def focal(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.FOCAL_POINT)


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.CASEWORKER)


def act(name: str, actor: str, kind: str, identifier: str, mission: str = "") -> None:
    with audited():
        record(name, actor=actor, object_kind=kind, object_id=identifier, mission=mission)


def seen(worker: Account) -> None:
    act("case.read", f"account:{worker.pk}", "case", CASE, "UKR")
    act("case.read", f"account:{worker.pk}", "case", OTHER, "UKR")
    act("identity.uncovered", f"account:{worker.pk}", "individual", PERSON)


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.FOCAL_POINT])
def test_nobody_else_reads_it(name: str, role: Role, account_of: Callable[..., Account]) -> None:
    act("case.read", "account:17", "case", CASE)
    with pytest.raises(NotFoundOrNotAllowed):
        READS[name](account_of(role))
    assert [entry.act for entry in entries().entries] == ["case.read"]


@pytest.mark.parametrize("name", READS)
def test_nobody_at_all_reads_nothing(name: str) -> None:
    act("case.read", "account:17", "case", CASE)
    with pytest.raises(NotSignedIn):
        READS[name](None)


def test_lines_name_colleagues_and_the_reading_is_on_record(focal: Account, worker: Account) -> None:
    seen(worker)
    page = audit_reading.read_audit(focal, Filters(mission="UKR"))
    assert [line.sentence for line in page.lines] == [
        f"Caseworker read case {OTHER}.",
        f"Caseworker read case {CASE}.",
    ]
    assert page.lines[0].account == str(worker.pk)
    assert page.lines[0].case == OTHER
    newest = entries().entries[0]
    assert (newest.act, newest.actor, newest.details) == (
        "audit.read",
        f"account:{focal.pk}",
        {"filters": ["mission"]},
    )


def test_pages_go_back_in_time(focal: Account, worker: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_reading, "PAGE_SIZE", 2)
    seen(worker)
    first = audit_reading.read_audit(focal, Filters(actor=f"account:{worker.pk}"))
    assert len(first.lines) == 2
    second = audit_reading.read_audit(focal, Filters(actor=f"account:{worker.pk}"), after=first.next_after)
    assert [line.case for line in second.lines] == [CASE]
    assert second.next_after is None


def test_an_entry_shows_its_place_in_the_chain(focal: Account, worker: Account) -> None:
    seen(worker)
    number = entries().entries[0].sequence
    found = audit_reading.read_entry(focal, number)
    assert found.linked.is_genuine
    assert found.linked.follows
    assert len(found.linked.hash) == len(found.linked.previous) == 64
    assert entries().entries[0].details == {"entry": number}
    for nowhere in (0, -1, number + 1000, 2**63):
        with pytest.raises(NotFoundOrNotAllowed):
            audit_reading.read_entry(focal, nowhere)


def test_a_case_with_its_person(focal: Account, worker: Account) -> None:
    seen(worker)
    page = audit_reading.read_case_history(focal, CASE, individual=PERSON)
    assert [line.entry.act for line in page.lines] == ["identity.uncovered", "case.read"]
    newest = entries().entries[0]
    assert (newest.act, newest.object_id) == ("audit.history_read", CASE)
    # From now on it belongs to the history itself.
    assert len(audit_reading.read_case_history(focal, CASE).lines) == 2


def test_the_sheet_for_the_person_names_roles(focal: Account, worker: Account) -> None:
    seen(worker)
    act("case.read", "system:command line", "case", CASE)
    page = audit_reading.read_case_history(focal, CASE, individual=PERSON, is_for_the_person=True)
    words = " ".join(line.sentence for line in page.lines)
    assert "A person of Ukraine (caseworker) read case" in words
    assert "Palermo (command line) read case" in words
    assert "Caseworker" not in words


@pytest.mark.parametrize("number", ["", "ABC", "a" * 15, "Anna Kovalenko", "a" * 17])
def test_what_is_no_number_of_a_case_is_not_found(focal: Account, number: str) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        audit_reading.read_case_history(focal, number)


def test_a_case_that_does_not_exist_looks_like_one_nobody_opened(focal: Account) -> None:
    assert audit_reading.read_case_history(focal, "dddddddddddddddd").lines == ()


def test_an_account(focal: Account, worker: Account) -> None:
    seen(worker)
    person, page = audit_reading.read_account_history(focal, worker.pk)
    assert (person.name, person.role, person.mission) == ("Caseworker", "caseworker", "Ukraine")
    assert len(page.lines) == 3
    with pytest.raises(NotFoundOrNotAllowed):
        audit_reading.read_account_history(focal, 999_999)
    with pytest.raises(NotFoundOrNotAllowed):
        audit_reading.read_account_history(focal, 2**63)


def test_an_account_that_is_no_more_keeps_what_it_did(focal: Account) -> None:
    act("case.read", "account:999999", "case", CASE)
    person, page = audit_reading.read_account_history(focal, 999_999)
    assert person.name == "account 999999"
    assert page.lines[0].sentence == f"Account 999999 read case {CASE}."


def test_the_system_may_read_and_is_on_record() -> None:
    audit_reading.read_audit(SystemActor("command line"), Filters())
    assert entries().entries[0].actor == "system:command line"
