"""The only way to plaintext: gate, brake, vault, audit, in this order, and nothing when one of them says no."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import palermo
from palermo.access import brakes
from palermo.access.actions.assign_case import assign_case
from palermo.access.actors import SystemActor
from palermo.access.brakes import ReadingStopped
from palermo.access.gate import CaseKey, NotSignedIn, Part
from palermo.access.models import CaseGrant, GrantKind, Mission
from palermo.access.uncovering import listing, reworking, sealing, searching, uncovered
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.vault.errors import NoClearance
from palermo.vault.opened import vault
from palermo.vault.sharing import ensure_individual_keys
from tests.access.gate import world
from tests.access.people import People, acts

SECRET = "Oksana who was called Zlatka"


@pytest.fixture
def people(db: None) -> People:
    return People()


def sealed(people: People, case: CaseKey) -> CaseGrant:
    """A row with something sealed for the case's person: an access of long ago, for the text in it."""
    ensure_individual_keys(vault(), case.individual_opaque, mission="UKR")
    now = timezone.now()
    row = CaseGrant(
        kind=GrantKind.GLASS, case=case.opaque_id, individual=case.individual_opaque, mission_id=case.mission_id,
        account=people.colleague, starts_at=now, ends_at=now, ended_at=now,
    )  # fmt: skip
    with sealing(people.worker, [case.individual_opaque]):
        row.reason = SECRET
        row.save()
    return CaseGrant.objects.get(pk=row.pk)


def opened(people: People, number: int = 1) -> tuple[dict[str, CaseKey], list[CaseGrant]]:
    """``number`` cases of the supervisor's mission, and their sealed rows."""
    cases = [world.key(people.here) for _ in range(number)]
    return {case.individual_opaque: case for case in cases}, [sealed(people, case) for case in cases]


def entries() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(act="identity.uncovered").values_list("actor", "object_id"))


def test_one_entry_for_each_person_really_opened(people: People) -> None:
    cases, rows = opened(people, 3)
    with uncovered(people.supervisor, cases, Part.IDENTITY, "identity page") as seen:
        assert [row.reason for row in rows[:2]] == [SECRET, SECRET]
        assert rows[0].reason == SECRET
        assert not entries()
    expected = sorted(row.individual for row in rows[:2])
    assert sorted(seen.opened) == expected
    assert entries() == [(f"account:{people.supervisor.pk}", individual) for individual in expected]
    with pytest.raises(NoClearance):
        _ = rows[2].reason


def test_what_was_not_opened_is_not_on_record(people: People) -> None:
    cases, _rows = opened(people, 2)
    with uncovered(people.supervisor, cases, Part.IDENTITY, "identity page"):
        pass
    assert not entries()


def test_an_error_after_opening_is_on_record_all_the_same(people: People) -> None:
    cases, rows = opened(people)
    with pytest.raises(ZeroDivisionError), uncovered(people.supervisor, cases, Part.STORY, "story"):
        _ = len(str(rows[0].reason)) / 0
    assert len(entries()) == 1


