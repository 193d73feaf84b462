"""Import, extract and the seventeen tables at growing sizes, beside pandas and DuckDB."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import psycopg

from benchmarks import peers
from benchmarks.measure import median, run_process
from benchmarks.report import Cell, Report
from palermo.demo.scale import rows
from palermo.statistics.asking import ask
from palermo.statistics.compute import compute
from palermo.statistics.engines.arrays import ArrayEngine
from palermo.statistics.extract.format import Extract, Manifest, publish, smallest
from palermo.statistics.model import Question

SIZES = (10_000, 100_000, 1_000_000)
YEAR = "2011"
PALERMO = str(Path(sys.executable).parent / "palermo")
POSTGRESQL = os.environ.get("PALERMO_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
BENCH_DATABASE = "palermo_bench"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one database gave: the line of the import, of the pages, of casework, a copy of the extract."""

    load: list[Cell]
    views: list[Cell]
    work: list[Cell]
    extract: Path


def run(report: Report, sizes: tuple[int, ...] = SIZES) -> None:
    """All measurements of issue-two size: caseload in, tables out."""
    with tempfile.TemporaryDirectory(prefix="palermo-bench-") as name:
        folder = Path(name)
        loads: list[list[Cell]] = []
        views: list[list[Cell]] = []
        work: list[list[Cell]] = []
        extracts: dict[int, Path] = {}
        for size in sizes:
            caseload = folder / f"caseload-{size}.csv"
            write_caseload(caseload, size)
            for database in ("sqlite", "postgresql"):
                line = load(folder, caseload, size, database)
                if line is None:
                    continue
                loads.append(line.load)
                views.append(line.views)
                work.append(line.work)
                extracts[size] = line.extract
            caseload.unlink()
        report.table(
            "From a CSV file to the extract",
            ["instances", "database", "file MB", "import s", "rows/s", "import peak MB", "again (no change) s",
             "extract s", "extract peak MB"],
            loads,
        )  # fmt: skip
        report.table(
            "Pages, through the whole stack without the network (milliseconds)",
            ["instances", "database", "list p50", "list p95", "list slowest", "case p50", "case p95"],
            views,
        )
        report.table(
            "Casework: sealed and on record (milliseconds; percent of the time in the audit and in the vault)",
            ["cases", "database", "register p50", "p95", "audit %", "vault %", "case read p50", "p95", "audit %",
             "vault %", "identity opened p50", "p95", "audit %", "vault %"],
            work,
        )  # fmt: skip
        tables(report, extracts, folder)


def write_caseload(path: Path, size: int) -> None:
    """A fictional caseload file."""
    lines = rows(size, seed=size)
    first = next(lines)
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(first))
        writer.writeheader()
        writer.writerows(chain([first], lines))


def load(folder: Path, caseload: Path, size: int, database: str) -> Loaded | None:
    """Import and extract in processes of their own; None when there is no such database."""
    home = folder / f"home-{database}-{size}"
    environment = {"PALERMO_HOME": str(home), "PALERMO_MODE": "test"}
    if database == "postgresql":
        url = fresh_postgresql()
        if url is None:
            return None
        environment["PALERMO_DATABASE_URL"] = url
    run_process([PALERMO, "init"], environment)
    start = run_process(
        [PALERMO, "import", "caseload", str(caseload), "--fictional", "--no-extract"], environment
    )
    again = run_process(
        [PALERMO, "import", "caseload", str(caseload), "--fictional", "--no-extract"], environment
    )
    extract = run_process([PALERMO, "extract"], environment)
    pages = json.loads(
        run_process([sys.executable, "-m", "benchmarks.cases"], environment).output.strip().splitlines()[-1]
    )
    casework = json.loads(
        run_process([sys.executable, "-m", "benchmarks.casework"], environment)
        .output.strip()
        .splitlines()[-1]
    )
    current = home / "extracts" / (home / "extracts" / "current").read_text().strip()
    kept = folder / f"extract-{size}"
    if not kept.exists():
        shutil.copytree(current, kept)
    shutil.rmtree(home)
    line: list[Cell] = [size, database, caseload.stat().st_size / 2**20, start.seconds, round(size / start.seconds),
                        start.peak_mb, again.seconds, extract.seconds, extract.peak_mb]  # fmt: skip
    views: list[Cell] = [size, database, pages["list_p50"], pages["list_p95"], pages["slowest_ms"],
                         pages["case_p50"], pages["case_p95"]]  # fmt: skip
    work: list[Cell] = [size, database]
    for kind in ("write", "read", "uncover"):
        work += [casework[kind][part] for part in ("p50", "p95", "audit", "vault")]
    return Loaded(line, views, work, kept)


