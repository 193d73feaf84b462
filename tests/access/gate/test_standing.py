"""Role x relation x part x read or write: the whole table, against the rule as ``rule`` says it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from palermo.access.actors import SystemActor
from palermo.access.gate import (
    NotSignedIn,
    Part,
    Relation,
    Standing,
    part_of,
    require_part,
    standing,
    standings,
)
from palermo.access.models import Mission
from palermo.errors import NotFoundOrNotAllowed
from tests.access.gate import world as worlds
from tests.access.gate.rule import WORD, expected

pytestmark = pytest.mark.django_db


def letters(found: Standing) -> tuple[frozenset[str], frozenset[str]]:
    by_word = {word: letter for letter, word in WORD.items()}
    return (
        frozenset(by_word[part.value] for part in found.readable),
        frozenset(by_word[part.value] for part in found.writable),
    )


def freezings(world: worlds.World) -> Iterator[str]:
    """Nobody frozen; the missions of all viewers; the mission whose cases others see."""
    assert world.others is not None
    yield ""
    mine = Mission.objects.filter(code__startswith="M-")
    mine.update(frozen_at=timezone.now())
    yield "mine"
    mine.update(frozen_at=None)
    Mission.objects.filter(pk=world.others.pk).update(frozen_at=timezone.now())
    yield "its"


def test_every_combination() -> None:
    world = worlds.build()
    wrong, looked = [], 0
    for frozen in freezings(world):
        for viewer, looker in world.looks.items():
            looks = world.cases[viewer]
            found = standings(looker, [case for case, _grant, _own in looks])
            for number, (case, grant, own) in enumerate(looks):
                # A frozen own mission is the mission of its own cases as well.
                state = "" if own and frozen == "its" else frozen
                should = expected(viewer, grant, own=own, frozen=state)
                looked += 1
                if letters(found[case.opaque_id]) != should:
                    wrong.append((viewer, grant, own, frozen, letters(found[case.opaque_id]), should))
                # One by one is the same; every eleventh, to be quick.
                if number % 11 == 0:
                    assert standing(looker, case) == found[case.opaque_id]
    assert looked > 5000
    assert not wrong, wrong[:5]


def test_the_gate_says_the_same_as_the_table() -> None:
    """``require_part`` opens exactly what the standing allows, with one refusal for everything else."""
    world = worlds.build()
    for viewer, looker in list(world.looks.items())[::4]:
        for case, grant, own in world.cases[viewer][::9]:
            reads, writes = expected(viewer, grant, own=own, frozen="")
            for letter, word in WORD.items():
                for write, allowed in ((False, letter in reads), (True, letter in writes)):
                    if allowed:
                        assert require_part(looker, case, Part(word), write=write) == standing(looker, case)
                        continue
                    with pytest.raises(NotFoundOrNotAllowed, match="nothing here that you can open"):
                        require_part(looker, case, Part(word), write=write)


@pytest.mark.parametrize("nobody", [None, AnonymousUser(), "inactive"])
def test_nobody_stands_nowhere(nobody: object) -> None:
    place = worlds.mission()
    actor = nobody
    if nobody == "inactive":
        actor = worlds.account("supervisor", place)
        actor.is_active = False
        actor.save()
    with pytest.raises(NotSignedIn):
        standing(actor, worlds.key(place))  # type: ignore[arg-type]
    with pytest.raises(NotSignedIn):
        standings(actor, [])  # type: ignore[arg-type]


def test_parts_of_the_system_read_facts_and_write_all() -> None:
    place = worlds.mission()
    Mission.objects.update(frozen_at=timezone.now())
    found = standing(SystemActor("import"), worlds.key(place))
    assert letters(found) == (frozenset("f"), frozenset("fisp"))


def test_the_strongest_relation_is_named_and_the_parts_add_up() -> None:
    place, others = worlds.mission(), worlds.mission("OTHERS")
    worker, case = worlds.account("caseworker", place), worlds.key(place)
    assert standing(worker, case).relation is Relation.MISSION
    from tests.access.gate.rule import Grant

    for grant in (Grant("glass"), Grant("share", "account", "p")):
        worlds.grant_row(grant, case, worker, others).save()
    found = standing(worker, case)
    assert found.relation is Relation.SHARED
    assert letters(found) == (frozenset("fisp"), frozenset())
    worlds.grant_row(Grant("assignment", "account", "fisp"), case, worker, others).save()
    assert standing(worker, case).relation is Relation.ASSIGNED


def test_an_account_that_changed_its_role_keeps_nothing() -> None:
    from tests.access.gate.rule import Grant

    place = worlds.mission()
    worker, case = worlds.account("caseworker", place), worlds.key(place)
    for grant in (Grant("glass"), Grant("assignment", "account", "fisp"), Grant("share", "account", "fisp")):
        worlds.grant_row(grant, case, worker, place).save()
    for role in ("focal_point", "administrator"):
        worker.role = role
        worker.save()
        assert standing(worker, case).is_none


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "partner_officer", "analyst", "administrator"])
def test_the_number_of_questions_does_not_grow(role: str) -> None:
    place = worlds.mission()
    viewer = worlds.account(role, place if role in {"caseworker", "supervisor"} else None)
    cases = [worlds.key(place) for _ in range(200)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        standings(viewer, cases)
    # Is the own mission frozen, the grants, the frozen missions among theirs, and the account's own organisation
    # (its mission, and that one's body) when it has not been read yet.
    assert len(asked) <= 5


def test_each_class_of_the_codebook_lies_in_one_part() -> None:
    assert [part_of(name) for name in ("public", "coded", "identifying", "sensitive", "privileged")] == [
        Part.FACTS, Part.FACTS, Part.IDENTITY, Part.STORY, Part.PRIVILEGED,
    ]  # fmt: skip
