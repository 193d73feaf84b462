"""Searching for a person on the page: in the body, covered, and no faster than a person works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from palermo.access import brakes
from palermo.access.models import Account, Role
from palermo.cases.people import find_people
from palermo.individuals.searching import SearchQuery
from tests.cases.factory import make_mission
from tests.cases.identities import draft, register

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db
ADDRESS = "/people/search/"


@pytest.fixture
def worker(client: Client, account_of: Accounts) -> Client:
    account = account_of(Role.CASEWORKER)
    register(account, draft(birth="1990-02-03", phone="+380 44 123 4567", document="KA 1"), case_ref="KV-1")
    client.force_login(account)
    return client


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"name": "Shevchenko Olena"}, "name"),
        ({"name": "شيفتشينكو أولينا"}, "name"),
        ({"phone": "044 1234567"}, "telephone"),
        ({"document": "ka-1"}, "document"),
        ({"birth": "1990-02-03"}, "date of birth"),
    ],
)
def test_finds_in_any_script_and_says_why(worker: Client, query: dict[str, str], reason: str) -> None:
    page = worker.post(ADDRESS, query).content.decode()
    assert "1 person may be meant" in page
    assert "О. Ш." in page
    assert "KV-1" in page
    assert reason in page
    assert "Шевченко" not in page


def test_nothing_travels_in_the_address(worker: Client) -> None:
    page = worker.get(f"{ADDRESS}?name=Шевченко").content.decode()
    assert "may be meant" not in page
    assert "Шевченко" not in page


def test_nobody_is_an_answer_too(worker: Client) -> None:
    page = worker.post(ADDRESS, {"name": "Quentin Zzyzx"}).content.decode()
    assert "Nobody was found" in page
    assert 'value="Quentin Zzyzx"' in page


@pytest.mark.parametrize(
    "query", [{}, {"birth": "1990"}, {"birth": "tomorrow"}, {"name": "x" * 300}, {"name": "\x00"}]
)
def test_what_cannot_be_searched_for_is_said(worker: Client, query: dict[str, str]) -> None:
    response = worker.post(ADDRESS, query)
    assert response.status_code == 422
    assert 'class="problem"' in response.content.decode()


def test_too_fast_is_said_kindly(worker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    window = brakes.LIMITS["identity.searched"][0][0]
    monkeypatch.setattr(brakes, "LIMITS", {**brakes.LIMITS, "identity.searched": ((window, 1),)})
    answers = [worker.post(ADDRESS, {"name": "Шевченко"}) for _time in range(3)]
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert "No search for now" in page
    assert 'value="Шевченко"' in page


def test_other_roles_find_no_such_page(client: Client, account_of: Accounts) -> None:
    for role in (Role.DATA_STEWARD, Role.ANALYST, Role.FOCAL_POINT, Role.ADMINISTRATOR, Role.PARTNER_OFFICER):
        client.force_login(account_of(role))
        assert client.get(ADDRESS).status_code == 404
        assert client.post(ADDRESS, {"name": "Олена"}).status_code == 404


def test_the_newest_case_that_allows_it_stands_for_a_person(account_of: Accounts) -> None:
    """A person may have cases in two missions; a reader is led to one that is hers."""
    here = account_of(Role.SUPERVISOR)
    there = account_of(Role.SUPERVISOR, mission=make_mission("MDA"), email="there@example.org")
    mine = register(here)
    register(there)
    assert [found.case.key for found in find_people(here, SearchQuery(name="Олена Шевченко")).people] == [
        mine
    ]
