"""How well an opened identity fits what is asked for. The last word, after the tokens have proposed somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from palermo.codebook.partial_date import PartialDate
from palermo.individuals.index import tokens
from palermo.individuals.searching.query import Asked
from palermo.individuals.values import BirthDetail, ContactDetail, DocumentDetail
from palermo.vault.names.likeness import GOOD, likeness
from palermo.vault.names.readings import read_name

#: What each part says beside the others. A document names one person; a name or a birthday is shared.
WEIGHTS = {"name": 3.0, "birth": 2.0, "document": 4.0, "phone": 3.0, "email": 3.0, "handle": 3.0}
#: What a part counts that is asked for and of which nothing is recorded: no agreement, and no contradiction.
NOT_RECORDED = 0.6
#: From here on a part counts as matched.
MATCHED = 0.8
#: Below this nobody is shown, unless a number, an address or the name alone matches: aliases share a telephone, and
#: dates of birth are what false documents change first.
LEAST = 0.62


@dataclass(slots=True, repr=False)
class Candidate:
    """One person's opened details, as far as the query asks for them."""

    names: list[str] = field(default_factory=list)
    preferred: str = ""
    births: list[BirthDetail] = field(default_factory=list)
    documents: list[DocumentDetail] = field(default_factory=list)
    contacts: list[ContactDetail] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``likeness``: 0 to 1, all parts together. ``matched``: the parts that agree. ``name``: the name alone.
    ``is_good``: the name is a spelling of what is asked for and lacks none of its parts; nobody need look further."""

    likeness: float
    matched: frozenset[str]
    name: float
    is_good: bool

    @property
    def is_shown(self) -> bool:
        return self.likeness >= LEAST or self.name >= GOOD or bool(self.matched - {"name", "birth"})


def compare(asked: Asked, candidate: Candidate) -> Verdict:
    """The verdict on one candidate."""
    scores: dict[str, float | None] = {}
    is_good = False
    if asked.name:
        held = [read_name(name) for name in candidate.names]
        alike = [likeness(asked.name, each) for each in held]
        scores["name"] = _best(alike)
        is_good = any(
            score >= GOOD and len(each) >= len(asked.name) for score, each in zip(alike, held, strict=True)
        )
    if asked.birth is not None:
        scores["birth"] = _best(_births_alike(asked.birth, birth.on) for birth in candidate.births)
    if asked.document:
        scores["document"] = _best(
            float(tokens.plain_document(each.number) == asked.document) for each in candidate.documents
        )
    if asked.phone:
        scores["phone"] = _best(
            _phones_alike(asked.phone, tokens.plain_phone(each.value))
            for each in candidate.contacts
            if tokens.is_phone(each.value)
        )
    for part, plain in (("email", tokens.plain_email), ("handle", tokens.plain_handle)):
        if wanted := getattr(asked, part):
            scores[part] = _best(float(plain(each.value) == wanted) for each in candidate.contacts)
    total = sum(WEIGHTS[part] for part in scores)
    summed = sum(WEIGHTS[part] * (NOT_RECORDED if score is None else score) for part, score in scores.items())
    matched = frozenset(part for part, score in scores.items() if score is not None and score >= MATCHED)
    return Verdict(summed / total if total else 0.0, matched, scores.get("name") or 0.0, is_good)


def _best(scores: Iterable[float]) -> float | None:
    found: Sequence[float] = list(scores)
    return max(found) if found else None


def _births_alike(asked: PartialDate, stored: str) -> float:
    """1 when the dates can be the same; less for the slips that dates suffer; 0 for different ones."""
    held = PartialDate.parse(stored)
    if held.first <= asked.last and asked.first <= held.last:
        return 1.0 if held.precision == asked.precision else 0.9
    if held.precision == asked.precision == "d":
        if tokens.turned_day(asked.first) == held.first:
            return 0.8
        if held.first.replace(year=2000) == asked.first.replace(year=2000):
            return 0.6 if abs(held.first.year - asked.first.year) <= 10 else 0.3
    years = abs(held.first.year - asked.first.year)
    return {0: 0.5, 1: 0.4, 2: 0.2}.get(years, 0.0)


def _phones_alike(asked: str, held: str) -> float:
    """1 for the same digits; nearly 1 where only the country's or the area's code differs or is left out."""
    if asked == held:
        return 1.0
    shorter = min(len(asked), len(held))
    if shorter >= tokens.TAIL and asked[-tokens.TAIL :] == held[-tokens.TAIL :]:
        return 0.95 if asked.endswith(held) or held.endswith(asked) else 0.85
    return 0.0
