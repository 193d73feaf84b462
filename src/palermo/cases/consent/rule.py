"""The rule of consent, as a plain function over what was said. The gate asks it for one case and in SQL for many.

The latest thing said about a purpose that concerns the recipient decides. A refusal or withdrawal that names nobody
concerns every recipient; an agreement that names nobody concerns the own organisation only. For a child, and for
whoever is not known to be of age, the guardian and the child must both have agreed last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from palermo.cases.consent.recipients import Recipient, covering_classes
from palermo.cases.models import ConsentForm, Decision, ExceptionKind


@dataclass(frozen=True, slots=True)
class Said:
    """One row of the consents about one purpose: who is named in it, what was said, and when."""

    opaque_id: str
    decision: str
    form: str
    organisation: int | None
    mission: int | None
    recipient_class: str
    given_on: date
    recorded_at: datetime
    expires_on: date | None
    number: int

    @property
    def is_no(self) -> bool:
        return self.decision != Decision.GIVEN

    @property
    def names_nobody(self) -> bool:
        return self.organisation is None and self.mission is None and not self.recipient_class


@dataclass(frozen=True, slots=True)
class Excepted:
    """One exception that is in force now, about the same purpose."""

    opaque_id: str
    kind: str
    is_of_mission: bool
    organisation: int | None
    mission: int | None
    recipient_class: str
    starts_at: datetime
    ends_at: datetime

    @property
    def names_nobody(self) -> bool:
        return self.organisation is None and self.mission is None and not self.recipient_class


@dataclass(frozen=True, slots=True)
class Person:
    """What the rule must know of the person: of age for certain, from where, exploited where."""

    is_adult: bool
    origin: frozenset[str] = frozenset()
    destination: frozenset[str] = frozenset()


class Lack(Enum):
    """Why it may not be: what is to be asked for."""

    CONSENT = "consent"
    GUARDIAN = "guardian"
    ASSENT = "assent"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Basis:
    """On what it rests: the consents, or one exception (opaque identifiers); ``until`` is the last day, if any."""

    consents: tuple[str, ...] = ()
    exception: str = ""
    until: date | None = None


def is_from_origin(person: Person, recipient: Recipient) -> bool:
    """Whether the recipient sits in a country that the person comes from."""
    return not recipient.is_own and recipient.country != "" and recipient.country in person.origin


def decide(
    said: Iterable[Said], excepted: Collection[Excepted], person: Person, recipient: Recipient, today: date
) -> Basis | Lack:
    """The basis on which this recipient may have it now, or what is lacking.

    ``said`` and ``excepted`` are about the purpose in question; exceptions that are not in force are left out.
    """
    classes = covering_classes(recipient, origin=person.origin, destination=person.destination)
    # For one person at a time, and by name only.
    is_overridden = any(
        one.kind == ExceptionKind.ORIGIN and not one.is_of_mission and _names(one, recipient)
        for one in excepted
    )
    if is_from_origin(person, recipient) and not is_overridden:
        return Lack.OVERRIDE
    events = sorted(
        (one for one in said if _concerns(one, recipient, classes)),
        key=lambda one: (one.given_on, one.recorded_at, one.number),
    )
    latest = _latest(events, person)
    if all(one is not None and _holds(one, today) for one in latest.values()):
        consents = [one for one in latest.values() if one is not None]
        ends = [one.expires_on for one in consents if one.expires_on is not None]
        return Basis(tuple(one.opaque_id for one in consents), until=min(ends, default=None))
    last_no = max((one.recorded_at for one in events if one.is_no), default=None)
    is_refused = any(one is not None and one.is_no for one in latest.values())
    for exception in sorted(excepted, key=lambda one: one.ends_at, reverse=True):
        if exception.kind != ExceptionKind.CONSENT or not _covers(exception, recipient, classes):
            continue
        if exception.is_of_mission:
            stands = not is_refused
        else:
            stands = last_no is None or exception.starts_at > last_no
        if stands:
            return Basis(exception=exception.opaque_id, until=exception.ends_at.date())
    return _lack(latest, today)


def _latest(events: list[Said], person: Person) -> dict[Lack, Said | None]:
    """What was said last, by each whose word is needed."""
    if person.is_adult:
        # A child's assent, alone, is no grown person's consent; a refusal in that form still is one.
        counting = [one for one in events if one.is_no or one.form != ConsentForm.CHILD_ASSENT]
        return {Lack.CONSENT: counting[-1] if counting else None}
    guardian = [one for one in events if one.form == ConsentForm.GUARDIAN]
    child = [one for one in events if one.form != ConsentForm.GUARDIAN]
    return {
        Lack.GUARDIAN: guardian[-1] if guardian else None,
        Lack.ASSENT: child[-1] if child else None,
    }


def _lack(latest: dict[Lack, Said | None], today: date) -> Lack:
    lacking = [word for word, one in latest.items() if one is None or not _holds(one, today)]
    return lacking[0] if len(lacking) == 1 else Lack.CONSENT


def _holds(one: Said, today: date) -> bool:
    return not one.is_no and one.given_on <= today and (one.expires_on is None or today <= one.expires_on)


def _concerns(one: Said, recipient: Recipient, classes: Collection[str]) -> bool:
    return (one.is_no and one.names_nobody) or _covers(one, recipient, classes)


def _covers(one: Said | Excepted, recipient: Recipient, classes: Collection[str]) -> bool:
    if one.names_nobody:
        return recipient.is_own
    return _names(one, recipient) or one.recipient_class in classes


def _names(one: Said | Excepted, recipient: Recipient) -> bool:
    if recipient.is_own:
        return False
    if one.mission is not None:
        return one.mission == recipient.mission
    return one.organisation is not None and one.organisation == recipient.organisation
