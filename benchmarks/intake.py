"""Interviews received: how many a second, everything on, among few and many that are there already.

    python -m benchmarks.intake [--sizes 1000 10000 50000] [--seconds 15] [--databases sqlite postgresql] [--write]

Filled forms of the project's screening are invented (``interviews/xforms/sampling``). Each is received as if a browser
had sent it: read, rechecked, calculated anew, split by class, sealed under a new person's key, assigned and audited,
durable before the receipt. Beside it, as a peer, the same XML put into a plain table of the same database, durable too.

A store is filled by receiving some hundreds and copying their rows under new numbers: what they hold does not matter to
the next one, how many there are does.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.identity import DATABASES, PALERMO, postgresql
from benchmarks.measure import run_process
from benchmarks.report import Cell, Report

SIZES = (1_000, 10_000, 50_000)
#: Seconds that each measurement takes.
SECONDS = 15.0
WORKERS = 2
HEADING = "Intake: interviews received"
THIS = [sys.executable, "-m", "benchmarks.intake"]
#: Column of the table -> its name among the shares.
SHARES = ("recheck", "vault", "audit", "database", "other")


def run(
    report: Report,
    sizes: Sequence[int] = SIZES,
    databases: Sequence[str] = DATABASES,
    seconds: float = SECONDS,
) -> None:
    """All measurements, each size and database in processes and a home of its own."""
    rows: list[list[Cell]] = []
    shares: list[list[Cell]] = []
    about: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="palermo-bench-intake-") as scratch:
        for size in sizes:
            for database in databases:
                home = Path(scratch) / f"{database}-{size}"
                environment = {"PALERMO_HOME": str(home), "PALERMO_MODE": "test"}
                if database == "postgresql":
                    url = postgresql(size)
                    if url is None:
                        continue
                    environment["PALERMO_DATABASE_URL"] = url
                run_process([PALERMO, "init"], environment)
                run_process([*THIS, "--step", "fill", "--size", str(size)], environment)
                [alone] = _workers(1, seconds, environment)
                both = _workers(WORKERS, seconds, environment)
                plain = _json(
                    run_process([*THIS, "--step", "plain", "--seconds", str(seconds / 3)], environment).output
                )
                rows.append(
                    [size, database, alone["rate"], alone["p50"], alone["p95"], sum(one["rate"] for one in both),
                     max(one["p95"] for one in both), alone["again"], alone["picture"], plain["rate"],
                     plain["rate"] / alone["rate"]]
                )  # fmt: skip
                shares.append([size, database, *(alone["shares"][name] for name in SHARES)])
                about = alone
                shutil.rmtree(home)
                if database == "postgresql":
                    postgresql(size, drop_only=True)
    if not about:
        return
    report.say(
        f"Screening, {about['bytes']:,} bytes of XML and {about['answers']} answers in the middle; {seconds:g} seconds"
        f" each. Load average at the end: {os.getloadavg()[0]:.1f}."
    )
    report.table(
        "Interviews a second with encryption, recheck, row walls and audit (milliseconds for one)",
        ["stored", "database", "1 process /s", "median ms", "95th perc. ms", f"{WORKERS} processes /s", "95th perc. ms",
         "sent again ms", "with a picture of 1 MB ms", "plain insert /s", "times as many"],
        rows,
    )  # fmt: skip
    report.table("Of one process: where the time goes (%)", ["stored", "database", *SHARES], shares)


def _workers(count: int, seconds: float, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """What processes that receive at the same time have measured."""
    running = [
        subprocess.Popen(
            [*THIS, "--step", "receive", "--worker", str(number), "--seconds", str(seconds)],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    outputs = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise RuntimeError("A worker failed; see above.")
    return [_json(output) for output in outputs]


def _json(output: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--write", action="store_true", help="replace the section in docs/performance.md")
    parser.add_argument("--step", choices=("fill", "receive", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--worker", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step is None:
        report = Report()
        run(report, tuple(options.sizes), tuple(options.databases), options.seconds)
        if options.write:
            report.write(Path(__file__).resolve().parent.parent / "docs" / "performance.md", HEADING)
        return
    from palermo.commands import set_up_django

    set_up_django()
    from benchmarks import intake_steps as steps

    if options.step == "fill":
        steps.fill(options.size)
    elif options.step == "receive":
        print(json.dumps(steps.receive(options.worker, options.seconds)))
    else:
        print(json.dumps(steps.plain(options.seconds)))


if __name__ == "__main__":
    main()
