"""Whoever steals every file of an instance but the keys reads nobody's name in them (issue: stolen database).

Ten thousand people are brought in as in real life: from a file, through the page, through the API; some are searched
for, mistyped and refused. Then every byte that the instance has left behind is searched for every word of every one of
them: database, write-ahead log, a backup, caches, sessions, logs, extracts, temporary files.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection
from django.test import Client

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.cases.models import Case
from palermo.commands import cli
from palermo.individuals.models import PersonName
from palermo.interviews.models import Attachment, Difference, Interview
from palermo.statistics.actions.build_extract import build_extract
from tests.api_contract import ApiClient
from tests.cases.factory import make_mission
from tests.exchange.caseloads import write_csv
from tests.interviews.intake.small_form import publish as publish_form
from tests.security.canaries import Canary, canary
from tests.security.finding import Finder
from tests.security.interviewed import Telephone, hand_in, slip

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clean_extracts")]

PEOPLE = 10_000
#: Brought in by each of the three ways that people have.
BY_PAGE, BY_API = 60, 60
#: People who are asked for or mistyped and are nobody's case.
NEVER_STORED = range(PEOPLE, PEOPLE + 30)
#: Interviewed with a telephone and nobody's case yet.
INTERVIEWED = range(PEOPLE + 30, PEOPLE + 50)
#: No account may register or search so fast that the brake stops it.
PER_ACCOUNT = 20


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything temporary goes, so that it can be searched too."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    return folder


def row(person: Canary) -> dict[str, str]:
    return {
        "mission": "UKR",
        "case_ref": f"F-{person.number:06d}",
        "registered_on": "2011-05-17",
        "sex": "female",
        "nationality": "UKR",
        "first_name": person.given,
        "family_name": person.family,
        "birth_date": person.born,
        "document_number": person.document,
        "mobile_phone": person.phone,
        "email": person.email,
        "safe_contact": person.note,
        "address_street": person.street,
    }


def typed(person: Canary, **changes: str) -> dict[str, str]:
    """What the browser posts for this person."""
    return {
        "form": f"canary{person.number:010d}",
        "registered_on": "2026-01-05",
        "proceed": "1",
        "names-0-text": f"{person.given} {person.family}",
        "names-0-kind": "legal",
        "births-0-on": person.born,
        "births-0-source": "said",
        "documents-0-number": person.document,
        "documents-0-kind": "passport",
        "contacts-0-value": person.phone,
        "contacts-0-kind": "phone",
        "contacts-0-safety": "ask_for",
        "contacts-0-ask_for": person.note,
        "contacts-1-value": person.email,
        "contacts-1-kind": "email",
        "contacts-1-safety": "safe",
        "contacts-rows": "2",
        "addresses-0-text": person.street,
        "addresses-0-kind": "current",
        "sex": "female",
    } | changes


def body(person: Canary) -> dict[str, object]:
    """What a program sends for this person."""
    return {
        "registered_on": "2026-01-05",
        "facts": {"sex": "female"},
        "identity": {
            "names": [{"text": f"{person.given} {person.family}"}],
            "births": [{"on": person.born}],
            "documents": [{"number": person.document}],
            "contacts": [
                {"value": person.phone, "safety": "ask_for", "ask_for": person.note},
                {"value": person.email, "kind": "email"},
            ],
            "addresses": [{"text": person.street}],
        },
    }


def workers(account_of: Callable[..., Account]) -> Iterator[Account]:
    """Caseworkers without end, each for ``PER_ACCOUNT`` people."""
    number = 0
    while True:
        number += 1
        account = account_of(Role.CASEWORKER, email=f"worker{number}@example.org")
        yield from [account] * PER_ACCOUNT


def bring_in_everybody(account_of: Callable[..., Account], outside: Path) -> None:
    make_mission("UKR")
    staff = workers(account_of)
    by_file = [canary(number) for number in range(PEOPLE - BY_PAGE - BY_API)]
    path = write_csv(outside / "caseload.csv", [row(person) for person in by_file])
    refused = CliRunner().invoke(cli, ["import", "caseload", str(path)])
    assert refused.exit_code == 1, refused.output
    taken = CliRunner().invoke(cli, ["import", "caseload", str(path), "--with-identity"])
    assert taken.exit_code == 0, taken.output
    path.unlink()
    for number in range(len(by_file), len(by_file) + BY_PAGE):
        client = Client()
        client.force_login(next(staff))
        assert client.post("/cases/new/", typed(canary(number))).status_code == 302
    for number in range(len(by_file) + BY_PAGE, PEOPLE):
        client = ApiClient(next(staff))
        answer = client.ask(
            "POST", "/cases", body(canary(number)), **{"Idempotency-Key": f"canary-{number:010d}"}
        )
        assert answer.status_code in {200, 201}, answer.content
    assert Case.unscoped.count() == PEOPLE
    assert PersonName.unscoped.count() >= PEOPLE


def go_wrong(account_of: Callable[..., Account]) -> None:
    """Everything that a hand can slip over: what is refused must not stay anywhere either."""
    worker = account_of(Role.SUPERVISOR, email="supervisor@example.org")
    client, program = Client(), ApiClient(worker)
    client.force_login(worker)
    for number in NEVER_STORED:
        person = canary(number)
        kind = number % 3
        if kind == 0:
            assert client.post("/cases/new/", typed(person, registered_on="never")).status_code != 302
        elif kind == 1:
            answer = client.post("/people/search/", {"name": f"{person.given} {person.family}"})
            assert answer.status_code in {200, 404}
        else:
            answer = program.ask("POST", "/cases", body(person) | {"registered_on": person.note})
            assert answer.status_code in {400, 422}, answer.content
    assert client.get(f"/no-such-page/{canary(PEOPLE).document}/").status_code == 404
    assert client.get("/cases/", {"reference": canary(PEOPLE).document}).status_code == 200
    client.logout()
    assert (
        Client().post("/accounts/login/", {"login": canary(PEOPLE).email, "password": "x" * 12}).status_code
        == 200
    )


def interview_people(account_of: Callable[..., Account]) -> None:
    publish_form()
    telephone = Telephone(account_of(Role.CASEWORKER, email="telephone@example.org"))
    for number in INTERVIEWED:
        hand_in(telephone, canary(number))
    for number in NEVER_STORED[:6]:
        slip(telephone, canary(number))
    assert Interview.unscoped.count() == len(INTERVIEWED)
    assert Attachment.unscoped.count() == 2 * len(INTERVIEWED)
    assert Difference.unscoped.count() == len(INTERVIEWED)


def everything_left_behind(folder: Path) -> list[str]:
    """Put a copy of whatever a thief could take under ``folder``; the names of what was put there."""
    # By another process: here, closing a copied file would drop the locks that SQLite holds on it (POSIX), and the next
    # thread to close the key store would take the log away under the others.
    subprocess.run(["cp", "-a", str(settings.HOME.root), str(folder / "home")], check=True, timeout=120)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "backup.sqlite3")])
        return ["home", "backup.sqlite3"]
    name = connection.settings_dict["NAME"]
    dump = subprocess.run(
        ["pg_dump", "--inserts", "--dbname", _address(name)], capture_output=True, check=True, timeout=120
    )  # fmt: skip
    (folder / "dump.sql").write_bytes(dump.stdout)
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = %s", [name]
        )
        data, oid = cursor.fetchone()
    found = ["home", "dump.sql"]
    for part in (f"base/{oid}", "pg_wal", "log"):
        source = Path(data) / part
        try:
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore_dangling_symlinks=True)
                found.append(part)
        except (PermissionError, shutil.Error):
            # The server's own files belong to another user: then the dump is what a thief has.
            shutil.rmtree(folder / part, ignore_errors=True)
    return found


def _address(name: str) -> str:
    at = connection.settings_dict
    password = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    return f"postgresql://{at['USER']}{password}@{at['HOST']}:{at['PORT'] or 5432}/{name}"


def test_nobody_is_found_in_what_was_stolen(
    account_of: Callable[..., Account], temporary: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    bring_in_everybody(account_of, outside)
    go_wrong(account_of)
    interview_people(account_of)
    build_extract(actor=SystemActor("test"))

    # The people are there, and found by those who may: the search below looks at the right place.
    reader = account_of(Role.SUPERVISOR, email="reader@example.org")
    for number in (0, 1, 2, PEOPLE - BY_API - 1, PEOPLE - 1):
        person = canary(number)
        answer = ApiClient(reader).ask("POST", "/people/search", {"name": f"{person.family} {person.given}"})
        matches = answer.json()
        assert len(str(matches)) > 50, (number, matches)

    stolen = tmp_path / "stolen"
    stolen.mkdir()
    parts = everything_left_behind(stolen)
    shutil.copytree(temporary, stolen / "temporary")
    shutil.copytree(outside, stolen / "beside the file")
    people = [canary(number) for number in (*range(PEOPLE), *NEVER_STORED, *INTERVIEWED)]
    finder = Finder({word for person in people for word in person.words()})
    found, files, size = finder.in_folder(stolen)
    assert not found, [f"{find.path}@{find.offset}: {find.canary} ({find.form})" for find in found[:20]]
    assert files > len(parts)
    assert size > 10_000_000

    # And the same search does find a word that lies there in the open.
    (stolen / "left open").write_text(f"a note about {people[77].given}", encoding="utf-16")
    assert {find.canary for find in finder.in_folder(stolen)[0]} == {people[77].given}
