"""What ``benchmarks.identity`` does in processes of their own: preparing, loading, measuring."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.identity_people import SHARD, born, draft, number_of, opaque, phone, shard
from benchmarks.report import Cell

if TYPE_CHECKING:
    from palermo.access.gate import CaseLike
    from palermo.access.models import Account
    from palermo.individuals.searching import Scope
    from tests.vault.names.invented import People, Person

MISSION = "UKR"
Ask = Callable[["Person", str], str | None]


def prepare() -> None:
    from palermo.access.models import Account, Mission, Organisation, Role

    own = Organisation.objects.create(code="bench", name="Bench")
    mission = Mission.objects.create(organisation=own, code=MISSION, name="Ukraine", country="UKR")
    Account.objects.create(
        email="bench@example.org", display_name="Bench", role=Role.SUPERVISOR, mission=mission
    )


def load(size: int, shards: Sequence[int]) -> None:
    """Individuals and their sealed identities, without the index."""
    from palermo.access.actors import SystemActor
    from palermo.access.models import Mission
    from palermo.individuals.actions.store_identities import store_identities
    from palermo.individuals.models import Individual
    from tests.vault.names.invented import People

    invented = People(seed=1)
    mission = Mission.objects.get(code=MISSION)
    for number in shards:
        people = [(opaque(who), draft(who, name)) for who, _person, name in shard(invented, number, size)]
        Individual.objects.bulk_create([Individual(opaque_id=each) for each, _draft in people])
        store_identities(people, actor=SystemActor("bench"), mission=mission, indexed=False)


def measure(size: int, queries: int) -> dict[str, list[list[Any]]]:
    from palermo.access import brakes
    from palermo.access.actors import SystemActor
    from palermo.access.models import Account
    from palermo.individuals.actions.rebuild_index import rebuild_index
    from tests.vault.names.invented import People

    # Nobody works as fast as a benchmark; the brake still looks each time.
    for act in brakes.LIMITS:
        brakes.LIMITS[act] = tuple((window, 10**9) for window, _most in brakes.LIMITS[act])  # type: ignore[index]
    start = time.perf_counter()
    rebuild_index(actor=SystemActor("bench"))
    built = time.perf_counter() - start
    _settle()
    invented = People(seed=1)
    people: list[tuple[Person, str]] = []
    for number in range((size + SHARD - 1) // SHARD):
        people += [(person, name) for _who, person, name in shard(invented, number, size)]
    invented.dice = random.Random(7)
    account = Account.objects.select_related("mission").get(email="bench@example.org")
    scope = scope_of(account)
    return {
        "load": [[0, built, *_sizes(size)]],
        "search": _searches(account, scope, invented, people, queries),
        "parts": [_parts(account, scope, invented, people)],
        "leak": _leak(size),
        "cost": [_cost(account)],
    }


def scope_of(account: Account) -> Scope:
    """Everybody is of the account's mission; the question to the database is as in earnest."""
    from palermo.access.gate import CaseKey
    from palermo.individuals.models import Individual

    def scope(people: Sequence[int]) -> Mapping[int, CaseLike]:
        rows = Individual.objects.filter(pk__in=people).values_list("pk", "opaque_id")
        return {number: CaseKey(each, account.mission_id or 0, each) for number, each in rows}

    return scope


def _ways(invented: People) -> dict[str, Ask]:
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

    def slipped(ask: Ask) -> Ask:
        return lambda person, name: None if (asked := ask(person, name)) is None else invented.slip(asked)

    def as_it_is(_person: Person, name: str) -> str:
        return name

    return {
        "name as recorded": as_it_is,
        "in another order": shuffled,
        "in another Latin spelling": lambda person, _name: invented.latin(person),
        "in another script": other_script,
        "with a typing error": slipped(as_it_is),
        "in another script, with a typing error": slipped(other_script),
        "with two typing errors": slipped(slipped(as_it_is)),
        "first and last part only": first_and_last,
        "first and last part, with a typing error": slipped(first_and_last),
        "one part only": lambda _person, name: name.split(" ")[-1],
    }


def _asked(
    people: Sequence[tuple[Person, str]], ask: Ask, dice: random.Random, count: int
) -> Iterator[tuple[int, str]]:
    while count:
        who = dice.randrange(len(people))
        query = ask(*people[who])
        if query is not None:
            yield who, query
            count -= 1


