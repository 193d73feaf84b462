"""The rule as a truth table: what was said, oldest first, and what follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from palermo.access.models import OrganisationKind
from palermo.cases.consent.recipients import OWN, Recipient
from palermo.cases.consent.rule import Basis, Excepted, Lack, Person, Said, decide
from palermo.cases.models import QUESTIONS, ConsentForm, Purpose, RecipientClass
from palermo.codebook import load_codebook

TODAY = date(2026, 5, 10)
NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
ADULT, CHILD = Person(is_adult=True), Person(is_adult=False)
SHELTER = Recipient(organisation=1, kind=OrganisationKind.SHELTER, country="MDA")
OTHER = Recipient(organisation=2, kind=OrganisationKind.NGO, country="ROU")
MISSION = Recipient(mission=7, organisation=3, kind=OrganisationKind.INTERNATIONAL, country="DEU")
POLICE = Recipient(organisation=4, kind=OrganisationKind.POLICE, country="DEU")
DONOR = Recipient(organisation=5, kind=OrganisationKind.DONOR, country="NOR")


def said(text: str, number: int = 0) -> Said:
    """``given shelter guardian -3 until+1``: decision, then in any order recipient, form, day, end."""
    words = text.split()
    organisation, mission, kind, form, day, expires = None, None, "", "written", 0, None
    for word in words[1:]:
        if word in {"org1", "org2", "org3"}:
            organisation = int(word[-1])
        elif word == "mission7":
            mission = 7
        elif word in RecipientClass.values:
            kind = word
        elif word in ConsentForm.values:
            form = word
        elif word.startswith("until"):
            expires = TODAY + timedelta(days=int(word[5:]))
        else:
            day = int(word)
    return Said(
        f"{number:016d}", words[0], form, organisation, mission, kind, TODAY + timedelta(days=day),
        NOW + timedelta(days=day, minutes=number), expires, number,
    )  # fmt: skip


def outcome(
    timeline: str, person: Person, recipient: Recipient, excepted: list[Excepted] | None = None
) -> str:
    rows = [said(line.strip(), number) for number, line in enumerate(timeline.split(";")) if line.strip()]
    found = decide(rows, excepted or [], person, recipient, TODAY)
    if isinstance(found, Lack):
        return found.value
    return "exception" if found.exception else "ok"


@pytest.mark.parametrize(
    ("timeline", "recipient", "expected"),
    [
        ("", SHELTER, "consent"),
        ("given org1", SHELTER, "ok"),
        ("given org1", OTHER, "consent"),
        ("given shelter", SHELTER, "ok"),
        ("given shelter", OTHER, "consent"),
        ("given assisting_partners", SHELTER, "ok"),
        ("given assisting_partners", MISSION, "ok"),
        ("given assisting_partners", POLICE, "consent"),
        ("given assisting_partners", DONOR, "consent"),
        ("given host_authorities", POLICE, "ok"),
        ("given origin_authorities", POLICE, "consent"),
        ("given org3", MISSION, "ok"),
        ("given mission7", MISSION, "ok"),
        ("given mission7", Recipient(None, 3, OrganisationKind.INTERNATIONAL, "DEU"), "consent"),
        ("given", SHELTER, "consent"),
        ("given", OWN, "ok"),
        ("given org1", OWN, "consent"),
        ("refused; given org1", SHELTER, "ok"),
        ("given org1; refused", SHELTER, "consent"),
        ("given org1; refused org2", SHELTER, "ok"),
        ("given org1; refused shelter", SHELTER, "consent"),
        ("given org1 0; refused -1", SHELTER, "ok"),
        ("given org1 -1; refused org1 0", SHELTER, "consent"),
        ("given org1; withdrawn org1", SHELTER, "consent"),
        ("given org1; withdrawn org1; given org1", SHELTER, "ok"),
        ("given assisting_partners; given org1; withdrawn assisting_partners", SHELTER, "consent"),
        ("given org1 -9 until-1", SHELTER, "consent"),
        ("given org1 -9 until+0", SHELTER, "ok"),
        ("given org1 -9; given org1 -8 until-1", SHELTER, "consent"),
        ("given org1 1", SHELTER, "consent"),
        ("given org1 child_assent", SHELTER, "consent"),
        ("given org1; given org1 child_assent", SHELTER, "ok"),
        ("given org1; refused org1 child_assent", SHELTER, "consent"),
        ("given org1 guardian", SHELTER, "ok"),
    ],
)
def test_of_age(timeline: str, recipient: Recipient, expected: str) -> None:
    assert outcome(timeline, ADULT, recipient) == expected


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        ("", "consent"),
        ("given org1", "guardian"),
        ("given org1 guardian", "assent"),
        ("given org1 child_assent", "guardian"),
        ("given org1 guardian; given org1 child_assent", "ok"),
        ("given org1 guardian; given org1 written", "ok"),
        ("given org1 guardian; given org1 child_assent; refused guardian", "guardian"),
        ("given org1 guardian; given org1 child_assent; refused child_assent", "assent"),
        ("given org1 guardian; given org1 child_assent; withdrawn org1 guardian", "guardian"),
        ("given org1 guardian -3 until-1; given org1 child_assent", "guardian"),
        ("given org2 guardian; given org1 child_assent", "guardian"),
    ],
)
def test_a_child_and_whoever_may_be_one(timeline: str, expected: str) -> None:
    assert outcome(timeline, CHILD, SHELTER) == expected


def excepted(
    *, of_mission: bool = False, kind: str = "consent", organisation: int | None = 1, hour: int = 1
) -> Excepted:
    return Excepted(
        "e" * 16,
        kind,
        of_mission,
        organisation,
        None,
        "",
        NOW + timedelta(hours=hour),
        NOW + timedelta(days=30),
    )


@pytest.mark.parametrize(
    ("timeline", "exception", "recipient", "expected"),
    [
        ("", excepted(), SHELTER, "exception"),
        ("", excepted(), OTHER, "consent"),
        ("refused", excepted(), SHELTER, "exception"),
        ("refused", excepted(hour=-1), SHELTER, "consent"),
        ("given org1", excepted(), SHELTER, "ok"),
        ("", excepted(of_mission=True), SHELTER, "exception"),
        ("refused", excepted(of_mission=True), SHELTER, "consent"),
        ("refused; given org1 until+0", excepted(of_mission=True), SHELTER, "ok"),
        ("given until-1 -5", excepted(of_mission=True, organisation=None), OWN, "exception"),
        ("refused", excepted(of_mission=True, organisation=None), OWN, "consent"),
        ("given; withdrawn", excepted(of_mission=True, organisation=None), OWN, "consent"),
        ("", excepted(organisation=None), SHELTER, "consent"),
        ("", excepted(kind="origin"), SHELTER, "consent"),
    ],
)
def test_exceptions(timeline: str, exception: Excepted, recipient: Recipient, expected: str) -> None:
    assert outcome(timeline, ADULT, recipient, [exception]) == expected


@pytest.mark.parametrize(
    ("timeline", "exceptions", "expected"),
    [
        ("given org1", [], "override"),
        ("given org1", [excepted()], "override"),
        ("given org1", [excepted(kind="origin")], "ok"),
        ("", [excepted(kind="origin")], "consent"),
        ("", [excepted(kind="origin"), excepted()], "exception"),
        ("given org1", [excepted(kind="origin", organisation=2)], "override"),
        ("refused", [excepted(kind="origin")], "consent"),
        ("given org1", [excepted(kind="origin", of_mission=True)], "override"),
    ],
)
def test_recipients_in_the_country_of_origin(
    timeline: str, exceptions: list[Excepted], expected: str
) -> None:
    person = Person(is_adult=True, origin=frozenset({"UKR", "MDA"}))
    assert outcome(timeline, person, SHELTER, exceptions) == expected


def test_authorities_and_missions_of_origin_and_destination() -> None:
    person = Person(is_adult=True, origin=frozenset({"DEU"}))
    override = Excepted("e" * 16, "origin", False, 4, None, "", NOW, NOW + timedelta(days=1))
    assert outcome("given origin_authorities", person, POLICE, [override]) == "ok"
    assert outcome("given host_authorities", person, POLICE, [override]) == "consent"
    exploited_there = Person(is_adult=True, destination=frozenset({"DEU"}))
    assert outcome("given mission_destination", exploited_there, MISSION) == "ok"
    assert outcome("given mission_destination", ADULT, MISSION) == "consent"


def test_it_lasts_as_long_as_the_shortest_word() -> None:
    rows = [said("given org1 guardian until+5", 1), said("given org1 child_assent until+3", 2)]
    found = decide(rows, [], CHILD, SHELTER, TODAY)
    assert isinstance(found, Basis)
    assert found.until == TODAY + timedelta(days=3)
    assert len(found.consents) == 2


@pytest.mark.parametrize(
    ("choices", "name"),
    [(Purpose, "consent_purpose"), (RecipientClass, "consent_recipient"), (ConsentForm, "consent_form")],
)
def test_codes_are_those_of_the_codebook(choices: type[Purpose], name: str) -> None:
    assert set(choices.values) == set(load_codebook().lists[name].codes)


def test_the_seven_questions_are_those_of_the_codebook() -> None:
    book = load_codebook()
    assert len(QUESTIONS) == 7
    assert [book.variables[name].name for name in QUESTIONS] == list(QUESTIONS)
