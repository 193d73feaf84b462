"""Identities: searching among sealed ones, on the real tables and through the real gate, at growing sizes.

    python -m benchmarks.identity [--sizes 10000 100000] [--queries 200] [--databases sqlite postgresql] [--write]

People are invented (``tests/vault/names/invented.py``), six in ten recorded in Latin letters and the others in their
own script, all with a birth date, every second with a telephone, every third with a document. A search is the whole
of it: tokens, look-up, scope, gate, brake, keys, opening and comparing, and the audit's entry on the disk.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg

from benchmarks.identity_people import SHARD
from benchmarks.measure import run_process
from benchmarks.report import Cell, Report

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 200
DATABASES = ("sqlite", "postgresql")
POSTGRESQL = os.environ.get("PALERMO_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
BENCH_DATABASE = "palermo_bench_identity"
HEADING = "Identity: search and cost"
PALERMO = str(Path(sys.executable).parent / "palermo")
LOADERS = 2


def run(
    report: Report,
    sizes: Sequence[int] = SIZES,
    databases: Sequence[str] = DATABASES,
    queries: int = QUERIES,
) -> None:
    """All measurements, each size and database in processes and a home of its own."""
    found: list[tuple[int, str, dict[str, list[list[Cell]]]]] = []
    with tempfile.TemporaryDirectory(prefix="palermo-bench-identity-") as folder:
        for size in sizes:
            for database in databases:
                environment = {"PALERMO_HOME": f"{folder}/{database}", "PALERMO_MODE": "test"}
                if database == "postgresql":
                    url = fresh_postgresql()
                    if url is None:
                        continue
                    environment["PALERMO_DATABASE_URL"] = url
                found.append((size, database, _measured(size, queries, environment)))
                shutil.rmtree(environment["PALERMO_HOME"])
    if "postgresql" in databases:
        fresh_postgresql(drop_only=True)
    say(report, found, queries)


def say(report: Report, found: Sequence[tuple[int, str, dict[str, list[list[Cell]]]]], queries: int) -> None:
    """The tables."""

    def rows(name: str) -> list[list[Cell]]:
        return [[size, database, *row] for size, database, each in found for row in each[name]]

    report.table(
        f"Loading and the index ({LOADERS} processes seal; the index is built at the end)",
        ["people", "database", "people/s sealed", "index built s", "name tokens a person", "exact tokens a person",
         "index MB", "rows MB", "key store MB"],
        rows("load"),
    )  # fmt: skip
    report.table(
        f"One person among the sealed, {queries} searches each (right one among the first ten; first or a namesake)",
        [
            "people",
            "database",
            "asked for",
            "found %",
            "ceiling %",
            "first %",
            "opened",
            "median ms",
            "95th perc. ms",
        ],
        rows("search"),
    )
    report.table(
        "Of one search by name with a typing error: where the time goes (milliseconds, median)",
        ["people", "database", "tokens", "look-up", "scope, gate, open, compare", "audit's commit and brake"],
        rows("parts"),
    )
    report.table(
        "What encryption costs (milliseconds, median)",
        ["people", "database", "write an identity", "the same rows plain", "add a name", "open a whole identity",
         "25 names plain", "25 names opened", "25 with gate and audit"],
        rows("cost"),
    )  # fmt: skip
    report.table(
        "What a thief of the index counts: share of people who have the commonest token, the 10th, the 100th (%)",
        ["people", "database", "index", "first", "tenth", "hundredth"],
        rows("leak"),
    )


def fresh_postgresql(*, drop_only: bool = False) -> str | None:
    """The address of an empty database on the test server, or None."""
    try:
        with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {BENCH_DATABASE}")
            if not drop_only:
                connection.execute(f"CREATE DATABASE {BENCH_DATABASE}")
    except psycopg.Error:
        return None
    return re.sub(r"/[^/?]*(\?.*)?$", f"/{BENCH_DATABASE}\\1", POSTGRESQL)


def _measured(size: int, queries: int, environment: Mapping[str, str]) -> dict[str, list[list[Cell]]]:
    run_process([PALERMO, "init"], environment)
    this = [sys.executable, "-m", "benchmarks.identity"]
    run_process([*this, "--step", "prepare"], environment)
    shards = range((size + SHARD - 1) // SHARD)
    start = time.perf_counter()
    loaders = [
        subprocess.Popen(
            [*this, "--step", "load", "--size", str(size), "--shards", *map(str, shards[number::LOADERS])],
            env={**os.environ, **environment},
        )
        for number in range(min(LOADERS, len(shards)))
    ]
    failed = [loader.wait() for loader in loaders]
    if any(failed):
        raise RuntimeError("A loader failed; see above.")
    seconds = time.perf_counter() - start
    worker = run_process(
        [*this, "--step", "measure", "--size", str(size), "--queries", str(queries)], environment
    )
    found: dict[str, list[list[Cell]]] = json.loads(worker.output.splitlines()[-1])
    found["load"][0][0] = size / seconds
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--write", action="store_true", help="replace the section in docs/performance.md")
    parser.add_argument("--step", choices=("prepare", "load", "measure"), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--shards", type=int, nargs="+", default=(), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step is None:
        report = Report()
        run(report, tuple(options.sizes), tuple(options.databases), options.queries)
        if options.write:
            report.write(Path(__file__).resolve().parent.parent / "docs" / "performance.md", HEADING)
        return
    from palermo.commands import set_up_django

    set_up_django()
    from benchmarks import identity_steps as steps

    if options.step == "prepare":
        steps.prepare()
    elif options.step == "load":
        steps.load(options.size, options.shards)
    else:
        print(json.dumps(steps.measure(options.size, options.queries)))


if __name__ == "__main__":
    main()
