"""The page that registers a person: nothing is lost, nobody is registered twice by accident."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from palermo.access import brakes
from palermo.access.models import Account, Role
from palermo.cases.models import Case, Consent
from palermo.individuals.models import PersonName
from palermo.individuals.selectors import identity_of
from tests.cases.identities import draft, register

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db
ADDRESS = "/cases/new/"
#: What is wrong, beside its field.
PROBLEM = r'class="problem"\s+id="id_\S+_problem"'
TYPED = {
    "form": "aaaaaaaaaaaaaaaa",
    "registered_on": "2026-01-05",
    "names-rows": "2",
    "names-0-text": "Олена Шевченко",
    "names-0-kind": "legal",
    "names-1-text": "Lena",
    "names-1-kind": "nickname",
    "births-0-on": "1990-02-03",
    "births-0-source": "said",
    "contacts-0-value": "+380 44 123 4567",
    "contacts-0-kind": "phone",
    "contacts-0-safety": "ask_for",
    "contacts-0-safe_times": "not after 18:00",
    "sex": "female",
    "nationality": "UKR",
}


@pytest.fixture
def account(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def worker(client: Client, account: Account) -> Client:
    client.force_login(account)
    return client


def send(client: Client, **changes: str) -> Any:
    return client.post(ADDRESS, TYPED | changes)


def token(page: str) -> str:
    found = re.search(r'name="form"\s+value="(\w+)"', page)
    assert found is not None
    return found[1]


class TestTheForm:
    def test_has_a_token_of_its_own(self, worker: Client) -> None:
        pages = [worker.get(ADDRESS).content.decode() for _time in range(2)]
        assert token(pages[0]) != token(pages[1])

    def test_keeps_nothing_in_the_browser(self, worker: Client) -> None:
        page = worker.get(ADDRESS).content.decode()
        fields = re.findall(r"<(?:input|textarea)[^>]*name=\"(?:names|births|contacts|documents)[^>]*>", page)
        typed = [one for one in fields if 'type="hidden"' not in one and 'type="checkbox"' not in one]
        assert typed
        assert all('autocomplete="off"' in one for one in typed)

    def test_one_more_row_is_one_press(self, worker: Client) -> None:
        response = send(worker, more="names")
        page = response.content.decode()
        assert response.status_code == 200
        assert 'name="names-2-text"' in page
        assert 'value="Lena"' in page
        assert not re.search(PROBLEM, page)
        assert token(page) == TYPED["form"]
        assert not Case.unscoped.exists()

    @pytest.mark.parametrize("rows", ["-1", "1e9", "9999", "", "٣", "50"])
    def test_a_count_of_rows_that_is_none(self, worker: Client, rows: str) -> None:
        response = worker.post(ADDRESS, TYPED | {"names-rows": rows, "more": "names"})
        assert response.status_code == 200
        assert len(re.findall(r'name="names-\d+-text"', response.content.decode())) <= 50


class TestSending:
    def test_makes_a_case_and_leads_to_it(self, worker: Client, account: Account) -> None:
        response = send(worker)
        case = Case.unscoped.get()
        assert response["Location"] == f"/cases/{case.opaque_id}/"
        assert case.facts == {"age": 35, "sex": "female", "nationality": ["UKR"]}
        view = identity_of(account, case)
        assert [(name.text, name.is_preferred) for name in view.names] == [
            ("Олена Шевченко", True),
            ("Lena", False),
        ]
        assert view.contacts[0].safe_times == "not after 18:00"

    def test_the_case_page_does_not_open_anything(self, worker: Client) -> None:
        send(worker)
        page = worker.get(f"/cases/{Case.unscoped.get().opaque_id}/").content.decode()
        assert "Шевченко" not in page
        assert "To the identity" in page

    def test_an_age_that_was_said_counts_more_than_a_sum(self, worker: Client) -> None:
        send(worker, age="34")
        assert Case.unscoped.get().facts["age"] == 34

    @pytest.mark.parametrize("on", ["1990", "1990-02"])
    def test_of_half_a_date_no_age_is_made(self, worker: Client, on: str) -> None:
        send(worker, **{"births-0-on": on})
        assert "age" not in Case.unscoped.get().facts

    def test_states_are_kept_apart(self, worker: Client) -> None:
        send(worker, sex="~refused", nationality="~unknown")
        facts = Case.unscoped.get().facts
        assert (facts["sex"], facts["nationality"]) == ("~refused", "~unknown")

    def test_consent_that_was_asked_for(self, worker: Client) -> None:
        send(worker, consent="given", consent_form="verbal_witnessed")
        said = Consent.unscoped.get()
        assert (said.purpose, said.decision, said.form) == ("assistance", "given", "verbal_witnessed")
        assert said.given_on.isoformat() == "2026-01-05"

    def test_consent_that_was_not(self, worker: Client) -> None:
        send(worker)
        assert not Consent.unscoped.exists()

    def test_twice_is_once(self, worker: Client) -> None:
        answers = [send(worker) for _time in range(3)]
        assert len({answer["Location"] for answer in answers}) == 1
        assert Case.unscoped.count() == 1

    def test_an_almost_empty_form(self, worker: Client) -> None:
        response = worker.post(ADDRESS, {"registered_on": "2026"})
        assert response.status_code == 302
        assert not PersonName.unscoped.exists()

    def test_another_person_on_a_used_form(self, worker: Client) -> None:
        send(worker)
        response = send(worker, **{"names-0-text": "Somebody Else"})
        page = response.content.decode()
        assert response.status_code == 409
        assert 'value="Somebody Else"' in page
        assert token(page) != TYPED["form"]
        again = send(worker, **{"names-0-text": "Somebody Else", "form": token(page), "proceed": "1"})
        assert again.status_code == 302
        assert Case.unscoped.count() == 2


class TestErrors:
    @pytest.mark.parametrize(
        "changes",
        [
            {"registered_on": "soon"},
            {"registered_on": "2999"},
            {"names-0-text": "Canary\u2028 Name"},
            {"names-0-text": "7"},
            {"names-0-text": "x" * 300},
            {"names-0-kind": "no such kind"},
            {"births-0-on": "31.12.1990"},
            {"contacts-0-value": "", "contacts-0-safe_times": "after six"},
            {"documents-0-number": "A1", "documents-0-country": "ZZZ"},
            {"sex": "no such code"},
            {"age": "-4"},
            {"case_ref": "+1"},
            {"consent": "given", "consent_form": "guardian"},
        ],
    )
    def test_nothing_typed_is_lost(self, worker: Client, changes: dict[str, str]) -> None:
        response = send(worker, **changes, **{"addresses-0-text": "Canary street 5"})
        page = response.content.decode()
        assert response.status_code == 422
        assert re.search(PROBLEM, page)
        for value in ("Canary street 5", "Lena", "+380 44 123 4567")[
            : 2 if "contacts-0-value" in changes else 3
        ]:
            assert f'value="{value}"' in page
        assert token(page) == TYPED["form"]
        assert not Case.unscoped.exists()

    def test_markup_stays_text(self, worker: Client) -> None:
        page = send(
            worker, **{"names-0-text": "<script>alert(1)</script>", "registered_on": "x"}
        ).content.decode()
        assert "<script>alert" not in page

    def test_a_reference_that_is_taken(self, worker: Client, account: Account) -> None:
        register(account, draft("Somebody Else"), case_ref="KV-1")
        response = send(worker, case_ref="KV-1")
        assert response.status_code == 422
        assert "has a case with this reference already" in response.content.decode()
        assert 'value="KV-1"' in response.content.decode()


class TestKnownAlready:
    def test_is_asked_before_anything_is_stored(self, worker: Client, account: Account) -> None:
        known = register(account, draft("Shevchenko Olena", birth="1990-02-03"))
        response = send(worker)
        page = response.content.decode()
        assert "Somebody like this is known already" in page
        assert "S. O." in page
        assert "Shevchenko Olena" not in page
        assert f'href="/cases/{known.opaque_id}/"' in page
        assert 'value="Олена Шевченко"' in page
        assert Case.unscoped.count() == 1
        assert send(worker, proceed="1").status_code == 302
        assert Case.unscoped.count() == 2

    def test_the_same_person_gets_another_case(self, worker: Client, account: Account) -> None:
        known = register(account, draft("Олена Шевченко", birth="1990-02-03"))
        page = send(worker).content.decode()
        assert f'value="{known.opaque_id}"' in page
        assert send(worker, same=known.opaque_id).status_code == 302
        assert send(worker, same=known.opaque_id).status_code == 302
        assert [case.individual_opaque for case in Case.unscoped.all()] == [known.individual_opaque] * 2
        view = identity_of(account, known)
        assert [name.text for name in view.names] == ["Олена Шевченко", "Lena"]
        assert (len(view.births), len(view.contacts)) == (1, 1)

    def test_when_reading_is_stopped_nothing_typed_is_lost(
        self, worker: Client, account: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        known = register(account)
        window = brakes.LIMITS["identity.uncovered"][0][0]
        monkeypatch.setattr(brakes, "LIMITS", {**brakes.LIMITS, "identity.uncovered": ((window, 0),)})
        response = send(worker, same=known.opaque_id)
        assert response.status_code == 429
        assert 'value="Lena"' in response.content.decode()
        assert Case.unscoped.count() == 1
        account.refresh_from_db()
        assert account.reading_stopped_at is not None

    def test_not_somebody_whose_identity_one_may_not_change(
        self, worker: Client, account_of: Accounts
    ) -> None:
        other = register(account_of(Role.CASEWORKER, email="colleague@example.org"))
        for number in (other.opaque_id, "aaaaaaaaaaaaaaaa", "' OR 1=1"):
            assert send(worker, same=number).status_code == 404
        assert Case.unscoped.count() == 1

    def test_only_among_those_whom_one_may_see(self, worker: Client, account_of: Accounts) -> None:
        register(account_of(Role.CASEWORKER, email="colleague@example.org"))
        assert send(worker).status_code == 302

    def test_whoever_may_not_search_registers_still(
        self, worker: Client, account: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        window = brakes.LIMITS["identity.searched"][0][0]
        monkeypatch.setattr(brakes, "LIMITS", {**brakes.LIMITS, "identity.searched": ((window, 0),)})
        assert send(worker).status_code == 302


def test_the_page_of_cases_leads_here_for_those_who_may(client: Client, account_of: Accounts) -> None:
    for role in Role:
        client.force_login(account_of(role))
        offered = ADDRESS in client.get("/cases/").content.decode()
        assert offered == (role in (Role.CASEWORKER, Role.SUPERVISOR))
