"""THE consent gate: every share, export, extract and transfer asks here first (design, security point 9).

``require_consent`` for a case, ``require_consents`` for several at once, ``consenting`` for a query. All three follow
``rule.decide``; a property test holds the SQL of the last to it. The gate of access has been passed before: this one
says whether the *recipient* may have it, not whether the actor may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import CaseLike, CaseScope, not_here, require_actor
from palermo.access.walls import standing_as
from palermo.cases.consent import narrowing
from palermo.cases.consent.errors import ConsentMissing, consent_missing
from palermo.cases.consent.recipients import OWN, Recipient, to_mission, to_organisation
from palermo.cases.consent.rule import Basis, Excepted, Lack, Person, Said, decide
from palermo.cases.derive import ADULT
from palermo.cases.models import Case, Consent, ConsentException, Purpose

__all__ = [
    "OWN",
    "Basis",
    "ConsentMissing",
    "Consenting",
    "Lack",
    "Recipient",
    "bases",
    "consenting",
    "decisions_version",
    "require_consent",
    "require_consents",
    "to_mission",
    "to_organisation",
]

#: Facts that say from where the person comes; nationality may have several codes.
ORIGIN_FACTS = ("nationality", "country_of_birth", "country_of_residence")
#: Cases asked about in one query.
BATCH = 500

_SAID = (
    "opaque_id", "decision", "form", "to_organisation_id", "to_mission_id", "recipient_class", "given_on",
    "recorded_at", "expires_on", "pk",
)  # fmt: skip
_EXCEPTED = (
    "opaque_id",
    "kind",
    "to_organisation_id",
    "to_mission_id",
    "recipient_class",
    "starts_at",
    "ends_at",
)


@dataclass(frozen=True, slots=True)
class Consenting:
    """The cases that may go, and how many of those asked about may not."""

    cases: QuerySet[Case]
    #: The cases that stay: the complement of ``cases`` within what was asked about.
    kept_back: QuerySet[Case]

    #: Of those that stay the ones of which nobody ever said no: what they lack is somebody's word, or a basis.
    unasked: QuerySet[Case]

    @property
    def withheld(self) -> int:
        """How many stay. A query."""
        return self.kept_back.count()


def require_consent(*, actor: MaybeActor, case: CaseLike, purpose: Purpose, recipient: Recipient) -> Basis:
    """The basis on which ``recipient`` may have of ``case`` what the purpose asks for. Raises ConsentMissing,
    NotSignedIn, and NotFoundOrNotAllowed for a case that is not there."""
    return require_consents(actor=actor, cases=[case], purpose=purpose, recipient=recipient)[case.opaque_id]


def require_consents(
    *, actor: MaybeActor, cases: Iterable[CaseLike], purpose: Purpose, recipient: Recipient
) -> dict[str, Basis]:
    """The same for several cases, by opaque identifier: all of them, or the error of the first that may not."""
    wanted = [case.opaque_id for case in cases]
    found = bases(actor, wanted, purpose, recipient)
    result = {}
    for opaque_id in wanted:
        basis = found.get(opaque_id)
        if basis is None:
            raise not_here()
        if isinstance(basis, Lack):
            raise consent_missing(purpose, recipient.class_word, basis)
        result[opaque_id] = basis
    return result


def bases(
    actor: MaybeActor, opaque_ids: Iterable[str], purpose: Purpose, recipient: Recipient
) -> dict[str, Basis | Lack]:
    """What the rule says of each case now; those that are not there are left out."""
    require_actor(actor)
    wanted = list(dict.fromkeys(opaque_ids))
    found: dict[str, Basis | Lack] = {}
    # The rule looks at everything that was said, also where the actor sees a part of the case only.
    with standing_as(SystemActor("consent gate")):
        for start in range(0, len(wanted), BATCH):
            found |= _bases(wanted[start : start + BATCH], purpose, recipient)
    return found


def consenting(cases: QuerySet[Case], purpose: Purpose, recipient: Recipient) -> Consenting:
    """Of ``cases`` those that may go. One query, whatever the number; the caller has scoped it."""
    passing = narrowing.passing(purpose, recipient)
    narrowed = narrowing.prepared(cases, purpose, recipient)
    # Whoever lives under the mission's standing basis and never said no need not be looked at one by one.
    doubtful = narrowing.prepared(
        cases.exclude(narrowing.plainly_passing(purpose, recipient)), purpose, recipient
    )
    kept_back = doubtful.exclude(passing)
    return Consenting(narrowed.filter(passing), kept_back, kept_back.exclude(narrowing.said_no(purpose)))


def decisions_version(purpose: Purpose) -> int:
    """A number that grows with everything that was said or excepted about ``purpose``."""
    with standing_as(SystemActor("consent gate")):
        return (
            Consent.objects.for_gate().filter(purpose=purpose).count()
            + ConsentException.objects.for_gate().filter(purpose=purpose).count()
        )


def person_of(row: Mapping[str, Any]) -> Person:
    """What the rule must know, from a case's columns ``majority``, ``nationality``, ``exploitation_country`` and
    ``facts``."""
    countries = {row["nationality"]}
    for name in ORIGIN_FACTS:
        answer = row["facts"].get(name)
        countries |= set(answer) if isinstance(answer, list) else {answer}
    origin = frozenset(code for code in countries if isinstance(code, str) and code and code[0] != "~")
    destination = frozenset({row["exploitation_country"]} - {""})
    return Person(row["majority"] == ADULT, origin, destination)


def _bases(opaque_ids: list[str], purpose: Purpose, recipient: Recipient) -> dict[str, Basis | Lack]:
    now = timezone.now()
    today = timezone.localdate(now)
    rows = list(
        Case.objects.in_scope(CaseScope(everywhere=True))
        .filter(opaque_id__in=opaque_ids)
        .values("pk", "opaque_id", "mission_id", "majority", "nationality", "exploitation_country", "facts")
    )
    keys = [row["pk"] for row in rows]
    said: dict[int, list[Said]] = {}
    for case, *columns in (
        Consent.objects.for_gate().filter(case_id__in=keys, purpose=purpose).values_list("case_id", *_SAID)
    ):
        said.setdefault(case, []).append(Said(*columns))
    of_case: dict[int, list[Excepted]] = {}
    of_mission: dict[int, list[Excepted]] = {}
    exceptions = ConsentException.objects.for_gate().filter(
        Q(case_id__in=keys) | Q(mission_id__in={row["mission_id"] for row in rows}),
        purpose=purpose,
        starts_at__lte=now,
        ends_at__gt=now,
    )
    for case, mission, opaque_id, kind, *columns in exceptions.values_list(
        "case_id", "mission_id", *_EXCEPTED
    ):
        one = Excepted(opaque_id, kind, mission is not None, *columns)
        (of_case if mission is None else of_mission).setdefault(case or mission, []).append(one)
    return {
        row["opaque_id"]: decide(
            said.get(row["pk"], []),
            [*of_case.get(row["pk"], []), *of_mission.get(row["mission_id"], [])],
            person_of(row),
            recipient,
            today,
        )
        for row in rows
    }
