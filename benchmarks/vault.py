"""The vault: what encryption costs, and how well and how fast encrypted names are found again.

    python -m benchmarks.vault [--sizes 100000 1000000] [--queries 400] [--write]

People are invented (``tests/vault/names/invented.py``), six in ten stored in Latin letters and the others in their own
script. Each search is the whole of it: tokens, look-up, ranking, keys, opening and comparing up to two hundred names.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from benchmarks.measure import median
from benchmarks.report import Cell, Report

if TYPE_CHECKING:
    from palermo.vault.opened import Vault
    from tests.vault.names.invented import People, Person

SIZES = (100_000,)
QUERIES = 400
POSTGRESQL = os.environ.get("PALERMO_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
TABLE = "palermo_bench_names"
#: How many people of a round are opened and compared.
OPENED = 200
Look = Callable[[Sequence[bytes]], Iterable[tuple[bytes, int]]]


def run(report: Report, sizes: tuple[int, ...] = SIZES, queries: int = QUERIES) -> None:
    """All measurements of the vault."""
    with tempfile.TemporaryDirectory(prefix="palermo-bench-vault-") as name:
        values(report, Path(name) / "values")
        for size in sizes:
            names(report, Path(name) / str(size), size, queries)


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


@dataclass(slots=True)
class Index:
    """Encrypted people and the index of their tokens, in both databases."""

    vault: Vault
    people: list[Person]
    written: list[str]
    sealed: list[bytes]
    looks: dict[str, Look]


def names(report: Report, folder: Path, size: int, queries: int) -> None:
    """Build the index, then ask for people in every way in which names go wrong."""
    from tests.vault.names.invented import People

    invented = People(seed=1)
    index = _build(report, folder, invented, size)
    _leak(report, index)
    namesakes = Counter((person.culture, person.parts) for person in index.people)
    rows: list[list[Cell]] = []
    for way, ask in _ways(invented).items():
        dice = random.Random(way)
        asked = list(_asked(index, ask, dice, queries))
        ceiling = statistics.mean(
            min(1, 10 / namesakes[index.people[who].culture, index.people[who].parts])
            for who, _query in asked
        )
        for engine, look in index.looks.items():
            found, milliseconds = _ask_all(index, look, asked)
            rows.append([way, engine, 100 * found / len(asked), 100 * ceiling, milliseconds[len(asked) // 2],
                         milliseconds[int(len(asked) * 0.95)]])  # fmt: skip
    report.table(
        f"One among {size:,} encrypted people, {queries} queries each: the right one among the first ten",
        [
            "the name is asked for",
            "database",
            "found %",
            "ceiling % (namesakes)",
            "median ms",
            "95th percentile ms",
        ],
        rows,
    )
    with psycopg.connect(POSTGRESQL) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {TABLE}")


def search(index: Index, look: Look, query: str) -> list[int]:
    """Who is most alike, best first: round by round, until somebody is alike enough."""
    from palermo.vault.clearance import clearance
    from palermo.vault.names.likeness import GOOD, likeness
    from palermo.vault.names.readings import read_name
    from palermo.vault.names.tokens import NameTokens, rank

    asked = read_name(query)
    alike: dict[int, float] = {}
    hits: list[tuple[bytes, int]] = []
    weights: dict[bytes, float] = {}
    for looked_up in NameTokens(index.vault).rounds(query):
        weights = looked_up | weights
        hits += look(list(looked_up))
        best = [who for who in rank(hits, weights)[:OPENED] if who not in alike]
        with clearance("search", individuals=map(_identifier, best), vault=index.vault) as seen:
            for who in best:
                alike[who] = likeness(asked, read_name(_open(seen.open, index, who)))
        if alike and max(alike.values()) >= GOOD:
            break
    return sorted(alike, key=lambda who: -alike[who])[:10]


def _build(report: Report, folder: Path, invented: People, size: int) -> Index:
    from palermo.vault.clearance import clearance
    from palermo.vault.erasure import destroy_individual_keys
    from palermo.vault.individual_keys import create_individual_keys
    from palermo.vault.names.tokens import NameTokens
    from palermo.vault.padding import pad

    people = [invented.person() for _ in range(size)]
    written = [
        invented.native(person) if invented.dice.random() < 0.4 else invented.latin(person)
        for person in people
    ]
    vault = _vault(folder)
    rows: list[list[Cell]] = []

    def timed(what: str, work: Callable[[], object], count: int) -> None:
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
        rows.append([what, seconds, count / seconds])

    timed("keys", lambda: create_individual_keys(vault, map(_identifier, range(size)), mission="UKR"), size)
    sealed: list[bytes] = []

    def seal() -> None:
        for start in range(0, size, 5_000):
            batch = range(start, min(start + 5_000, size))
            with clearance("bench", individuals=map(_identifier, batch), vault=vault) as seen:
                sealed.extend(
                    seen.seal(_identifier(who), pad(written[who].encode()), _additional(who)) for who in batch
                )

    timed("names sealed", seal, size)
    tokens = NameTokens(vault)
    pairs: list[tuple[bytes, int]] = []
    timed(
        "tokens",
        lambda: pairs.extend((t, who) for who in range(size) for t in tokens.stored([written[who]])),
        size,
    )
    looks = {"SQLite": _sqlite(folder / "index.sqlite3", pairs), "PostgreSQL": _postgresql(pairs)}
    timed("one erased", lambda: destroy_individual_keys(vault, _identifier(size - 1)), 1)
    report.table(f"{size:,} people", ["act", "seconds", "a second"], rows)
    store, index_file = (
        vault.keystore.path.stat().st_size / 1e6,
        (folder / "index.sqlite3").stat().st_size / 1e6,
    )
    report.say(
        f"{len(pairs) / size:.1f} tokens a name; index {index_file:,.0f} MB (SQLite), key store {store:,.0f} MB."
    )
    return Index(vault, people, written, sealed, looks)


def _leak(report: Report, index: Index) -> None:
    """What a thief of the index may count: the commonest tokens, and how they would be without the design's care."""
    from palermo.vault.names.readings import pairs, read_name

    singles: Counter[str] = Counter()
    skeletons: Counter[tuple[str, ...]] = Counter()
    stored: Counter[bytes] = Counter()
    from palermo.vault.names.tokens import NameTokens

    tokens = NameTokens(index.vault)
    sample = index.written[:100_000]
    for name in sample:
        parts = read_name(name)
        singles.update({part.skeleton for part in parts})
        skeletons.update({tuple(sorted((one.skeleton, two.skeleton))) for one, two in pairs(parts)})
        stored.update(tokens.stored([name]))

    def share(counts: Counter[object]) -> list[Cell]:
        most = [count for _what, count in counts.most_common(100)]
        return [100 * most[0] / len(sample), 100 * most[9] / len(sample), 100 * most[-1] / len(sample)]

    report.table(
        "Share of people who have the commonest token, the tenth and the hundredth, %",
        ["tokens", "first", "tenth", "hundredth"],
        [["single parts without homophones", *share(Counter(dict(singles)))],
         ["pairs of skeletons", *share(Counter(dict(skeletons)))],
         ["all that is stored", *share(Counter(dict(stored)))]],
    )  # fmt: skip


