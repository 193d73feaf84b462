"""What ``benchmarks.identity`` measures beside searching: writing and opening, the index's size and what it tells."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from benchmarks.identity_people import CASES, MISSION, draft, opaque
from benchmarks.report import Cell

if TYPE_CHECKING:
    from palermo.access.models import Account


def add_cases() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(CASES)


def cost(account: Account) -> list[Cell]:
    from django.db import connection

    from palermo.access.gate import CaseKey
    from palermo.access.walls import standing_as
    from palermo.audit.recording import audited, record
    from palermo.individuals.actions.add_detail import add_detail
    from palermo.individuals.actions.record_identity import record_identity
    from palermo.individuals.models import Individual, PersonName
    from palermo.individuals.selectors import covered_lines, identity_of
    from palermo.individuals.values import NameDetail
    from palermo.vault.clearance import clearance

    rounds = 40
    mission = account.mission_id or 0
    people = [Individual.objects.create() for _ in range(rounds)]
    add_cases()
    cases = [CaseKey(each.opaque_id, mission, each.opaque_id) for each in people]
    listed = [opaque(who) for who in range(7, 32)]
    lines = {each: CaseKey(each, mission, each) for each in listed}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute("CREATE TABLE bench_plain (person varchar(16), value text)")
        cursor.execute("CREATE INDEX bench_plain_person ON bench_plain (person)")
        cursor.executemany(
            "INSERT INTO bench_plain VALUES (%s, %s)",
            [(opaque(who), "Olena Shevchenko") for who in range(2_000)],
        )

    def plain_write(number: int) -> None:
        with audited(), connection.cursor() as cursor:
            person = people[number].opaque_id
            for _row in range(4):
                cursor.execute("INSERT INTO bench_plain VALUES (%s, %s)", [person, "Olena Shevchenko"])
            record(
                "identity.recorded", actor=f"account:{account.pk}", object_kind="individual", object_id=person,
                mission=MISSION, fields=["names"],
            )  # fmt: skip

    def plain_list(_number: int) -> object:
        with connection.cursor() as cursor:
            marks = ",".join(["%s"] * len(listed))
            cursor.execute(f"SELECT person, value FROM bench_plain WHERE person IN ({marks})", listed)
            return cursor.fetchall()

    def opened_list(_number: int) -> object:
        with clearance("bench", individuals=listed):
            return [row.content for row in PersonName.objects.of_people(listed)]

    new = NameDetail(text="Olena Melnyk")
    works: list[Callable[[int], object]] = [
        lambda number: record_identity(actor=account, case=cases[number], draft=draft(6, "Olena Shevchenko")),
        plain_write,
        lambda number: add_detail(actor=account, case=cases[number], detail=new),
        lambda number: identity_of(account, cases[number]),
        plain_list,
        opened_list,
        lambda _number: covered_lines(account, lines),
    ]
    with standing_as(account):
        return [_median(work, rounds) for work in works]


def _median(work: Callable[[int], object], rounds: int) -> float:
    taken = []
    for number in range(rounds):
        start = time.perf_counter()
        work(number)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def leak(size: int) -> list[list[Cell]]:
    from django.db import connection

    from palermo.individuals.index.writing import EXACT, NAMES

    rows: list[list[Cell]] = []
    with connection.cursor() as cursor:
        for what, table in (("names", NAMES), ("numbers, dates", EXACT)):
            cursor.execute(
                f"SELECT count(*) AS times FROM {table} GROUP BY token ORDER BY times DESC LIMIT 100"
            )
            most = [int(times) for (times,) in cursor.fetchall()]
            rows.append([what, *(100 * most[min(place, len(most) - 1)] / size for place in (0, 9, 99))])
    return rows


def settle() -> None:
    """What a night's maintenance does: statistics of the planner, and the log written back."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sizes(size: int) -> list[Cell]:
    """Tokens a person of both kinds; megabytes of the index, of the sealed rows and of the key store."""
    from django.db import connection

    from palermo.individuals.groups import GROUPS
    from palermo.individuals.index.writing import EXACT, NAMES
    from palermo.vault.opened import vault

    with connection.cursor() as cursor:
        counts: list[Cell] = []
        for table in (NAMES, EXACT):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(int(cursor.fetchone()[0]) / size)

        def megabytes(tables: Sequence[str]) -> float:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name",
                    [list(tables)],
                )
            else:
                cursor.execute(
                    "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master"
                    f" WHERE tbl_name IN ({','.join(['%s'] * len(tables))}))",
                    list(tables),
                )
            return float(cursor.fetchone()[0]) / 1e6

        rows = [group.model._meta.db_table for group in GROUPS.values()]
        return [
            *counts,
            megabytes([NAMES, EXACT]),
            megabytes(rows),
            vault().keystore.path.stat().st_size / 1e6,
        ]
