"""The audit: appending alone and by eight writers, its share of an act, verification and reading, at growing sizes.

Beside each figure its limit in the same run: the same act without an entry, and the same rows read without checking.
Each database is measured in a process of its own (``python -m benchmarks.audit <size> ...`` under its settings).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.measure import median, run_process
from benchmarks.report import Cell, Report

SIZES = (10_000, 100_000, 1_000_000)
POSTGRESQL = os.environ.get("PALERMO_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
BENCH_DATABASE = "palermo_bench_audit"
PALERMO = str(Path(sys.executable).parent / "palermo")
WRITERS = 8
#: Acts measured alone, and by each of several writers.
ALONE, EACH = 400, 100
#: Milliseconds that an act goes on working after it recorded, where the moment of locking is compared.
WORK = 5
IDS = ["".join(chr(97 + (n >> shift & 15)) for shift in range(0, 64, 4)) for n in range(4_096)]


def run(
    report: Report, sizes: tuple[int, ...] = SIZES, databases: tuple[str, ...] = ("sqlite", "postgresql")
) -> None:
    """All measurements, on SQLite and, where a server answers, on PostgreSQL."""
    chains: list[list[Cell]] = []
    shares: list[list[Cell]] = []
    locks: list[list[Cell]] = []
    reads: list[list[Cell]] = []
    with tempfile.TemporaryDirectory(prefix="palermo-bench-audit-") as name:
        for database in databases:
            environment = {"PALERMO_HOME": f"{name}/{database}", "PALERMO_MODE": "test"}
            if database == "postgresql":
                url = fresh_postgresql()
                if url is None:
                    continue
                environment["PALERMO_DATABASE_URL"] = url
            run_process([PALERMO, "init"], environment)
            for size in sizes:
                worker = run_process([sys.executable, "-m", "benchmarks.audit", str(size)], environment)
                found = json.loads(worker.output.splitlines()[-1])
                whole = run_process([PALERMO, "audit", "verify"], environment)
                chains.append([size, database, *found["chain"], whole.seconds, whole.peak_mb])
                shares.append([size, database, *found["share"]])
                reads.append([size, database, *found["read"]])
                if found["lock"]:
                    locks.append([database, *found["lock"]])
            shutil.rmtree(environment["PALERMO_HOME"])
    say(report, chains, shares, locks, reads)


def say(
    report: Report,
    chains: list[list[Cell]],
    shares: list[list[Cell]],
    locks: list[list[Cell]],
    reads: list[list[Cell]],
) -> None:
    """The tables."""
    report.table(
        "The audit's chain (a commit is synced to disk; writers are threads)",
        ["entries", "database", "acts/s, 1 writer", "without audit", f"acts/s, {WRITERS} writers", "without audit",
         "entries/s in bulk", "bytes an entry", "verify rows/s", "rows/s only read", "`audit verify` s", "peak MB"],
        chains,
    )  # fmt: skip
    report.table(
        "The audit's share of an act (milliseconds, median)",
        ["entries", "database", "small write", "audited", "share %", "small read", "audited", "share %"],
        shares,
    )
    report.table(
        f"When to lock the head: {WRITERS} writers whose acts work {WORK} ms after recording (acts/s)",
        ["database", "at the record", "at the end (chosen)"],
        locks,
    )
    report.table(
        "What the focal point asks (milliseconds, median; a page has 50 entries)",
        ["entries", "database", "newest", "one actor", "one case", "rare act", "day long ago", "rate"],
        reads,
    )


def fresh_postgresql() -> str | None:
    """The address of an empty database on the test server, or None."""
    try:
        with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {BENCH_DATABASE}")
            connection.execute(f"CREATE DATABASE {BENCH_DATABASE}")
    except psycopg.Error:
        return None
    return re.sub(r"/[^/?]*(\?.*)?$", f"/{BENCH_DATABASE}\\1", POSTGRESQL)


# --- In the process of one database --------------------------------------------------------------------------


def measure(size: int) -> dict[str, list[Any]]:
    """Fill the chain up to ``size`` entries and measure everything on it."""
    from palermo.access.models import Organisation
    from palermo.audit.models import AuditEntry

    for writer in ("MainThread", *map(str, range(WRITERS))):
        Organisation.objects.get_or_create(code=f"bench-{writer}", defaults={"name": "0"})
    before = AuditEntry.objects.count()
    start = time.perf_counter()
    fill(size - before)
    bulk = (size - before) / (time.perf_counter() - start)
    alone, alone_plain = per_second(audited_write, ALONE), per_second(plain_write, ALONE)
    several, several_plain = together(audited_write), together(plain_write)
    rows, only_read = verification()
    return {
        "chain": [round(alone), round(alone_plain), round(several), round(several_plain), round(bulk),
                  entry_bytes(), round(rows), round(only_read)],
        "share": [*share(plain_write, audited_write), *share(plain_read, audited_read)],
        "lock": locking() if size == SIZES[0] else [],
        "read": reading(),
    }  # fmt: skip


def fill(count: int) -> None:
    """Entries of 200 actors on 4,096 cases in bulk acts of a thousand, a rare act among them."""
    from palermo.audit.recording import audited, record, record_many

    for batch in range(0, count, 1_000):
        number = batch // 1_000
        with audited():
            some = [IDS[(number * 131 + n * 7) % len(IDS)] for n in range(min(1_000, count - batch))]
            record_many(
                "case.read",
                actor=f"account:{number % 200}",
                object_kind="case",
                object_ids=some[:-1],
                mission="UKR",
            )
            rare = "identity.uncovered" if number % 10 == 0 else "case.read"
            record(
                rare, actor=f"account:{number % 200}", object_kind="case", object_id=some[-1], mission="MDA"
            )


def plain_write() -> None:
    from django.db import transaction

    with transaction.atomic():
        touch()


def touch() -> None:
    """A small write of one row, which any two writers do to different rows."""
    from palermo.access.models import Organisation

    Organisation.objects.filter(code=f"bench-{threading.current_thread().name}").update(name=str(time.time()))


def audited_write() -> None:
    from palermo.audit.recording import audited, record

    with audited():
        touch()
        record("case.read", actor="account:7", object_kind="case", object_id=IDS[7], mission="UKR")


def plain_read() -> None:
    from palermo.access.models import Organisation

    Organisation.objects.get(code="bench-MainThread")


def audited_read() -> None:
    from palermo.audit.recording import audited, record

    plain_read()
    with audited():
        record("case.read", actor="account:7", object_kind="case", object_id=IDS[7], mission="UKR")


def per_second(act: Callable[[], None], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        act()
    return times / (time.perf_counter() - start)


def together(act: Callable[[], None], times: int = EACH) -> float:
    """Acts a second of all writers, each a thread with a connection of its own."""
    from django.db import connection

    barrier = threading.Barrier(WRITERS + 1)

    def work() -> None:
        connection.ensure_connection()
        barrier.wait()
        for _ in range(times):
            act()
        connection.close()

    threads = [threading.Thread(target=work, name=str(n)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    return WRITERS * times / (time.perf_counter() - start)


def share(plain: Callable[[], None], audited: Callable[[], None]) -> list[float]:
    """Milliseconds of both, and what part of the audited one is the audit, in per cent."""
    without, with_it = median(plain, 200) * 1000, median(audited, 200) * 1000
    return [without, with_it, 100 * (1 - without / with_it)]


def verification() -> tuple[float, float]:
    """Rows a second of verification, and of only reading the same rows."""
    from django.conf import settings

    from palermo.audit.sources.opening import live_source
    from palermo.audit.verification import verify
    from palermo.vault.chain import chain_keys

    keys = chain_keys(settings.HOME)
    with live_source(keys) as source:
        start = time.perf_counter()
        verdict = verify(source, keys)
        checked = verdict.entries / (time.perf_counter() - start)
    assert verdict.is_whole
    with live_source(keys) as source:
        start = time.perf_counter()
        count = sum(1 for _ in source.rows())
        return checked, count / (time.perf_counter() - start)


def entry_bytes() -> int:
    """Bytes of the table and its indexes for each entry."""
    from django.db import connection

    from palermo.audit.models import AuditEntry
    from palermo.audit.walls import ENTRY

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [ENTRY])
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        size = int(cursor.fetchone()[0])
    return size // AuditEntry.objects.count()


def locking() -> list[int]:
    """Acts a second when the head is locked at the record, and when at the end."""
    from django.db import connection, transaction

    from palermo.audit.appending import Pending, append
    from palermo.audit.recording import audited, record

    def at_once() -> None:
        with transaction.atomic():
            append(connection, [Pending("account:7", "case.read", "case", IDS[7], "UKR", "{}")])
            time.sleep(WORK / 1000)

    def at_the_end() -> None:
        with audited():
            record("case.read", actor="account:7", object_kind="case", object_id=IDS[7], mission="UKR")
            time.sleep(WORK / 1000)

    return [round(together(at_once, 40)), round(together(at_the_end, 40))]


def reading() -> list[float]:
    """Milliseconds of each question."""
    from palermo.audit.models import AuditEntry, moment
    from palermo.audit.selectors import Filters, entries, rate

    middle = AuditEntry.objects.get(sequence=AuditEntry.objects.count() // 2)
    day = moment(middle.at)
    questions: list[Callable[[], object]] = [
        entries,
        partial(entries, Filters(actor="account:19")),
        partial(entries, Filters(object_id=IDS[99])),
        partial(entries, Filters(act="identity.uncovered")),
        partial(entries, Filters(since=day - timedelta(seconds=0.2), until=day)),
        partial(rate, "account:7", "case.read", timedelta(minutes=10)),
    ]
    return [1000 * median(question, 15) for question in questions]


def main() -> None:
    from palermo.commands import set_up_django

    set_up_django()
    print(json.dumps(measure(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