def _ways(invented: People) -> dict[str, Callable[[Person, str], str | None]]:
    def shuffled(_person: Person, name: str) -> str:
        words = name.split(" ")
        invented.dice.shuffle(words)
        return " ".join(words)

    def other_script(person: Person, name: str) -> str | None:
        if any(native.isascii() for native, _latin in person.parts):
            return None
        return invented.native(person) if name.isascii() else invented.latin(person)

    def first_and_last(person: Person, name: str) -> str | None:
        words = name.split(" ")
        return f"{words[0]} {words[-1]}" if len(person.parts) > 2 and len(words) > 2 else None

    def slipped(ask: Callable[[Person, str], str | None]) -> Callable[[Person, str], str | None]:
        return lambda person, name: None if (asked := ask(person, name)) is None else invented.slip(asked)

    as_it_is: Callable[[Person, str], str | None] = lambda _person, name: name  # noqa: E731
    return {
        "as it is stored": as_it_is,
        "in another order": shuffled,
        "in another Latin spelling": lambda person, _name: invented.latin(person),
        "in another script": other_script,
        "with a typing error": slipped(as_it_is),
        "in another script, with a typing error": slipped(other_script),
        "with two typing errors": slipped(slipped(as_it_is)),
        "first and last part only": first_and_last,
        "first and last part only, with a typing error": slipped(first_and_last),
    }


