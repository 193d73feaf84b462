"""Search in four steps: tokens of the query; who shares them; which of those the actor may see; open and compare.

Scope comes before opening, so nobody is opened, not even in memory, whom the actor may not see (design, security 3).
Two stages at most: a second one, over coarser tokens, only where nobody of the first is alike enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, overload

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseLike, require_actor
from palermo.access.uncovering import searching
from palermo.individuals.groups import GROUPS, detail_of
from palermo.individuals.index import tokens
from palermo.individuals.index.lookup import look_up_exact, look_up_names
from palermo.individuals.initials import initials
from palermo.individuals.searching.comparing import Candidate, Verdict, compare
from palermo.individuals.searching.query import Asked, SearchQuery, read_query
from palermo.vault.names.likeness import GOOD
from palermo.vault.opened import vault

#: People opened and compared in one stage.
OPENED = 200
#: Candidates about whom the scope is asked at a time, and in one stage altogether.
ASKED_AT_ONCE, ASKED = 1_000, 20_000
#: Matches that are handed out.
SHOWN = 50

#: Says which of these individuals (primary keys) the actor may see the identity of, and by which case. It must leave
#: out everybody else; the gate looks again and refuses the whole search otherwise.
Scope = Callable[[Sequence[int]], Mapping[int, CaseLike]]


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
    """The matches, best first. ``is_cut``: there were more candidates than could be looked at; ask more precisely."""

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
    search = _Search(actor, asked, scope)
    for scores in search.stages():
        search.open_best(scores)
        if search.is_good:
            break
    matches = sorted(search.matches, key=lambda match: (-match.likeness, match.opaque_id))
    return Found(tuple(matches[:SHOWN]), search.is_cut or len(matches) > SHOWN)


class _Search:
    """One search; ``matches`` grows from stage to stage."""

    def __init__(self, actor: MaybeActor, asked: Asked, scope: Scope) -> None:
        self._actor = actor
        self._asked = asked
        self._scope = scope
        self._maker = tokens.Tokeniser(vault())
        self._seen: set[int] = set()
        self.matches: list[Match] = []
        self.is_cut = False
        self.is_good = not asked.name
        self._is_recorded = False

    def stages(self) -> Iterator[dict[int, float]]:
        """Candidates (primary keys) with their scores: first by numbers, dates and the likeliest spellings, then by
        everything else."""
        exact = look_up_exact(self._exact_tokens())
        self.is_cut = exact.is_cut
        rounds = self._maker.names.rounds(self._asked.query.name) if self._asked.name else iter(())
        yield self._with_names(dict(exact.scores), next(rounds, {}))
        later: dict[bytes, float] = {}
        for weights in rounds:
            later |= {token: weight for token, weight in weights.items() if token not in later}
        if later:
            yield self._with_names({}, later)

    def open_best(self, scores: Mapping[int, float]) -> None:
        """Open the best candidates whom the actor may see, and keep those who are alike."""
        cases = self._in_scope(
            sorted((who for who in scores if who not in self._seen), key=lambda who: -scores[who])
        )
        people = {case.individual_opaque: case for case in cases.values()}
        self._seen.update(cases)
        if self._is_recorded and not people:
            return
        self._is_recorded = True
        with searching(self._actor, people, self._asked.codes):
            found = self._judged(people)
        self.matches += found

    def _in_scope(self, ranked: Sequence[int]) -> dict[int, CaseLike]:
        found: dict[int, CaseLike] = {}
        start = 0
        for start in range(0, min(len(ranked), ASKED), ASKED_AT_ONCE):
            some = ranked[start : start + ASKED_AT_ONCE]
            seen = self._scope(some)
            found |= {who: seen[who] for who in some if who in seen}
            if len(found) >= OPENED:
                break
        self.is_cut = self.is_cut or len(found) > OPENED or start + ASKED_AT_ONCE < len(ranked)
        return dict(islice(found.items(), OPENED))

    def _judged(self, people: Mapping[str, CaseLike]) -> list[Match]:
        """Within the clearance: who is alike, as covered matches."""
        found = []
        for individual, candidate in self._opened(list(people)).items():
            verdict: Verdict = compare(self._asked, candidate)
            self.is_good = self.is_good or verdict.name >= GOOD
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

    def _with_names(self, scores: dict[int, float], weights: Mapping[bytes, float]) -> dict[int, float]:
        if weights:
            hits = look_up_names(weights)
            self.is_cut = self.is_cut or hits.is_cut
            for who, score in hits.scores.items():
                scores[who] = scores.get(who, 0.0) + score
        return scores

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
