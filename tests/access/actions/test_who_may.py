"""Each action: who may, the same refusal for all others, its entry in the audit, and nothing without the entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model

from palermo.access.actions.acknowledge_notice import acknowledge_notice
from palermo.access.actions.assign_case import assign_case
from palermo.access.actions.break_glass import break_glass
from palermo.access.actions.end_grant import end_grant
from palermo.access.actions.freeze_mission import freeze_mission
from palermo.access.actions.release_reading import release_reading
from palermo.access.actions.stop_reading import stop_reading
from palermo.access.actions.unassign_case import unassign_case
from palermo.access.actions.unfreeze_mission import unfreeze_mission
from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, CaseGrant, Mission, Notice
from palermo.access.notifying import notify
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from tests.access.gate import world
from tests.access.gate.rule import Grant
from tests.access.people import People

SYSTEM = SystemActor("command line")
REASON = "She is in danger tonight and the shelter asks who she is."


@dataclass(frozen=True)
class Action:
    """``prepare`` makes what the action needs; ``run`` acts as the actor upon it."""

    act: str
    allowed: frozenset[str]
    run: Callable[[People, MaybeActor, Any], object]
    prepare: Callable[[People], Any] = lambda _people: None
    #: Whether the same once more changes nothing.
    once: bool = True


def _assigned(people: People) -> CaseGrant:
    return assign_case(actor=SYSTEM, case=people.case, account=people.worker)


def _shared(people: People) -> CaseGrant:
    row = world.grant_row(Grant("share", "account", "f"), people.case, people.officer, people.there)
    row.granted_by = people.worker
    row.save()
    return row


def _frozen(people: People) -> None:
    freeze_mission(actor=SYSTEM, mission=people.here)


def _stopped(people: People) -> None:
    stop_reading(people.far_worker)


def _notice(people: People) -> str:
    notify("mission_frozen", mission=people.here)  # type: ignore[arg-type]
    return Notice.objects.get(audience="mission").opaque_id


ACTIONS = {
    "assign_case": Action(
        "case.assigned", frozenset({"supervisor", "system"}),
        lambda people, actor, _: assign_case(actor=actor, case=people.case, account=people.worker),
    ),
    "unassign_case": Action(
        "case.unassigned", frozenset({"supervisor", "system"}),
        lambda people, actor, _: unassign_case(actor=actor, case=people.case, account=people.worker), _assigned,
    ),
    "break_glass": Action(
        "case.glass_broken", frozenset({"worker", "colleague", "supervisor", "far_worker", "far_supervisor"}),
        lambda people, actor, _: break_glass(actor=actor, case=people.case, reason=REASON), once=False,
    ),
    "end_grant": Action(
        "case.access_ended", frozenset({"worker", "supervisor", "officer", "focal_point", "system"}),
        lambda _people, actor, grant: end_grant(actor=actor, grant=grant), _shared,
    ),
    "freeze_mission": Action(
        "mission.frozen", frozenset({"supervisor", "focal_point", "administrator", "system"}),
        lambda people, actor, _: freeze_mission(actor=actor, mission=people.here),
    ),
    "unfreeze_mission": Action(
        "mission.unfrozen", frozenset({"focal_point", "system"}),
        lambda people, actor, _: unfreeze_mission(actor=actor, mission=people.here), _frozen,
    ),
    "release_reading": Action(
        "identity.reading_released", frozenset({"focal_point", "system"}),
        lambda people, actor, _: release_reading(actor=actor, account=people.far_worker), _stopped,
    ),
    "acknowledge_notice": Action(
        "notice.seen", frozenset({"supervisor"}),
        lambda _people, actor, number: acknowledge_notice(actor=actor, opaque_id=number), _notice,
    ),
}  # fmt: skip
NAMES = sorted(ACTIONS)


def state() -> list[list[dict[str, Any]]]:
    """Everything that these actions change."""
    tables: list[type[Model]] = [CaseGrant, Mission, Account, Notice]
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


@pytest.mark.parametrize("name", NAMES)
def test_who_may_and_who_may_not(people: People, name: str) -> None:
    action = ACTIONS[name]
    prepared = action.prepare(people)
    before = state()
    refusals = set()
    for who, actor in people.everybody().items():
        if who in action.allowed:
            continue
        with pytest.raises((NotFoundOrNotAllowed, NotSignedIn)) as refused:
            action.run(people, actor, prepared)
        assert isinstance(refused.value, NotSignedIn) == (who == "nobody")
        if who != "nobody":
            refusals.add(refused.value.message)
        assert state() == before, who
    assert refusals == {"There is nothing here that you can open."}


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name in NAMES for who in sorted(ACTIONS[name].allowed)]
)
def test_those_who_may_leave_an_entry_once(people: People, name: str, who: str) -> None:
    action = ACTIONS[name]
    prepared = action.prepare(people)
    before, actor = state(), people.everybody()[who]
    action.run(people, actor, prepared)
    changed = state()
    assert changed != before
    mine = AuditEntry.objects.filter(act=action.act, actor=audit_name(actor))
    assert mine.count() == 1
    action.run(people, actor, prepared)
    assert mine.count() == (1 if action.once else 2)
    assert (state() == changed) == action.once


@pytest.mark.parametrize("name", NAMES)
def test_nothing_happens_without_the_entry(
    people: People, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = ACTIONS[name]
    prepared = action.prepare(people)
    before, actor = state(), people.everybody()[sorted(action.allowed)[0]]

    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("palermo.audit.recording.append", broken)
    with pytest.raises(OSError, match="disk"):
        action.run(people, actor, prepared)
    assert state() == before


@pytest.mark.parametrize("name", NAMES)
def test_closed_accounts_may_nothing(people: People, name: str) -> None:
    action = ACTIONS[name]
    prepared = action.prepare(people)
    for who in sorted(action.allowed - {"system"}):
        actor = people.everybody()[who]
        assert isinstance(actor, Account)
        actor.is_active = False
        with pytest.raises(NotSignedIn):
            action.run(people, actor, prepared)
