"""Pages and commands behind the second wall: with the product's own filter broken, other missions' rows stay away."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseScope
from palermo.access.scoped import ScopedManager
from palermo.access.walls import standing_as
from palermo.cases.actions.renew_standing_basis import renew_standing_basis
from palermo.cases.models import Case
from palermo.commands import cli
from palermo.statistics.actions.build_extract import build_extract
from tests.access.people import People
from tests.access.walls.role import Ordinary
from tests.access.walls.test_stance import told
from tests.cases.factory import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mistake that the wall is for: everybody is given every row."""

    def everything(self: ScopedManager[models.Model], _scope: CaseScope) -> models.QuerySet[models.Model]:
        return models.Manager.get_queryset(self)

    monkeypatch.setattr(ScopedManager, "in_scope", everything)


@pytest.fixture
def both(people: People) -> tuple[Case, Case]:
    """A case here and one there."""
    return (
        make_case(people.here, case_ref="HERE-1", event={}),
        make_case(people.there, case_ref="THERE-1", event={}),
    )


@pytest.fixture
def people(db: None) -> People:
    return People()


@pytest.mark.usefixtures("broken_manager")
def test_the_mistake_shows_without_the_wall(client: Client, people: People, both: tuple[Case, Case]) -> None:
    """So that the next test means something: the tests' own role is a superuser."""
    client.force_login(people.worker)
    page = client.get(reverse("case_list")).content.decode()
    assert both[0].opaque_id in page
    assert both[1].opaque_id in page


@pytest.mark.usefixtures("broken_manager")
def test_other_missions_rows_do_not_come(
    client: Client, people: People, both: tuple[Case, Case], ordinary: Ordinary
) -> None:
    here, there = both
    for viewer, mine, others in ((people.worker, here, there), (people.far_worker, there, here)):
        client.force_login(viewer)
        with ordinary():
            page = client.get(reverse("case_list")).content.decode()
            assert mine.opaque_id in page
            assert others.opaque_id not in page
            assert client.get(reverse("case_page", args=[mine.opaque_id])).status_code == 200
            assert client.get(reverse("case_page", args=[others.opaque_id])).status_code == 404
    client.force_login(people.steward)
    with ordinary():
        page = client.get(reverse("case_list")).content.decode()
    assert here.opaque_id in page
    assert there.opaque_id in page


def test_pages_work_as_before_for_an_ordinary_role(
    client: Client, people: People, both: tuple[Case, Case], ordinary: Ordinary
) -> None:
    """Reading is written to the audit, sessions are kept, the start page counts: all behind the wall."""
    for role, viewer in (
        ("worker", people.worker),
        ("supervisor", people.supervisor),
        ("analyst", people.analyst),
    ):
        client.force_login(viewer)
        with ordinary():
            for name in ("home", "case_list", "codebook"):
                assert client.get(reverse(name)).status_code == 200, (role, name)
            page = client.get(reverse("case_page", args=[both[0].opaque_id]))
            assert page.status_code == 200, role
            assert b"HERE-1" in page.content


def test_two_requests_on_one_connection_do_not_inherit(
    client: Client, people: People, both: tuple[Case, Case], ordinary: Ordinary
) -> None:
    visitor = Client()
    client.force_login(people.steward)
    with ordinary():
        for _ in range(2):
            assert client.get(reverse("case_page", args=[both[0].opaque_id])).status_code == 200
            assert told() == ""
            assert visitor.get(reverse("case_list")).status_code == 302
            assert told() == ""
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM cases_case")
                assert cursor.fetchone() == (0,)


def test_a_request_that_fails_does_not_leave_its_stance(
    people: People, ordinary: Ordinary, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(people.steward)

    def fail(*_: object, **__: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'x'::text")
        raise ZeroDivisionError

    monkeypatch.setattr("palermo.cases.views.case_list.list_cases", fail)
    assert client.get(reverse("case_list")).status_code == 500
    if connection.vendor == "postgresql":
        assert told() == ""


@pytest.mark.usefixtures("clean_extracts")
def test_an_extract_is_over_all_missions_whoever_asks(
    client: Client, people: People, both: tuple[Case, Case], ordinary: Ordinary
) -> None:
    renew_standing_basis(actor=SystemActor("test"), missions=[people.here.pk, people.there.pk])
    with ordinary(), standing_as(people.worker):
        assert build_extract(actor=people.worker).manifest.rows == 2


def test_commands_stand_as_a_part_of_the_system(ordinary: Ordinary, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []
    monkeypatch.setattr(
        "palermo.commands.account.Account.objects.select_related", lambda *_: heard.append(told())
    )
    with ordinary():
        CliRunner().invoke(cli, ["account", "list"])
    assert heard == ["system"]
    assert told() == ""