def _asked(
    index: Index, ask: Callable[[Person, str], str | None], dice: random.Random, count: int
) -> Iterator[tuple[int, str]]:
    while count:
        who = dice.randrange(len(index.people) - 1)  # the last one was erased
        query = ask(index.people[who], index.written[who])
        if query is not None:
            yield who, query
            count -= 1


def _ask_all(index: Index, look: Look, asked: Sequence[tuple[int, str]]) -> tuple[int, list[float]]:
    found, milliseconds = 0, []
    for who, query in asked:
        start = time.perf_counter()
        found += who in search(index, look, query)
        milliseconds.append(1000 * (time.perf_counter() - start))
    return found, sorted(milliseconds)


def _sqlite(path: Path, pairs: Iterable[tuple[bytes, int]]) -> Look:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE names (token BLOB, who INTEGER, PRIMARY KEY (token, who)) WITHOUT ROWID")
    connection.executemany("INSERT INTO names VALUES (?, ?)", sorted(pairs))
    connection.commit()
    connection.execute("PRAGMA cache_size = -65536")

    def look(tokens: Sequence[bytes]) -> list[tuple[bytes, int]]:
        marks = ",".join("?" * len(tokens))
        return connection.execute(f"SELECT token, who FROM names WHERE token IN ({marks})", tokens).fetchall()

    return look


def _postgresql(pairs: Iterable[tuple[bytes, int]]) -> Look:
    connection = psycopg.connect(POSTGRESQL, autocommit=True)
    connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
    connection.execute(f"CREATE UNLOGGED TABLE {TABLE} (token bytea, who integer)")
    with connection.cursor().copy(f"COPY {TABLE} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["bytea", "int4"])
        for row in pairs:
            copy.write_row(row)
    connection.execute(f"CREATE INDEX ON {TABLE} (token) INCLUDE (who)")
    connection.execute(f"VACUUM ANALYZE {TABLE}")

    def look(tokens: Sequence[bytes]) -> list[tuple[bytes, int]]:
        query = f"SELECT token, who FROM {TABLE} WHERE token = ANY(%s)"
        return connection.execute(query, [list(tokens)], binary=True).fetchall()

    return look


def _vault(folder: Path) -> Vault:
    from palermo.home import Home
    from palermo.vault.opened import Vault

    return Vault(Home(folder), makes_keys=True)


def _identifier(who: int) -> str:
    return f"person{who:010d}"


def _additional(who: int) -> bytes:
    from palermo.vault.place import Place

    return Place("individuals_name", "text", _identifier(who)).additional_data()


def _open(open_one: Callable[[str, bytes, bytes], bytes], index: Index, who: int) -> str:
    from palermo.vault.padding import unpad

    return unpad(open_one(_identifier(who), index.sealed[who], _additional(who))).decode()


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
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--write", action="store_true", help="replace the section in docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="palermo-bench-home-") as home:
        os.environ.update(PALERMO_HOME=home, PALERMO_MODE="test")
        from palermo.commands import set_up_django

        set_up_django()
        report = Report()
        run(report, tuple(options.sizes), options.queries)
        if options.write:
            report.write(
                Path(__file__).resolve().parent.parent / "docs" / "performance.md",
                "Vault: encryption and search",
            )


if __name__ == "__main__":
    main()
