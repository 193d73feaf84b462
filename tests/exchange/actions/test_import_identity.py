"""Columns that identify people: into the vault when asked for, refused by name otherwise, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.cases.keys import case_key
from palermo.cases.models import Case
from palermo.cases.people import find_people
from palermo.exchange.models import ImportRun
from palermo.individuals.models import Individual
from palermo.individuals.searching import SearchQuery
from palermo.individuals.selectors import identity_of
from palermo.individuals.values import IdentityView
from tests.exchange.caseloads import bring_in, read_report, row

pytestmark = pytest.mark.django_db
PERSON = {
    "first_name": "Олена",
    "middle_name": "Петрівна",
    "family_name": "Канаренко",
    "other_names": "Lena|Лєна",
    "birth_date": "1990-02",
    "document_number": "KA 123456",
    "identity_number": "3012345678",
    "mobile_phone": "+380 44 765 4321",
    "email": "canary@example.org",
    "safe_contact": "Only through the shelter, not after 18:00",
    "address_street": "Canary street 5",
    "address_city": "Lviv",
    "address_country": "Ukraine",
}


@pytest.fixture
def reader(account_of: Callable[..., Account]) -> Callable[[str], IdentityView]:
    """Reads an identity as the supervisor of the mission does."""
    supervisor = account_of(Role.SUPERVISOR)

    def read(case_ref: str = "A-1") -> IdentityView:
        number = Case.unscoped.get(case_ref=case_ref).opaque_id
        return identity_of(supervisor, case_key(supervisor, number))

    return read


def test_without_being_asked_for_they_are_refused_by_name(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, row(**PERSON), ignore_extra=True)
    assert not outcome.is_stored
    assert {problem.column for problem in outcome.problems.described} == set(PERSON)
    assert all("--with-identity" in problem.expected for problem in outcome.problems.described)
    report = "".join(map(str, read_report(tmp_path / "caseload.csv.errors.csv")))
    assert not any(value in report for value in PERSON.values())
    assert not Case.unscoped.exists()


def test_they_go_into_the_vault(tmp_path: Path, reader: Callable[..., IdentityView]) -> None:
    outcome = bring_in(tmp_path, row(sex="female", **PERSON), with_identity=True)
    assert outcome.result is not None
    assert (outcome.result.created, outcome.result.identities) == (1, 1)
    view = reader()
    assert [name.text for name in view.names] == ["Олена Петрівна Канаренко", "Lena", "Лєна"]
    assert [name.kind for name in view.names] == ["legal", "alias", "alias"]
    assert view.birth is not None
    assert view.birth.on == "1990-02"
    assert {document.number for document in view.documents} == {"KA 123456", "3012345678"}
    assert {contact.value: contact.safety for contact in view.contacts} == {
        "+380 44 765 4321": "ask_for",
        "canary@example.org": "ask_for",
    }
    assert view.contacts[0].ask_for == PERSON["safe_contact"]
    assert (view.addresses[0].place, view.addresses[0].country) == ("Lviv", "UKR")
    assert Case.unscoped.get().facts == {"sex": "female"}


def test_they_can_be_found(tmp_path: Path, account_of: Callable[..., Account]) -> None:
    bring_in(tmp_path, row(**PERSON), with_identity=True)
    found = find_people(account_of(Role.SUPERVISOR), SearchQuery(name="Kanarenko Olena"))
    assert [person.case.case_ref for person in found.people] == ["A-1"]


def test_nothing_of_them_stands_anywhere_else(tmp_path: Path) -> None:
    bring_in(tmp_path, row(**PERSON), with_identity=True)
    everything = [
        list(Case.unscoped.values()),
        list(ImportRun.objects.values()),
        list(AuditEntry.objects.values()),
    ]
    text = str(everything)
    for value in PERSON.values():
        if value != "Ukraine":
            assert value not in text
    for path in settings.HOME.logs.iterdir():
        assert "Канаренко" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"birth_date": "31.12.1990 Canary"}, "birth_date"),
        ({"family_name": "Canary\x07"}, "family_name"),
        ({"family_name": "7777"}, "family_name"),
        ({"mobile_phone": "3.80E+11"}, "mobile_phone"),
        ({"address_country": "Canaria"}, "address_country"),
        ({"safe_contact": "Canary " * 50}, "safe_contact"),
        ({"email": "canary" * 100}, "email"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_and_not_shown(
    tmp_path: Path, cells: dict[str, str], column: str
) -> None:
    outcome = bring_in(tmp_path, row(**cells), with_identity=True)
    assert [(problem.row, problem.column, problem.value) for problem in outcome.problems.described] == [
        (2, column, "")
    ]
    value = next(iter(cells.values()))
    assert value.strip("\x07")[:8] not in (tmp_path / "caseload.csv.errors.csv").read_text(
        encoding="utf-8-sig"
    )
    assert not Individual.objects.exists()


@pytest.mark.parametrize("column", ["photograph", "salutation"])
def test_what_no_import_takes_is_refused_still(tmp_path: Path, column: str) -> None:
    outcome = bring_in(tmp_path, row(**{column: "x"}), with_identity=True)
    assert [problem.column for problem in outcome.problems.described] == [column]


def test_unknown_and_refused_are_no_names(tmp_path: Path, reader: Callable[..., IdentityView]) -> None:
    cells = {"full_name": "unknown", "phone": "refused", "birth_date": ""}
    outcome = bring_in(tmp_path, row(**cells), with_identity=True)
    assert outcome.result is not None
    assert outcome.result.identities == 0
    assert reader().names == ()


def test_the_same_file_twice_changes_nothing(tmp_path: Path, reader: Callable[..., IdentityView]) -> None:
    bring_in(tmp_path, row(full_name="Олена Канаренко"), with_identity=True)
    first = reader().names[0].opaque_id
    again = bring_in(tmp_path, row(full_name="Олена Канаренко"), with_identity=True).result
    assert again is not None
    assert (again.identities, again.identities_kept, again.changes_anything) == (0, 1, False)
    assert reader().names[0].opaque_id == first
    assert ImportRun.objects.count() == 1


def test_what_is_recorded_is_kept_unless_an_update_is_asked_for(
    tmp_path: Path, reader: Callable[..., IdentityView]
) -> None:
    bring_in(tmp_path, row(full_name="Олена Канаренко"), with_identity=True)
    bring_in(tmp_path, row(full_name="Olga Other"), with_identity=True)
    assert [name.text for name in reader().names] == ["Олена Канаренко"]
    bring_in(tmp_path, row(full_name="Olga Other"), with_identity=True, update=True)
    assert [name.text for name in reader().names] == ["Olga Other"]


def test_an_update_without_such_columns_leaves_identities_alone(
    tmp_path: Path, reader: Callable[..., IdentityView]
) -> None:
    bring_in(tmp_path, row(full_name="Олена Канаренко", sex="female"), with_identity=True)
    bring_in(tmp_path, row(sex="male"), update=True)
    assert [name.text for name in reader().names] == ["Олена Канаренко"]


def test_several_rows_of_one_person_come_together(
    tmp_path: Path, reader: Callable[..., IdentityView]
) -> None:
    rows = [
        row("A-1", individual_ref="P-1", full_name="Олена Канаренко", phone="+380441112233"),
        row("A-2", individual_ref="P-1", full_name="Elena Kanarenko", phone="+380441112233"),
    ]
    outcome = bring_in(tmp_path, *rows, with_identity=True)
    assert outcome.result is not None
    assert outcome.result.identities == 1
    assert [name.text for name in reader("A-2").names] == ["Олена Канаренко", "Elena Kanarenko"]
    assert len(reader("A-2").contacts) == 1


def test_a_reference_that_changes_does_not_throw_an_identity_away(tmp_path: Path) -> None:
    bring_in(tmp_path, row(full_name="Олена Канаренко"), with_identity=True)
    before = Individual.objects.get()
    outcome = bring_in(tmp_path, row(individual_ref="P-1"), update=True)
    assert outcome.result is not None
    assert outcome.result.updated == 1
    assert Individual.objects.filter(pk=before.pk).exists()


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, row(**PERSON), with_identity=True, dry_run=True)
    assert outcome.result is not None
    assert outcome.result.dry_run
    assert not Individual.objects.exists()


def test_with_any_problem_no_identity_is_stored(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, row(**PERSON), row("A-2", sex="nothing like it"), with_identity=True)
    assert outcome.result is None
    assert not Individual.objects.exists()


@pytest.mark.parametrize(
    "name", ["שרה כהן", "نور الهدى", "李小龍", "\u202eanel\u202c O", "Ó" * 100, "A\u0301 \U0001f600 b"]
)
def test_any_script(tmp_path: Path, reader: Callable[..., IdentityView], name: str) -> None:
    outcome = bring_in(tmp_path, row(full_name=name), with_identity=True)
    assert outcome.is_stored
    assert len(reader().names) == 1


def test_while_they_wait_they_are_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The staging table is a temporary file on SQLite, so the same holds for it as for the database."""
    from palermo.cases.actions import store_caseload

    seen: list[Any] = []

    def look(*_arguments: Any, **_named: Any) -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM caseload_staged")
            seen.extend(cursor.fetchall())
        return 0, 0

    monkeypatch.setattr(store_caseload, "store_waiting", look)
    bring_in(tmp_path, row(**PERSON), with_identity=True)
    assert len(seen) == 1
    staged = (
        b"".join(bytes(cell) for cell in seen[0] if isinstance(cell, bytes | memoryview)) + str(seen).encode()
    )
    assert "Канаренко".encode() not in staged
    assert b"canary" not in staged
