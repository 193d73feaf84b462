"""Search in four steps: tokens of the query; who shares them; which of those the actor may see; open and compare.

Scope comes before opening, so nobody is opened, not even in memory, whom the actor may not see (design, security 3).
Two stages at most: a second one, over coarser tokens, only where nobody of the first is alike enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf
from typing import Any, overload

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseLike, require_actor
from palermo.access.uncovering import Search, searching
from palermo.individuals.groups import GROUPS, detail_of
from palermo.individuals.index import tokens
from palermo.individuals.index.lookup import look_up
from palermo.individuals.initials import initials
from palermo.individuals.searching.comparing import Candidate, Verdict, compare
from palermo.individuals.searching.query import Asked, SearchQuery, read_query
from palermo.vault.opened import vault

#: People opened and compared in one stage.
OPENED = 150
#: Candidates about whom the scope is asked at first; then how many at a time, and in one stage altogether.
ASKED_FIRST, ASKED_AT_ONCE, ASKED = 300, 1_000, 20_000
#: Matches that are handed out.
SHOWN = 50

#: Says which of these individuals (primary keys) the actor may see the identity of, and by which case. It must leave
#: out everybody else; the gate looks again and refuses the whole search otherwise.
Scope = Callable[[Sequence[int]], Mapping[int, CaseLike]]
#: token -> what sharing it says
Weights = Mapping[bytes, float]


@dataclass(frozen=True, slots=True, repr=False)
class Match:
    """``covered``: the initials. ``likeness``: 0 to 1. ``matched``: name, birth, document, phone, email, handle."""

    opaque_id: str
    case: CaseLike
    likeness: float
    covered: str
    matched: frozenset[str]


@dataclass(frozen=True, slots=True, repr=False)
class Found(Sequence[Match]):
    """The matches, best first. ``is_cut``: others who have as much in common with the query could not be looked at; ask
    more precisely."""

    matches: tuple[Match, ...]
    is_cut: bool = False

    def __len__(self) -> int:
        return len(self.matches)

    @overload
    def __getitem__(self, place: int) -> Match: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, place: int | slice) -> Match | tuple[Match, ...]:
        return self.matches[place]


def search_people(actor: MaybeActor, query: SearchQuery, scope: Scope) -> Found:
    """Who may be meant by ``query``, among those whom ``scope`` lets the actor see.

    Raises NotSignedIn, NotAcceptedError, ReadingStopped, NotFoundOrNotAllowed (see Scope).
    """
    require_actor(actor)
    asked = read_query(query)
    with searching(actor, asked.codes) as door:
        search = _Search(door, asked, scope)
        for names, exact in search.stages():
            search.open_best(names, exact)
            if search.is_good:
                break
    matches = sorted(search.matches, key=lambda match: (-match.likeness, match.opaque_id))
    return Found(tuple(matches[:SHOWN]), len(matches) > SHOWN or search.is_cut_before(matches))


class _Search:
    """One search; ``matches`` grows from stage to stage."""

    def __init__(self, door: Search, asked: Asked, scope: Scope) -> None:
        self._door = door
        self._asked = asked
        self._scope = scope
        self._maker = tokens.Tokeniser(vault())
        self._seen: set[int] = set()
        self.matches: list[Match] = []
        self._scores: dict[str, float] = {}
        self._left_out = 0.0
        self.is_good = not asked.name

    def is_cut_before(self, matches: Sequence[Match]) -> bool:
        """Whether somebody was left out who has as much in common with the query, by the tokens, as the best of
        ``matches``. There is always somebody who has less."""
        best = self._scores[matches[0].opaque_id] if matches else 0.0
        return self._left_out > 0 and self._left_out >= best

    def stages(self) -> Iterator[tuple[Weights, Weights]]:
        """Tokens of names and exact ones, with their weights: first of numbers, dates and the likeliest spellings, then
        of everything else."""
        rounds = self._maker.names.rounds(self._asked.query.name) if self._asked.name else iter(())
        yield next(rounds, {}), self._exact_tokens()
        later: dict[bytes, float] = {}
        for weights in rounds:
            later |= {token: weight for token, weight in weights.items() if token not in later}
        if later:
            yield later, {}

    def open_best(self, names: Weights, exact: Weights) -> None:
        """Open the best candidates whom the actor may see, and keep those who are alike."""
        cases = self._in_scope(names, exact)
        self._seen.update(cases)
        people = {case.individual_opaque: case for case in cases.values()}
        if people:
            with self._door.candidates(people):
                self.matches += self._judged(people)

    def _in_scope(self, names: Weights, exact: Weights) -> dict[int, CaseLike]:
        """The best candidates that the actor may see, best first. Few are asked about at first: mostly that is
        enough."""
        found: dict[int, CaseLike] = {}
        known: set[int] = set(self._seen)
        scores: dict[int, float] = {}
        for most, at_once in ((ASKED_FIRST, ASKED_FIRST), (ASKED, ASKED_AT_ONCE)):
            hits = look_up(names, exact, most + len(self._seen))
            scores |= hits.scores
            waiting = [who for who in hits.scores if who not in known]
            while waiting and len(found) <= OPENED:
                some, waiting = waiting[:at_once], waiting[at_once:]
                known.update(some)
                seen = self._scope(some)
                found |= {who: seen[who] for who in some if who in seen}
            if len(found) > OPENED or hits.is_all:
                break
        best = dict(islice(found.items(), OPENED))
        self._scores |= {case.individual_opaque: scores[who] for who, case in best.items()}
        left_out = [scores[who] for who in (*islice(found, OPENED, None), *waiting)]
        if not hits.is_all and len(found) <= OPENED:
            left_out.append(inf)  # the scope was not asked about everybody
        self._left_out = max(self._left_out, hits.cut, *left_out, 0.0)
        return best

    def _judged(self, people: Mapping[str, CaseLike]) -> list[Match]:
        """Within the clearance: who is alike, as covered matches."""
        found = []
        for individual, candidate in self._opened(list(people)).items():
            verdict: Verdict = compare(self._asked, candidate)
            self.is_good = self.is_good or verdict.is_good
            if verdict.is_shown:
                covered = initials(candidate.preferred)
                found.append(
                    Match(individual, people[individual], verdict.likeness, covered, verdict.matched)
                )
        return found

    def _opened(self, people: list[str]) -> dict[str, Candidate]:
        found = {individual: Candidate() for individual in people}
        for name in self._needed():
            group = GROUPS[name]
            for row in group.model.objects.of_people(people):
                candidate = found[row.individual_id]
                detail: Any = detail_of(group, row)
                if name == "names":
                    candidate.names.append(detail.text)
                    if row.is_preferred:
                        candidate.preferred = detail.text
                else:
                    getattr(candidate, name).append(detail)
        return found

    def _needed(self) -> list[str]:
        """The groups that must be opened; names always, for the initials."""
        asked = self._asked
        contacts = asked.phone or asked.email or asked.handle
        wanted = {
            "births": asked.birth is not None,
            "documents": bool(asked.document),
            "contacts": bool(contacts),
        }
        return ["names", *(name for name, is_wanted in wanted.items() if is_wanted)]

    def _exact_tokens(self) -> dict[bytes, float]:
        asked, maker = self._asked, self._maker
        found: dict[bytes, float] = {}
        if asked.document:
            found[maker.exact("document", asked.document)] = tokens.DOCUMENT
        if asked.phone:
            found[maker.exact("phone", asked.phone[-tokens.TAIL :])] = tokens.PHONE
        if asked.email:
            found[maker.exact("email", asked.email)] = tokens.EMAIL
        if asked.handle:
            found[maker.exact("handle", asked.handle)] = tokens.HANDLE
        if asked.birth is not None:
            found |= tokens.asked_birth(maker, asked.birth)
        return found
