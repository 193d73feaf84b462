"""Identities: searching among sealed ones, on the real tables and through the real gate, at growing sizes.

    python -m benchmarks.identity [--sizes 10000 100000] [--queries 200] [--databases sqlite postgresql] [--write]
        [--keep FOLDER]

People are invented (``tests/vault/names/invented.py``), six in ten recorded in Latin letters and the others in their
own script, all with a birth date, every second with a telephone, every third with a document; each has a case. A search
is the whole of it: tokens, look-up, the cases in reach, gate, brake, row walls, keys, opening and comparing, and the
audit's entry on the disk.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from benchmarks.identity_people import CASES, SHARD
from benchmarks.measure import run_process
from benchmarks.report import Cell, Report

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 200
DATABASES = ("sqlite", "postgresql")
POSTGRESQL = os.environ.get("PALERMO_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
BENCH_DATABASE = BENCH_ROLE = "palermo_bench_identity"
HEADING = "Identity: search and cost"
PALERMO = str(Path(sys.executable).parent / "palermo")
LOADERS = 2
#: In the home of a filled store: people sealed a second, seconds that the index took.
LOADED = "loaded.json"
THIS = [sys.executable, "-m", "benchmarks.identity"]


def run(
    report: Report,
    sizes: Sequence[int] = SIZES,
    databases: Sequence[str] = DATABASES,
    queries: int = QUERIES,
    keep: Path | None = None,
) -> None:
    """All measurements, each size and database in processes and a home of its own. ``keep``: a folder in which the
    stores stay, to be measured again without loading."""
    found: list[tuple[int, str, dict[str, list[list[Cell]]]]] = []
    loads: list[float] = []
    with tempfile.TemporaryDirectory(prefix="palermo-bench-identity-") as scratch:
        for size in sizes:
            for database in databases:
                home = Path(keep or scratch) / f"{database}-{size}"
                environment = {"PALERMO_HOME": str(home), "PALERMO_MODE": "test"}
                is_loaded = (home / LOADED).exists()
                if database == "postgresql":
                    url = postgresql(size, is_kept=is_loaded)
                    if url is None:
                        continue
                    environment["PALERMO_DATABASE_URL"] = url
                if not is_loaded:
                    load(size, home, environment)
                found.append((size, database, _measured(size, queries, home, environment)))
                loads.append(os.getloadavg()[0])
                if keep is None:
                    shutil.rmtree(home)
                    if database == "postgresql":
                        postgresql(size, drop_only=True)
    report.say(
        f"Load average of the machine when each store had been measured: {min(loads, default=0):.1f} to"
        f" {max(loads, default=0):.1f}. The benchmark itself makes 1 to 2; above that, milliseconds are too long."
    )
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
        f"One person among the sealed, {queries} searches each, per cent. "
        "Ceiling: namesakes, whom the query fits as well, come in any order",
        ["people", "database", "asked for", "found first", "ceiling", "among ten", "ceiling", "among 50 shown",
         "precision", "answer says cut", "opened", "median ms", "95th perc. ms"],
        rows("search"),
    )  # fmt: skip
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


def postgresql(size: int, *, is_kept: bool = False, drop_only: bool = False) -> str | None:
    """The address of the database for this size on the test server, emptied unless it ``is_kept``; or None. Its role is
    no superuser: the row walls bind it, as in production."""
    name = f"{BENCH_DATABASE}_{size}"
    try:
        with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=5) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [BENCH_ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {BENCH_ROLE} LOGIN PASSWORD '{BENCH_ROLE}'")
            if not is_kept:
                connection.execute(f"DROP DATABASE IF EXISTS {name}")
                if not drop_only:
                    connection.execute(f"CREATE DATABASE {name} OWNER {BENCH_ROLE}")
    except psycopg.Error:
        return None
    parts = urlsplit(POSTGRESQL)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{BENCH_ROLE}:{BENCH_ROLE}@{host}", path=f"/{name}").geturl()


def load(size: int, home: Path, environment: Mapping[str, str]) -> None:
    """Fill a store. What it took stands in the home afterwards."""
    run_process([PALERMO, "init"], environment)
    run_process([*THIS, "--step", "prepare"], environment)
    shards = range((size + SHARD - 1) // SHARD)
    start = time.perf_counter()
    loaders = [
        subprocess.Popen(
            [*THIS, "--step", "load", "--size", str(size), "--shards", *map(str, shards[number::LOADERS])],
            env={**os.environ, **environment},
        )
        for number in range(min(LOADERS, len(shards)))
    ]
    failed = [loader.wait() for loader in loaders]
    if any(failed):
        raise RuntimeError("A loader failed; see above.")
    seconds = time.perf_counter() - start
    built = float(run_process([*THIS, "--step", "index"], environment).output.splitlines()[-1])
    if "PALERMO_DATABASE_URL" in environment:
        # Not by the role of the benchmark: its row walls look at each case by itself.
        with psycopg.connect(POSTGRESQL, dbname=f"{BENCH_DATABASE}_{size}", autocommit=True) as connection:
            connection.execute(CASES)
            connection.execute("VACUUM ANALYZE")
    (home / LOADED).write_text(json.dumps([size / seconds, built]))


def _measured(
    size: int, queries: int, home: Path, environment: Mapping[str, str]
) -> dict[str, list[list[Cell]]]:
    worker = run_process(
        [*THIS, "--step", "measure", "--size", str(size), "--queries", str(queries)], environment
    )
    found: dict[str, list[list[Cell]]] = json.loads(worker.output.splitlines()[-1])
    found["load"] = [[*json.loads((home / LOADED).read_text()), *found["load"][0]]]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--write", action="store_true", help="replace the section in docs/performance.md")
    parser.add_argument("--step", choices=("prepare", "load", "index", "measure"), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--shards", type=int, nargs="+", default=(), help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help="a folder in which filled stores stay, and are found again")
    options = parser.parse_args()
    if options.step is None:
        report = Report()
        run(report, tuple(options.sizes), tuple(options.databases), options.queries, options.keep)
        if options.write:
            report.write(Path(__file__).resolve().parent.parent / "docs" / "performance.md", HEADING)
        return
    from palermo.commands import set_up_django

    set_up_django()
    from benchmarks import identity_steps as steps
    from palermo.access.actors import SystemActor
    from palermo.access.walls import standing_as

    with standing_as(SystemActor("bench")):
        if options.step == "prepare":
            steps.prepare()
        elif options.step == "load":
            steps.load(options.size, options.shards)
        elif options.step == "index":
            print(steps.index())
        else:
            print(json.dumps(steps.measure(options.size, options.queries)))


if __name__ == "__main__":
    main()