def _searches(
    account: Account, scope: Scope, invented: People, people: Sequence[tuple[Person, str]], queries: int
) -> list[list[Cell]]:
    from palermo.individuals.searching import SearchQuery

    namesakes = Counter((person.culture, person.parts) for person, _name in people)
    rows: list[list[Cell]] = []
    for way, ask in _ways(invented).items():
        asked = list(_asked(people, ask, random.Random(way), queries))
        ceiling = statistics.mean(
            min(1, 10 / namesakes[people[who][0].culture, people[who][0].parts]) for who, _query in asked
        )
        questions = [(who, SearchQuery(name=query)) for who, query in asked]
        rows.append([way, *_ask_all(account, scope, people, questions, 100 * ceiling)])
    dice = random.Random("others")
    some = [who for who in (dice.randrange(len(people)) for _ in range(6 * queries)) if who % 2 == 0][
        :queries
    ]
    by_phone = [(who, SearchQuery(phone=phone(who)[4:])) for who in some]
    full = [who for who in some if len(born(who)) == 10]
    by_birth = [(who, SearchQuery(name=invented.slip(people[who][1]), birth=born(who))) for who in full]
    rows.append(["telephone, without the country's code", *_ask_all(account, scope, people, by_phone, 100.0)])
    rows.append(
        ["name with a typing error, and birth date", *_ask_all(account, scope, people, by_birth, 100.0)]
    )
    return rows


def _ask_all(
    account: Account,
    scope: Scope,
    people: Sequence[tuple[Person, str]],
    questions: Sequence[tuple[int, Any]],
    ceiling: float,
) -> list[Cell]:
    from palermo.audit.models import AuditEntry
    from palermo.individuals.searching import search_people

    def parts(identifier: str) -> tuple[object, ...]:
        person = people[number_of(identifier)][0]
        return person.culture, person.parts

    before = AuditEntry.objects.count()
    found, first, milliseconds = 0, 0, []
    for who, query in questions:
        start = time.perf_counter()
        matches = search_people(account, query, scope)
        milliseconds.append(1000 * (time.perf_counter() - start))
        best = [match.opaque_id for match in matches[:10]]
        found += opaque(who) in best
        first += bool(best) and parts(best[0]) == parts(opaque(who))
    entries = AuditEntry.objects.filter(sequence__gt=before).values_list("details", flat=True)
    opened = sum(json.loads(each)["opened"] for each in entries) / len(questions)
    milliseconds.sort()
    return [100 * found / len(questions), ceiling, 100 * first / len(questions), opened,
            statistics.median(milliseconds), milliseconds[int(0.95 * len(milliseconds))]]  # fmt: skip


def _parts(
    account: Account, scope: Scope, invented: People, people: Sequence[tuple[Person, str]]
) -> list[Cell]:
    """The steps of the same search, each timed alone."""
    from palermo.access.uncovering import searching
    from palermo.individuals.index.lookup import look_up_names
    from palermo.individuals.index.tokens import Tokeniser
    from palermo.individuals.searching import SearchQuery, search_people
    from palermo.vault.opened import vault

    taken: dict[str, list[float]] = {"tokens": [], "look-up": [], "whole": [], "empty": []}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        answer = work()
        taken[name].append(1000 * (time.perf_counter() - start))
        return answer

    def nobody() -> None:
        with searching(account, {}, ["name"]):
            pass

    for _ in range(100):
        _person, name = people[invented.dice.randrange(len(people))]
        query = invented.slip(name)
        weights = timed("tokens", lambda query=query: next(Tokeniser(vault()).names.rounds(query), {}))
        timed("look-up", lambda weights=weights: look_up_names(weights))
        timed("whole", lambda query=query: search_people(account, SearchQuery(name=query), scope))
        timed("empty", nobody)
    tokens, look_up, whole, empty = (statistics.median(each) for each in taken.values())
    return [tokens, look_up, whole - tokens - look_up - empty, empty]


def _cost(account: Account) -> list[Cell]:
    from django.db import connection

    from palermo.access.gate import CaseKey
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
    cases = [CaseKey(each.opaque_id, mission, each.opaque_id) for each in people]
    listed = [opaque(who) for who in range(7, 32)]
    lines = {each: CaseKey(each, mission, each) for each in listed}
    with connection.cursor() as cursor:
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
    return [_median(work, rounds) for work in works]


def _median(work: Callable[[int], object], rounds: int) -> float:
    taken = []
    for number in range(rounds):
        start = time.perf_counter()
        work(number)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def _leak(size: int) -> list[list[Cell]]:
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


def _settle() -> None:
    """What a night's maintenance does: statistics of the planner, and the log written back."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sizes(size: int) -> list[Cell]:
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
