"""``make bench``: every measurement, printed; ``--write`` also puts it into docs/performance.md."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

PERFORMANCE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of instances (default 10k, 100k, 1M)")
    parser.add_argument("--write", action="store_true", help="replace the section in docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="palermo-bench-home-") as home:
        os.environ.update(PALERMO_HOME=home, PALERMO_MODE="test")
        from palermo.commands import set_up_django

        set_up_django()
        from benchmarks import filling, identity, intake, statistics, vault
        from benchmarks.report import Report

        report = Report()
        statistics.run(report, tuple(options.sizes) if options.sizes else statistics.SIZES)
        if options.write:
            report.write(PERFORMANCE, "Statistics: caseload in, tables out")
        report = Report()
        vault.run(report)
        if options.write:
            report.write(PERFORMANCE, vault.HEADING)
        report = Report()
        identity.run(report, tuple(options.sizes) if options.sizes else identity.SIZES)
        if options.write:
            report.write(PERFORMANCE, identity.HEADING)
        report = Report()
        filling.run(report)
        if options.write:
            report.write(PERFORMANCE, filling.HEADING)
        report = Report()
        intake.run(report)
        if options.write:
            report.write(PERFORMANCE, intake.HEADING)


if __name__ == "__main__":
    main()
