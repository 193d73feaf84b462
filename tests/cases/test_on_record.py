"""Who read which case is on record before anything is handed over; without a record nothing is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.audit.selectors import Entry, entries
from palermo.cases import selectors
from palermo.cases.audit_links import individual_of
from palermo.cases.on_record import case_seen
from palermo.cases.selectors import CaseFilters
from palermo.errors import NotFoundOrNotAllowed
from palermo.vault.chain import CHAIN_SECRET, ChainKeyMissing, digest_of_ids
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")


def on_record() -> list[Entry]:
    return list(reversed(entries().entries))


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def no_key(worker: Account) -> Iterator[None]:
    """The chain has an entry, and its key is gone."""
    case_seen(worker, "aaaaaaaaaaaaaaaa", "UKR")
    path = settings.HOME.keys / CHAIN_SECRET
    aside = path.rename(path.with_name("aside"))
    yield
    aside.rename(path)


def test_a_case_that_was_read(worker: Account) -> None:
    case = make_case()
    selectors.get_case(worker, case.opaque_id)
    (entry,) = on_record()
    assert (entry.act, entry.actor, entry.object_kind, entry.object_id, entry.mission) == (
        "case.read",
        f"account:{worker.pk}",
        "case",
        case.opaque_id,
        "UKR",
    )


def test_the_persons_other_cases_are_a_list_beside_it(account_of: Callable[..., Account]) -> None:
    first = make_case()
    others = [make_case(make_mission("MDA"), individual=first.individual).opaque_id for _ in range(2)]
    selectors.get_case(account_of(Role.ANALYST), first.opaque_id)
    read, listed = on_record()
    assert read.object_id == first.opaque_id
    assert listed.details == {"count": 2, "ids": digest_of_ids(others), "filters": ["same_person"]}


def test_a_list(worker: Account) -> None:
    cases = [make_case(sex="female").opaque_id for _ in range(3)]
    selectors.list_cases(worker, CaseFilters(sex="female", reference="R"))
    (entry,) = on_record()
    assert entry.act == "case.listed"
    assert entry.mission == "UKR"
    assert entry.details == {"count": 3, "ids": digest_of_ids(cases), "filters": ["reference", "sex"]}


def test_a_search_that_finds_nothing_is_on_record_too(worker: Account) -> None:
    selectors.list_cases(worker, CaseFilters(reference="R"))
    assert on_record()[0].details["count"] == 0


def test_the_first_page_is_a_list(worker: Account) -> None:
    assert selectors.latest_cases(worker) == ()
    assert on_record() == []
    make_case()
    selectors.latest_cases(worker)
    assert [entry.act for entry in on_record()] == ["case.listed"]


def test_what_was_not_seen_is_not_on_record(worker: Account, account_of: Callable[..., Account]) -> None:
    hidden = make_case(make_mission("MDA"))
    assert selectors.get_case(worker, hidden.opaque_id) is None
    assert selectors.get_case(worker, "aaaaaaaaaaaaaaaa") is None
    selectors.list_cases(account_of(Role.ADMINISTRATOR), CaseFilters())
    assert on_record() == []


def test_parts_of_the_system_are_on_record_by_their_own_acts() -> None:
    case = make_case()
    selectors.get_case(SYSTEM, case.opaque_id)
    selectors.list_cases(SYSTEM, CaseFilters())
    selectors.latest_cases(SYSTEM)
    assert on_record() == []


@pytest.mark.usefixtures("no_key")
def test_without_a_record_nothing_is_read(worker: Account) -> None:
    case = make_case()
    for read in (
        lambda: selectors.get_case(worker, case.opaque_id),
        lambda: selectors.list_cases(worker, CaseFilters()),
        lambda: selectors.latest_cases(worker),
    ):
        with pytest.raises(ChainKeyMissing):
            read()


@pytest.mark.usefixtures("no_key")
def test_the_page_says_so_and_shows_nothing(worker: Account, client: Client) -> None:
    case = make_case(case_ref="UKR-7")
    client.force_login(worker)
    response = client.get(reverse("case_page", args=[case.opaque_id]))
    assert response.status_code == 503
    assert b"audit_key_missing" in response.content
    assert b"UKR-7" not in response.content
    assert str(settings.HOME.root).encode() not in response.content


def test_an_audited_read_costs_one_small_transaction(worker: Account) -> None:
    case_seen(worker, "aaaaaaaaaaaaaaaa", "UKR")
    with CaptureQueriesContext(connection) as queries:
        case_seen(worker, "aaaaaaaaaaaaaaaa", "UKR")
    statements = [query["sql"].split()[0] for query in queries]
    assert statements == ["SAVEPOINT", "SELECT", "INSERT", "UPDATE", "RELEASE"]


class TestIndividualOf:
    def test_is_for_the_focal_point(self, account_of: Callable[..., Account], worker: Account) -> None:
        case = make_case()
        focal = account_of(Role.FOCAL_POINT)
        assert individual_of(focal, case.opaque_id) == case.individual.opaque_id
        assert individual_of(focal, "aaaaaaaaaaaaaaaa") == ""
        with pytest.raises(NotFoundOrNotAllowed):
            individual_of(worker, case.opaque_id)
