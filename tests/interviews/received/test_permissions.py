"""Every role x every relation: of an interview everybody reads what the gate opens to them of its case, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from palermo.access.models import Account, Mission
from palermo.interviews.models import FormVersion
from tests.access.gate import world
from tests.interviews.waiting import TOLD, received
from tests.security.relations import FEW, Look, Looker, build

pytestmark = pytest.mark.django_db
#: Who works with people. Headquarters have the coded facts of the cases.
READERS = {"caseworker", "supervisor", "partner_officer"}
MISSING = "a" * 16
#: What differs in what may be read. The gate itself is held to all relations elsewhere.
TRIED = {
    "own mission, assigned", "own mission, not assigned", "own mission, glass", "other mission", "facts shared",
    "identity shared", "story shared", "all shared", "privileged notes shared", "share revoked", "glass",
    "shared by a mission that is frozen",
}  # fmt: skip
CODED, STORY, NAME = "Forced labour", TOLD["screening_narrative"], TOLD["family_name"]


@pytest.fixture
def lookers(monkeypatch: pytest.MonkeyPatch) -> list[Looker]:
    monkeypatch.setattr(
        "palermo.access.brakes.LIMITS", {"identity.uncovered": ((timedelta(minutes=10), 10**6),)}
    )
    return build()


def interview_of(look: Look, version: FormVersion, senders: dict[int, Account]) -> str:
    """One interview of the case, sent by somebody of its mission."""
    mission = Mission.objects.get(pk=look.case.mission_id)
    if mission.pk not in senders:
        senders[mission.pk] = world.account("caseworker", mission)
    return received(senders[mission.pk], version, case=look.case).opaque_id


def test_everybody_reads_what_the_case_opens_to_them(
    lookers: list[Looker], screening_version: FormVersion
) -> None:
    senders: dict[int, Account] = {}
    wrong: list[str] = []
    opened = refused = 0
    for looker in lookers:
        is_reader = looker.viewer.role in READERS
        for look in looker.looks:
            if look.relation not in (TRIED if is_reader else TRIED.intersection(FEW)):
                continue
            number = interview_of(look, screening_version, senders)
            if is_reader and look.reads:
                opened += 1
                found = reads_as_told(looker, look, number)
            else:
                refused += 1
                found = is_refused(looker, number, with_others=refused % 3 == 0)
            wrong += [f"{looker.name}, {look.relation}: {each}" for each in found]
    assert not wrong, "\n".join(wrong[:30])
    assert opened > 20
    assert refused > 30


def reads_as_told(looker: Looker, look: Look, number: str) -> list[str]:
    """What is not as the rule says, for somebody who reads something of the case."""
    wrong = []
    page = looker.client.get(f"/interviews/{number}/")
    if page.status_code != 200 or (CODED in page.content.decode()) != ("f" in look.reads):
        wrong.append(f"the covered page, {page.status_code}")
    if STORY in page.content.decode() or NAME in page.content.decode():
        wrong.append("told before anybody pressed")
    pressed = looker.client.post(f"/interviews/{number}/", {"part": ["story", "identity"]})
    if (STORY in pressed.content.decode()) != ("s" in look.reads):
        wrong.append("the story")
    if (NAME in pressed.content.decode()) != ("i" in look.reads):
        wrong.append("the name")
    writes = {"f", "i", "s"} <= look.writes
    for address, status in (("place", 302), ("differences", 200)):
        answer = looker.client.get(f"/interviews/{number}/{address}/")
        if answer.status_code != (status if writes else 404):
            wrong.append(f"{address}, {answer.status_code}")
    return wrong


def is_refused(looker: Looker, number: str, *, with_others: bool) -> list[str]:
    """What is more than the answer of an interview that does not exist."""
    page, nowhere = (looker.client.get(f"/interviews/{each}/") for each in (number, MISSING))
    wrong = [] if page.status_code == nowhere.status_code == 404 else [f"the page, {page.status_code}"]
    if plain(page.content.decode(), number) != plain(nowhere.content.decode(), MISSING):
        wrong.append("not the answer of what does not exist")
    if with_others:
        answers = [
            looker.client.post(f"/interviews/{number}/", {"part": ["story", "identity"]}),
            looker.client.get(f"/interviews/{number}/place/"),
            looker.client.post(f"/interviews/{number}/place/", {"open": "1"}),
            looker.client.post(f"/interviews/{number}/differences/"),
            looker.client.post(f"/interviews/{number}/files/{MISSING}/"),
        ]
        wrong += [f"answer {place}" for place, one in enumerate(answers) if one.status_code != 404]
    return wrong


def test_the_api_answers_as_the_pages_do(lookers: list[Looker], screening_version: FormVersion) -> None:
    senders: dict[int, Account] = {}
    for looker in lookers:
        for look in [one for one in looker.looks if one.relation in FEW]:
            number = interview_of(look, screening_version, senders)
            may = looker.viewer.role in READERS and bool(look.reads)
            answer = looker.client.get(f"/api/v1/interviews/{number}")
            assert answer.status_code == (200 if may else 404), (looker.name, look.relation)
            if may:
                assert bool(answer.json()["answers"]) == ("f" in look.reads)
            asked = {"parts": ["story"]}
            opened = looker.client.post(
                f"/api/v1/interviews/{number}/open", asked, content_type="application/json"
            )
            assert opened.status_code == (200 if may and "s" in look.reads else 404)
            assert (STORY in opened.content.decode()) == (opened.status_code == 200)


def plain(page: str, number: str) -> list[str]:
    """A page without what is new in every answer."""
    return [
        line.replace(number, "")
        for line in page.splitlines()
        if "csrfmiddlewaretoken" not in line and "nonce" not in line and "data-csrf" not in line
    ]