def test_nothing_is_handed_over_when_the_audit_fails(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    cases, rows = opened(people)

    def page() -> list[str]:
        with uncovered(people.supervisor, cases, Part.IDENTITY, "identity page"):
            found = [str(row.reason) for row in rows]
        return found

    assert page() == [SECRET]

    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("palermo.audit.recording.append", broken)
    with pytest.raises(OSError, match="disk"):
        page()


@pytest.mark.parametrize("part", list(Part))
def test_every_person_must_allow_the_part(people: People, part: Part) -> None:
    """One case that is not theirs among many that are: nothing is opened of any."""
    cases, rows = opened(people)
    foreign = world.key(people.there)
    row = sealed(people, foreign)
    both = cases | {foreign.individual_opaque: foreign}
    with pytest.raises(NotFoundOrNotAllowed), uncovered(people.supervisor, both, part, "list"):
        pytest.fail(f"opened {rows[0].reason}{row.reason}")
    assert not entries()


def test_who_may_not(people: People) -> None:
    cases, _rows = opened(people)
    for name, actor in people.everybody().items():
        if name in {"supervisor", "nobody"}:
            continue
        with pytest.raises(NotFoundOrNotAllowed), uncovered(actor, cases, Part.IDENTITY, "page"):
            pytest.fail(name)
    for nobody in (None, AnonymousUser()):
        with pytest.raises(NotSignedIn), uncovered(nobody, cases, Part.IDENTITY, "page"):
            pytest.fail("nobody")
    with pytest.raises(NotFoundOrNotAllowed), uncovered(SystemActor("x"), {}, Part.FACTS, "page"):
        pytest.fail("a part of the system")


def test_a_case_is_no_key_to_another_person(people: People) -> None:
    """The case is the supervisor's; the person named with it is not its person."""
    foreign = world.key(people.there)
    row = sealed(people, foreign)
    own = world.key(people.here)
    mixed = {foreign.individual_opaque: own}
    with pytest.raises(NotFoundOrNotAllowed), uncovered(people.supervisor, mixed, Part.IDENTITY, "page"):
        pytest.fail(str(row.reason))


def test_an_assignment_opens_and_a_freeze_closes(people: People) -> None:
    case = people.case
    row = sealed(people, case)
    people_of = {case.individual_opaque: case}
    assign_case(actor=people.supervisor, case=case, account=people.worker)
    with uncovered(people.worker, people_of, Part.PRIVILEGED, "notes"):
        assert row.reason == SECRET
    Mission.objects.filter(pk=people.here.pk).update(frozen_at=timezone.now())
    for who in (people.worker, people.supervisor):
        with pytest.raises(NotFoundOrNotAllowed), uncovered(who, people_of, Part.PRIVILEGED, "notes"):
            pytest.fail(str(row.reason))


def test_one_request_for_a_thousand_is_stopped_before_opening(people: People) -> None:
    cases = {case.individual_opaque: case for case in (world.key(people.here) for _ in range(1000))}
    with pytest.raises(ReadingStopped), uncovered(people.supervisor, cases, Part.IDENTITY, "list"):
        pytest.fail("opened")
    assert acts() == ["identity.reading_stopped"]


def test_questions_do_not_grow_with_the_people(people: People) -> None:
    counts = []
    for number in (2, 12):
        cases, rows = opened(people, number)
        with (
            CaptureQueriesContext(connection) as asked,
            uncovered(people.supervisor, cases, Part.IDENTITY, "list"),
        ):
            assert {row.reason for row in rows} == {SECRET}
        counts.append(len(asked))
    assert counts[1] <= counts[0]


Opening = Callable[..., AbstractContextManager[object]]


class TestSearching:
    def test_one_entry_stands_for_the_search(self, people: People) -> None:
        cases, rows = opened(people, 3)
        first = dict(list(cases.items())[:1])
        with searching(people.supervisor, ["name"]) as search:
            with search.candidates(first):
                assert rows[0].reason == SECRET
                with pytest.raises(NoClearance):
                    _ = rows[1].reason
            with search.candidates(cases):
                assert {row.reason for row in rows} == {SECRET}
            assert acts() == []
        assert acts() == ["identity.searched"]
        entry = AuditEntry.objects.get()
        assert '"opened":3' in entry.details
        assert not any(row.individual in entry.details for row in rows)

    def test_a_search_that_found_nobody_is_on_record(self, people: People) -> None:
        with searching(people.supervisor, ["name"]):
            pass
        assert acts() == ["identity.searched"]

    def test_an_error_after_opening_is_on_record_all_the_same(self, people: People) -> None:
        cases, rows = opened(people)
        with (
            pytest.raises(ZeroDivisionError),
            searching(people.supervisor, ["name"]) as search,
            search.candidates(cases),
        ):
            _ = len(str(rows[0].reason)) / 0
        assert '"opened":1' in AuditEntry.objects.get().details

    def test_candidates_must_be_the_actors(self, people: People) -> None:
        cases, _rows = opened(people)
        for name, actor in people.everybody().items():
            if name not in {"supervisor", "nobody"}:
                with (
                    pytest.raises(NotFoundOrNotAllowed),
                    searching(actor, ["name"]) as search,
                    search.candidates(cases),
                ):
                    pytest.fail(name)
        with pytest.raises(NotFoundOrNotAllowed), searching(SystemActor("x"), ["name"]):
            pytest.fail("a part of the system")


class TestListing:
    def test_one_entry_stands_for_the_page_and_is_no_search(self, people: People) -> None:
        cases, rows = opened(people, 3)
        with listing(people.supervisor, cases):
            assert {row.reason for row in rows[:2]} == {SECRET}
        assert acts() == ["identity.listed"]
        entry = AuditEntry.objects.get()
        assert '"count":2' in entry.details
        assert not any(row.individual in entry.details for row in rows)

    def test_nothing_opened_nothing_on_record(self, people: People) -> None:
        cases, _rows = opened(people)
        with listing(people.supervisor, cases):
            pass
        assert acts() == []

    def test_its_limit_counts_people(self, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
        window = brakes.LIMITS["identity.listed"][0][0]
        monkeypatch.setattr(brakes, "LIMITS", {**brakes.LIMITS, "identity.listed": ((window, 5),)})
        cases, rows = opened(people, 3)
        with listing(people.supervisor, cases):
            assert {row.reason for row in rows} == {SECRET}
        with pytest.raises(ReadingStopped), listing(people.supervisor, cases):
            pytest.fail("opened")
        assert acts()[-1] == "identity.reading_stopped"

    def test_people_must_be_the_actors(self, people: People) -> None:
        cases, _rows = opened(people)
        for name, actor in people.everybody().items():
            if name not in {"supervisor", "nobody"}:
                with pytest.raises(NotFoundOrNotAllowed), listing(actor, cases):
                    pytest.fail(name)


class TestSealing:
    def test_writes_and_never_reads(self, people: People) -> None:
        row = sealed(people, people.case)
        with sealing(people.worker, [people.case.individual_opaque]):
            row.reason = "another text that is sealed"
            row.save()
            with pytest.raises(NotFoundOrNotAllowed):
                _ = CaseGrant.objects.get(pk=row.pk).reason
        assert not AuditEntry.objects.exists()

    def test_nobody_seals_nothing(self, people: People) -> None:
        with pytest.raises(NotSignedIn), sealing(None, [people.case.individual_opaque]):
            pytest.fail("nobody")


class TestReworking:
    """A change is laid over what is there: whoever may write may, and nothing is handed out."""

    def test_who_may_write_reads_and_writes_in_memory(self, people: People) -> None:
        cases, [row] = opened(people)
        [case] = cases.values()
        with reworking(people.supervisor, case, Part.STORY, "an edit"):
            row.reason = f"{row.reason}, now safe"
            row.save()
        with uncovered(people.supervisor, cases, Part.STORY, "story"):
            assert CaseGrant.objects.get(pk=row.pk).reason == f"{SECRET}, now safe"
        # The first of them is the act's own to record.
        assert len(entries()) == 1

    def test_only_that_person(self, people: People) -> None:
        cases, rows = opened(people, 2)
        case = cases[rows[0].individual]
        with reworking(people.supervisor, case, Part.STORY, "an edit"), pytest.raises(NoClearance):
            _ = rows[1].reason

    def test_others_do_not(self, people: People) -> None:
        cases, _rows = opened(people)
        [case] = cases.values()
        everybody = people.everybody()
        for name in everybody.keys() - {"supervisor", "nobody"}:
            with (
                pytest.raises(NotFoundOrNotAllowed),
                reworking(everybody[name], case, Part.STORY, "an edit"),
            ):
                raise AssertionError(name)
        with pytest.raises(NotSignedIn), reworking(None, case, Part.STORY, "an edit"):
            raise AssertionError


@pytest.fixture(autouse=True)
def no_clearance_is_left_open() -> Iterator[None]:
    from palermo.vault.clearance import current_clearance

    yield
    with pytest.raises(NoClearance):
        current_clearance()


def test_nothing_else_opens_a_clearance() -> None:
    """What the vault promises: one file asks the gate, the brake and the audit, and every way to plaintext is in it."""
    source = Path(palermo.__file__).parent
    found = set()
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2]
            taken = isinstance(node, ast.ImportFrom) and any(one.name == "clearance" for one in node.names)
            if called in {"clearance", "Clearance"} or taken:
                found.add(path.relative_to(source).as_posix())
    assert found == {"access/uncovering.py", "vault/clearance.py"}