def fresh_postgresql() -> str | None:
    """The address of an empty database on the test server, or None."""
    try:
        with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {BENCH_DATABASE}")
            connection.execute(f"CREATE DATABASE {BENCH_DATABASE}")
    except psycopg.Error:
        return None
    return re.sub(r"/[^/?]*(\?.*)?$", f"/{BENCH_DATABASE}\\1", POSTGRESQL)


def tables(report: Report, extracts: dict[int, Path], folder: Path) -> None:
    """The tables once extracted, every engine in the same process."""
    largest = max(extracts)
    extracts[largest * 10] = repeat(Extract(extracts[largest]), 10, folder)
    lines = [compare(size, path) for size, path in sorted(extracts.items())]
    report.table(
        "The seventeen tables once extracted (seconds; one year of eleven, no engine keeps anything between calls)",
        ["instances", "extract MB", "Palermo", "Palermo, all years", "Palermo, individuals", "pandas",
         "DuckDB, enums", "pandas / Palermo", "Palermo / DuckDB"],
        lines,
    )  # fmt: skip


def compare(size: int, path: Path) -> list[Cell]:
    """One line: the tables by every engine over the same extract."""
    extract = Extract(path)
    country, region = peers.lookups(extract)
    times = 9 if size <= 1_000_000 else 5

    def ours(asked: Question) -> object:
        return compute(extract, asked, engine=ArrayEngine(extract))

    year = median(partial(ours, ask(year=YEAR)), times)
    all_years = median(partial(ours, ask(start="2000", end="2020")), times)
    people = median(partial(ours, ask(year=YEAR, measure="individuals")), 3)
    data = peers.frame(extract)
    plain = median(partial(peers.tables_by_pandas, data, country, region, YEAR), 3)
    connection = peers.duckdb_enums(data, country, region)
    duck = median(partial(peers.tables_by_duckdb, connection, YEAR), times)
    connection.close()
    megabytes = sum(file.stat().st_size for file in path.iterdir()) / 2**20
    return [size, megabytes, year, all_years, people, plain, duck, plain / year, year / duck]


def repeat(extract: Extract, times: int, folder: Path) -> Path:
    """The same caseload ``times`` over, with people of its own each time."""
    draft = folder / "repeated"
    draft.mkdir()
    for name in extract.manifest.dictionaries:
        np.save(draft / f"{name}.npy", np.tile(extract.column(name), times))
    people = extract.manifest.individuals
    shifted = [extract.individual.astype(np.int64) + i * people for i in range(times)]
    np.save(draft / "individual.npy", np.concatenate(shifted).astype(smallest(people * times)))
    rows = extract.rows
    positions = [extract.repeated + i * rows for i in range(times)]
    np.save(draft / "repeated.npy", np.concatenate(positions).astype(np.uint32))
    old = extract.manifest
    manifest = Manifest(old.snapshot, old.taken_at, old.caseload_version, rows * times, people * times,
                        old.fictional_rows * times, old.missions, old.dictionaries)  # fmt: skip
    publish(draft, folder / "extract-repeated", manifest)
    return folder / "extract-repeated"
