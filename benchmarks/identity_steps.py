"""What ``benchmarks.identity`` does in processes of their own: preparing, loading, measuring."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.identity_cost import add_cases, cost, leak, settle, sizes
from benchmarks.identity_people import MISSION, SHARD, born, draft, number_of, opaque, phone, shard
from benchmarks.report import Cell

if TYPE_CHECKING:
    from palermo.access.models import Account
    from palermo.individuals.searching import Scope
    from tests.vault.names.invented import People, Person

Ask = Callable[["Person", str], str | None]


@dataclass(frozen=True, slots=True)
class Goal:
    """Who is to be found by a query; what of the name the query holds, and how many people share that."""

    who: int
    query: Any
    named: Hashable
    namesakes: int


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


def index() -> float:
    """Seconds that building the index takes."""
    from django.db import connection

    from palermo.access.actors import SystemActor
    from palermo.individuals.actions.rebuild_index import rebuild_index

    start = time.perf_counter()
    rebuild_index(actor=SystemActor("bench"))
    built = time.perf_counter() - start
    if connection.vendor == "sqlite":
        add_cases()
    settle()
    return built


def measure(size: int, queries: int) -> dict[str, list[list[Any]]]:
    from palermo.access import brakes
    from palermo.access.models import Account
    from palermo.access.walls import standing_as
    from palermo.cases.people import reach_of
    from tests.vault.names.invented import People

    # Nobody works as fast as a benchmark; the brake still looks each time.
    for act in brakes.LIMITS:
        brakes.LIMITS[act] = tuple((window, 10**9) for window, _most in brakes.LIMITS[act])  # type: ignore[index]
    invented = People(seed=1)
    people: list[tuple[Person, str]] = []
    for number in range((size + SHARD - 1) // SHARD):
        people += [(person, name) for _who, person, name in shard(invented, number, size)]
    invented.dice = random.Random(7)
    account = Account.objects.select_related("mission").get(email="bench@example.org")
    found: dict[str, list[list[Any]]] = {"load": [sizes(size)], "leak": leak(size)}
    with standing_as(account):
        scope = reach_of(account)
        found["search"] = _searches(account, scope, invented, people, queries)
        found["parts"] = [_parts(account, scope, invented, people)]
    found["cost"] = [cost(account)]
    return found


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


def _bears(way: str, person: Person) -> frozenset[Hashable]:
    """What a query of this way names of a person: whoever shares it is a namesake, whom no search can tell apart."""
    if way.startswith("first and last"):
        return frozenset({(person.parts[0], person.parts[-1])})
    return frozenset(person.parts) if way.startswith("one part") else frozenset({person.parts})


def _asked_part(way: str, person: Person) -> Hashable:
    return person.parts[-1] if way.startswith("one part") else next(iter(_bears(way, person)))


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

    rows: list[list[Cell]] = []
    for way, ask in _ways(invented).items():
        asked = list(_asked(people, ask, random.Random(way), queries))
        named = {who: _asked_part(way, people[who][0]) for who, _query in asked}
        wanted = set(named.values())
        namesakes = Counter(
            each for person, _name in people for each in _bears(way, person) if each in wanted
        )
        goals = [
            Goal(who, SearchQuery(name=query), named[who], namesakes[named[who]]) for who, query in asked
        ]
        rows.append([way, *_ask_all(account, scope, people, way, goals)])
    dice = random.Random("others")
    some = [who for who in (dice.randrange(len(people)) for _ in range(6 * queries)) if who % 2 == 0][
        :queries
    ]
    full = [who for who in some if len(born(who)) == 10]
    others = {
        "telephone, without the country's code": [
            Goal(who, SearchQuery(phone=phone(who)[4:]), people[who][0].parts, 1) for who in some
        ],
        "name with a typing error, and birth date": [
            Goal(
                who,
                SearchQuery(name=invented.slip(people[who][1]), birth=born(who)),
                people[who][0].parts,
                1,
            )
            for who in full
        ],
    }
    rows += [[way, *_ask_all(account, scope, people, way, goals)] for way, goals in others.items()]
    return rows


def _ask_all(
    account: Account, scope: Scope, people: Sequence[tuple[Person, str]], way: str, goals: Sequence[Goal]
) -> list[Cell]:
    """Recall among the first one and the first ten, each with its ceiling (namesakes in any order), among all that are
    shown, and precision, all in percent; how often the answer says that it is cut; people opened; milliseconds."""
    from palermo.audit.models import AuditEntry
    from palermo.individuals.searching import search_people

    def is_namesake(identifier: str, named: Hashable) -> bool:
        number = number_of(identifier)
        return number < len(people) and named in _bears(way, people[number][0])

    before = AuditEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    sums: Counter[str] = Counter()
    milliseconds = []
    for goal in goals:
        start = time.perf_counter()
        found = search_people(account, goal.query, scope)
        milliseconds.append(1000 * (time.perf_counter() - start))
        best = [match.opaque_id for match in found]
        sums["first"] += best[:1] == [opaque(goal.who)]
        sums["ten"] += opaque(goal.who) in best[:10]
        sums["shown"] += opaque(goal.who) in best
        sums["cut"] += found.is_cut
        # Of as many as there are to find, at most ten: how many bear the name.
        most = min(goal.namesakes, 10)
        sums["precise"] += sum(is_namesake(each, goal.named) for each in best[:most]) / most  # type: ignore[assignment]
    entries = AuditEntry.objects.filter(sequence__gt=before).values_list("details", flat=True)
    opened = sum(json.loads(each)["opened"] for each in entries) / len(goals)
    milliseconds.sort()

    def percent(name: str) -> float:
        return 100 * sums[name] / len(goals)

    return [
        percent("first"), 100 * statistics.mean(1 / goal.namesakes for goal in goals),
        percent("ten"), 100 * statistics.mean(min(1, 10 / goal.namesakes) for goal in goals),
        percent("shown"), percent("precise"), percent("cut"), opened,
        statistics.median(milliseconds), milliseconds[int(0.95 * len(milliseconds))],
    ]  # fmt: skip


def _parts(
    account: Account, scope: Scope, invented: People, people: Sequence[tuple[Person, str]]
) -> list[Cell]:
    """The steps of the same search, each timed alone."""
    from palermo.access.uncovering import searching
    from palermo.individuals.index.lookup import look_up
    from palermo.individuals.index.tokens import Tokeniser
    from palermo.individuals.searching import SearchQuery, search_people
    from palermo.individuals.searching.search import ASKED_FIRST
    from palermo.vault.opened import vault

    taken: dict[str, list[float]] = {"tokens": [], "look-up": [], "whole": [], "empty": []}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        answer = work()
        taken[name].append(1000 * (time.perf_counter() - start))
        return answer

    def nobody() -> None:
        with searching(account, ["name"]):
            pass

    for _ in range(100):
        _person, name = people[invented.dice.randrange(len(people))]
        query = invented.slip(name)
        weights = timed("tokens", lambda query=query: next(Tokeniser(vault()).names.rounds(query), {}))
        timed("look-up", lambda weights=weights: look_up(weights, {}, ASKED_FIRST))
        timed("whole", lambda query=query: search_people(account, SearchQuery(name=query), scope))
        timed("empty", nobody)
    making, looking, whole, empty = (statistics.median(each) for each in taken.values())
    return [making, looking, whole - making - looking - empty, empty]
