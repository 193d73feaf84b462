"""The vault alone: what one value, one key, one attachment and one erasure cost, and what name tokens give away.

    python -m benchmarks.vault [--write]

Searching and everything else on the real tables is measured by ``benchmarks.identity``.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import median
from benchmarks.report import Cell, Report

if TYPE_CHECKING:
    from palermo.vault.opened import Vault

HEADING = "Vault: values, keys, tokens"
#: Individuals in the key store when one of them is erased.
KEYS = (10_000, 100_000)
#: Invented people whose tokens are counted.
SAMPLE = 50_000


def run(report: Report, keys: tuple[int, ...] = KEYS, sample: int = SAMPLE) -> None:
    """All measurements of the vault."""
    with tempfile.TemporaryDirectory(prefix="palermo-bench-vault-") as name:
        values(report, Path(name) / "values")
        erasures(report, Path(name), keys)
        leak(report, Path(name) / "leak", sample)


def values(report: Report, folder: Path) -> None:
    """One value, one key, one attachment; each beside the same without encryption where that means anything."""
    from palermo.vault.clearance import clearance
    from palermo.vault.individual_keys import create_individual_keys, individual_keys
    from palermo.vault.padding import pad, unpad
    from palermo.vault.place import Place
    from palermo.vault.streams import SealedReader, SealedWriter

    vault = _vault(folder)
    create_individual_keys(vault, [f"person{number}" for number in range(1000)], mission="UKR")
    additional = Place("identity_name", "text", "abcdefghijklmnop").additional_data()
    rows: list[list[Cell]] = []
    with clearance("bench", individuals=["person1"], vault=vault) as seen:
        for what, size in (("a name", 20), ("a story", 4_000)):
            content = os.urandom(size)
            sealed = seen.seal("person1", pad(content), additional)
            seal = _each(lambda content=content: seen.seal("person1", pad(content), additional))
            opened = _each(lambda sealed=sealed: unpad(seen.open("person1", sealed, additional)))
            rows += [[f"seal {what}", seal * 1e6], [f"open {what}", opened * 1e6]]
        rows.append(
            ["find and unwrap an individual's key", _each(lambda: individual_keys(vault, "person7")) * 1e6]
        )
        megabytes, block = 64, os.urandom(1_000_000)
        sealed_file, place = io.BytesIO(), Place("attachment", "content", "row")

        def write() -> None:
            sealed_file.seek(0)
            with SealedWriter(sealed_file, "person1", place) as writer:
                for _ in range(megabytes):
                    writer.write(block)

        def read() -> int:
            sealed_file.seek(0)
            return sum(len(piece) for piece in SealedReader(sealed_file, "person1", place).chunks())

        rows += [["attachment, write, MB/s", megabytes / median(write, 3)],
                 ["attachment, read, MB/s", megabytes / median(read, 3)]]  # fmt: skip
    report.table("What encryption costs (microseconds unless said otherwise)", ["act", ""], rows)


def erasures(report: Report, folder: Path, sizes: tuple[int, ...]) -> None:
    """Keys made in bulk; then one person is forgotten: overwritten, log cut, files searched, certificate signed."""
    from palermo.vault.erasure import destroy_individual_keys
    from palermo.vault.individual_keys import create_individual_keys

    rows: list[list[Cell]] = []
    for size in sizes:
        vault = _vault(folder / str(size))
        people = [f"person{number}" for number in range(size)]
        start = time.perf_counter()
        create_individual_keys(vault, people, mission="UKR")
        made = time.perf_counter() - start
        start = time.perf_counter()
        destroy_individual_keys(vault, people[size // 2])
        gone = time.perf_counter() - start
        rows.append([size, size / made, vault.keystore.path.stat().st_size / 1e6, gone])
    report.table(
        "Keys of individuals", ["individuals", "made a second", "key store MB", "one erased, seconds"], rows
    )


def leak(report: Report, folder: Path, sample: int) -> None:
    """What a thief of the index may count, beside what it would be without homophones and with single parts."""
    from palermo.vault.names.readings import pairs, read_name
    from palermo.vault.names.tokens import NameTokens
    from tests.vault.names.invented import People

    invented = People(seed=1)
    tokens = NameTokens(_vault(folder))
    singles: Counter[object] = Counter()
    skeletons: Counter[object] = Counter()
    stored: Counter[object] = Counter()
    for _ in range(sample):
        person = invented.person()
        name = invented.native(person) if invented.dice.random() < 0.4 else invented.latin(person)
        parts = read_name(name)
        singles.update({part.skeleton for part in parts})
        skeletons.update({tuple(sorted((one.skeleton, two.skeleton))) for one, two in pairs(parts)})
        stored.update(tokens.stored([name]))

    def share(counts: Counter[object]) -> list[Cell]:
        most = [count for _what, count in counts.most_common(100)]
        return [100 * most[0] / sample, 100 * most[9] / sample, 100 * most[-1] / sample]

    report.table(
        "Share of people who have the commonest token, the tenth and the hundredth, %",
        ["tokens", "first", "tenth", "hundredth"],
        [
            ["single parts without homophones", *share(singles)],
            ["pairs of skeletons", *share(skeletons)],
            ["all that is stored", *share(stored)],
        ],
    )


def _vault(folder: Path) -> Vault:
    from palermo.home import Home
    from palermo.vault.opened import Vault

    return Vault(Home(folder), makes_keys=True)


def _each(work: Callable[[], object], times: int = 2_000) -> float:
    """Seconds of one call, from many."""

    def many() -> None:
        for _ in range(times):
            work()

    return median(many) / times


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="replace the section in docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="palermo-bench-home-") as home:
        os.environ.update(PALERMO_HOME=home, PALERMO_MODE="test")
        from palermo.commands import set_up_django

        set_up_django()
        report = Report()
        run(report)
        if options.write:
            report.write(Path(__file__).resolve().parent.parent / "docs" / "performance.md", HEADING)


if __name__ == "__main__":
    main()
