"""``palermo mission`` and ``palermo organisation``; and releasing what the brake stopped."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.stop_reading import stop_reading
from palermo.access.gate import case_scope, standing
from palermo.access.models import Account, CaseGrant, Mission, Organisation
from palermo.audit.models import AuditEntry
from palermo.commands import cli
from tests.access.gate import world
from tests.access.gate.rule import Grant
from tests.access.people import People, acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> People:
    return People()


def say(*words: str) -> str:
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_make_and_list() -> None:
    say("organisation", "create", "police-mda", "--name", "Police", "--kind", "police", "--country", "MDA")
    assert "police-mda\tpolice\tMDA\tPolice" in say("organisation", "list")
    say(
        "mission", "create", "MDA-1", "--organisation", "police-mda", "--name", "Chisinau", "--country", "MDA"
    )
    assert say("mission", "list") == "MDA-1\tMDA\tpolice-mda\tChisinau\n"
    officer = ("account", "create", "o@example.org", "--name", "Ion", "--role", "partner_officer")
    say(*officer, "--organisation", "police-mda", "--password", "correct horse battery")
    assert Account.objects.get().organisation == Organisation.objects.get()
    assert acts() == ["organisation.created", "mission.created", "account.created"]


@pytest.mark.parametrize(
    "words",
    [
        ("mission", "freeze", "NOWHERE"),
        ("mission", "unfreeze", "NOWHERE"),
        ("mission", "create", "X", "--organisation", "none", "--name", "X", "--country", "MDA"),
        ("organisation", "create", "x", "--name", "X", "--kind", "ngo", "--country", "ZZZ"),
        ("account", "create", "o@example.org", "--name", "I", "--role", "partner_officer", "--organisation", "none",
         "--password", "correct horse battery"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_said(words: tuple[str, ...]) -> None:
    with pytest.raises(NotAcceptedError):
        say(*words)
    assert not AuditEntry.objects.exists()


def test_one_command_freezes_and_says_what_it_stopped(people: People) -> None:
    world.grant_row(Grant("share", "account", "f"), people.case, people.officer, people.there).save()
    world.grant_row(Grant("share", "mission", "f"), people.case, people.far_worker, people.there).save()
    abroad = world.key(people.there)
    world.grant_row(Grant("glass"), abroad, people.worker, people.there).save()
    before = list(CaseGrant.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as asked:
        said = say("mission", "freeze", "UKR")
    # One step in an hour when nothing works well: few questions, and none about people.
    assert len(asked) < 25
    assert "UKR is frozen." in said
    assert "3 accounts see no case." in said
    assert "2 accesses of others to its cases are paused." in said
    assert "1 access of its people to other missions' cases sleeps." in said
    for who in (people.worker, people.supervisor):
        assert case_scope(who).is_empty
    assert standing(people.officer, people.case).is_none
    # Nothing was ended; the second time changes nothing and says the same.
    assert list(CaseGrant.objects.order_by("pk").values()) == before
    frozen_at = Mission.objects.get(code="UKR").frozen_at
    assert "was frozen already" in say("mission", "freeze", "UKR")
    assert Mission.objects.get(code="UKR").frozen_at == frozen_at
    assert acts() == ["mission.frozen"]
    assert "frozen since" in say("mission", "list")


def test_opening_brings_back_what_has_not_run_out(people: People) -> None:
    world.grant_row(Grant("share", "account", "f"), people.case, people.officer, people.there).save()
    say("mission", "freeze", "UKR")
    assert "UKR is open again." in say("mission", "unfreeze", "UKR")
    assert not standing(people.officer, people.case).is_none
    assert "was not frozen" in say("mission", "unfreeze", "UKR")
    assert acts() == ["mission.frozen", "mission.unfrozen"]
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {"system:command line"}


def test_released_after_the_brake(people: People) -> None:
    stop_reading(people.worker)
    assert "can open identities again" in say("account", "release", people.worker.email)
    people.worker.refresh_from_db()
    assert people.worker.reading_stopped_at is None
    assert "was not stopped" in say("account", "release", people.worker.email)
    assert acts() == ["identity.reading_stopped", "identity.reading_released"]
