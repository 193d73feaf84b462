"""What holds when the process dies or two run at once. These tests see what is committed, as another process would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from palermo.cases.models import Case
from palermo.exchange.models import ImportRun
from palermo.individuals.models import Individual
from tests.exchange.caseloads import row, write_csv

pytestmark = pytest.mark.django_db(transaction=True)

#: Imports the file named first, on the database of the tests; dies or waits where it is told to.
PROGRAM = """
import os, sys, time, json
from pathlib import Path
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[2]
from palermo.access.actors import SystemActor
from palermo.cases.actions import store_caseload_sql as sql
from palermo.exchange.actions import import_caseload as module

where, signalled = sys.argv[3], Path(sys.argv[4])
run = sql.run
def watched(statement, parameters=()):
    if where == "die before events" and statement is sql.INSERT_EVENTS:
        os.kill(os.getpid(), 9)
    return run(statement, parameters)
sql.run = watched
record = module._Import._record
def recorded(self, sha256, result):
    record(self, sha256, result)
    if where == "die before commit":
        os.kill(os.getpid(), 9)
    if where == "linger":
        signalled.touch()
        time.sleep(1.5)
module._Import._record = recorded
outcome = module.import_caseload(Path(sys.argv[1]), actor=SystemActor("test"))
result = outcome.result
said = [p.expected for p in outcome.problems.described[:2]]
print(json.dumps(said if result is None else [result.created, result.unchanged]))
"""


def start(file: Path, where: str, signalled: Path) -> subprocess.Popen[str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "palermo.config.settings",
        "PALERMO_MODE": "test",
        "PALERMO_HOME": str(settings.HOME.root),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", PROGRAM, str(file), name, where, str(signalled)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        row(str(number), individual_ref=f"P{number % 700}", exploitation_type="other")
        for number in range(2000)
    ]
    return write_csv(tmp_path / "caseload.csv", rows)


def counts() -> tuple[int, int, int]:
    return Case.unscoped.count(), Individual.objects.count(), ImportRun.objects.count()


@pytest.mark.parametrize("where", ["die before events", "die before commit"])
def test_when_the_process_is_killed_nothing_is_stored_and_the_next_try_succeeds(
    file: Path, tmp_path: Path, where: str
) -> None:
    with start(file, where, tmp_path / "signal") as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert counts() == (0, 0, 0)
    with start(file, "", tmp_path / "signal") as process:
        output, _errors = process.communicate(timeout=60)
    assert json.loads(output) == [2000, 0]
    assert counts() == (2000, 700, 1)


def test_of_two_imports_of_one_file_one_stores_and_the_other_finds_it_stored(
    file: Path, tmp_path: Path
) -> None:
    signalled = tmp_path / "signal"
    with start(file, "linger", signalled) as first:
        while first.poll() is None and not signalled.exists():
            pass
        # The first now holds the database and has not committed; the second has to wait and then to look again.
        with start(file, "", tmp_path / "other") as second:
            outputs = [process.communicate(timeout=60)[0] for process in (first, second)]
    assert sorted(map(json.loads, outputs)) == [[0, 2000], [2000, 0]]
    assert counts() == (2000, 700, 1)
