"""The page of an identity: covered until asked, changed without losing what somebody else or oneself typed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import palermo
from palermo.access import brakes
from palermo.access.gate import CaseKey, Part
from palermo.access.models import Account, CaseGrant, GrantKind, Role
from palermo.audit.models import AuditEntry
from palermo.individuals.actions.add_detail import add_detail
from palermo.individuals.selectors import identity_of
from palermo.individuals.values import ContactDetail, IdentityDraft, NameDetail
from tests.cases.factory import make_mission
from tests.cases.identities import draft, register

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db


@pytest.fixture
def account(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def case(account: Account) -> CaseKey:
    return register(account, draft(birth="1990-02", phone="+380 44 123 4567", document="KA 1"))


@pytest.fixture
def worker(client: Client, account: Account) -> Client:
    client.force_login(account)
    return client


def address(case: CaseKey) -> str:
    return f"/cases/{case.opaque_id}/identity/"


def uncovered(client: Client, case: CaseKey) -> str:
    return client.post(address(case), {"uncover": "1"}).content.decode()


def filled_in(page: str) -> dict[str, str]:
    """What a browser would send of the form, without its buttons."""
    form = page[page.index('class="register"') :]
    said = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        if found.get("type") != "checkbox" and "name" in found:
            said[found["name"]] = html.unescape(found.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"\s+selected', options)
        said[name] = chosen[1] if chosen else ""
    return said


class TestCovered:
    def test_a_visit_opens_nothing(self, worker: Client, case: CaseKey) -> None:
        before = AuditEntry.objects.count()
        page = worker.get(address(case)).content.decode()
        assert "The identity is covered" in page
        assert "Олена" not in page
        assert AuditEntry.objects.count() == before

    def test_the_press_shows_everything_and_is_on_record(self, worker: Client, case: CaseKey) -> None:
        page = uncovered(worker, case)
        for words in (
            "Олена Шевченко",
            "+380 44 123 4567",
            "only as described",
            "not after 18:00",
            "February 1990",
            "KA 1",
        ):
            assert words in page, words
        last = AuditEntry.objects.order_by("pk").last()
        assert last is not None
        assert (last.act, last.object_id) == ("identity.uncovered", case.individual_opaque)

    def test_never_is_said_with_a_word_and_a_sign(
        self, worker: Client, account: Account, case: CaseKey
    ) -> None:
        add_detail(actor=account, case=case, detail=ContactDetail(value="+1", safety="never"))
        page = uncovered(worker, case)
        assert "never use" in page
        assert "#hand-stop" in page

    def test_nobody_else_finds_the_page(self, client: Client, account_of: Accounts, case: CaseKey) -> None:
        for caller in (
            account_of(Role.CASEWORKER, email="colleague@example.org"),
            account_of(Role.DATA_STEWARD),
            account_of(Role.ADMINISTRATOR),
            account_of(Role.SUPERVISOR, mission=make_mission("MDA")),
        ):
            client.force_login(caller)
            assert client.get(address(case)).status_code == 404
            assert client.post(address(case), {"uncover": "1"}).status_code == 404
            assert client.post(address(case), {"save": "1"}).status_code == 404

    def test_too_fast_is_said_kindly(
        self, worker: Client, case: CaseKey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        window = brakes.LIMITS["identity.uncovered"][0][0]
        monkeypatch.setattr(brakes, "LIMITS", {**brakes.LIMITS, "identity.uncovered": ((window, 0),)})
        response = worker.post(address(case), {"uncover": "1"})
        assert response.status_code == 429
        page = response.content.decode()
        assert "Covered for now" in page
        assert "Олена" not in page

    def test_a_share_of_the_identity_shows_and_does_not_change(
        self, client: Client, account_of: Accounts, case: CaseKey
    ) -> None:
        there = account_of(Role.CASEWORKER, mission=make_mission("MDA"), email="there@example.org")
        now = timezone.now()
        CaseGrant.objects.create(
            kind=GrantKind.SHARE, case=case.opaque_id, individual=case.individual_opaque,
            mission_id=case.mission_id, to_mission=there.mission, parts=[Part.IDENTITY.value],
            starts_at=now, ends_at=now + timedelta(days=1),
        )  # fmt: skip
        client.force_login(there)
        page = uncovered(client, case)
        assert "Олена Шевченко" in page
        assert "Change or add" not in page
        # Whatever else is sent, it opens at most.
        assert client.post(address(case), {"save": "1", "names-0-text": "X"}).status_code == 200
        assert [name.text for name in identity_of(there, case).names] == ["Олена Шевченко"]


class TestChanging:
    def test_what_is_stored_stands_in_the_form(self, worker: Client, account: Account, case: CaseKey) -> None:
        before = identity_of(account, case)
        said = filled_in(uncovered(worker, case))
        assert said["names-0-text"] == "Олена Шевченко"
        response = worker.post(address(case), said | {"save": "1"})
        assert response["Location"] == address(case)
        after = identity_of(account, case)
        for (name, old), (_name, new) in zip(before.groups(), after.groups(), strict=True):
            assert [(one.opaque_id, one.content()) for one in old] == [
                (one.opaque_id, one.content()) for one in new
            ], name

    def test_rows_are_corrected_added_and_removed(
        self, worker: Client, account: Account, case: CaseKey
    ) -> None:
        said = filled_in(uncovered(worker, case))
        said |= {"names-0-text": "Olena", "contacts-0-remove": "on", "documents-0-number": "", "save": "1"}
        said |= {"addresses-0-place": "Lviv", "family-0-name": "Ivan", "family-0-relation": "child"}
        answer = worker.post(address(case), said)
        assert answer.status_code == 302, re.findall(
            r'class="problem"\s+id="id_.*?</p>', answer.content.decode(), re.S
        )
        view = identity_of(account, case)
        assert [name.text for name in view.names] == ["Olena"]
        assert (view.contacts, view.documents) == ((), ())
        assert (view.addresses[0].place, view.family[0].name) == ("Lviv", "Ivan")

    def test_words_that_the_form_does_not_show_stay(
        self, worker: Client, account: Account, case: CaseKey
    ) -> None:
        add_detail(actor=account, case=case, detail=NameDetail(text="Лена", language="uk"))
        worker.post(address(case), filled_in(uncovered(worker, case)) | {"save": "1"})
        assert {name.language for name in identity_of(account, case).names} == {"", "uk"}

    def test_one_more_row_without_opening_again(self, worker: Client, case: CaseKey) -> None:
        said = filled_in(uncovered(worker, case))
        before = AuditEntry.objects.count()
        page = worker.post(address(case), said | {"names-0-text": "Typed", "more": "names"}).content.decode()
        assert 'value="Typed"' in page
        assert 'name="names-1-text"' in page
        assert AuditEntry.objects.count() == before

    def test_an_error_loses_nothing(self, worker: Client, account: Account, case: CaseKey) -> None:
        said = filled_in(uncovered(worker, case))
        said |= {"births-0-on": "31.12.", "names-0-text": "Typed", "save": "1"}
        response = worker.post(address(case), said)
        assert response.status_code == 422
        assert 'value="Typed"' in response.content.decode()
        assert 'value="31.12."' in response.content.decode()
        assert identity_of(account, case).name == "Олена Шевченко"

    def test_the_second_of_two_sees_that_and_loses_nothing(
        self, worker: Client, account: Account, case: CaseKey
    ) -> None:
        said = filled_in(uncovered(worker, case)) | {"names-0-text": "Typed", "save": "1"}
        add_detail(actor=account, case=case, detail=NameDetail(text="Lena"))
        response = worker.post(address(case), said)
        page = response.content.decode()
        assert response.status_code == 409
        assert "Somebody else changed this identity" in page
        assert 'value="Typed"' in page
        assert len(identity_of(account, case).names) == 2
        assert worker.post(address(case), said | {"overwrite": "1"}).status_code == 302
        assert [name.text for name in identity_of(account, case).names] == ["Typed"]

    def test_overwriting_what_is_gone(self, worker: Client, account: Account, case: CaseKey) -> None:
        first = filled_in(uncovered(worker, case))
        worker.post(address(case), first | {"documents-0-remove": "on", "save": "1"})
        assert identity_of(account, case).documents == ()
        assert worker.post(address(case), first | {"overwrite": "1"}).status_code == 302
        assert [document.number for document in identity_of(account, case).documents] == ["KA 1"]

    @pytest.mark.parametrize("number", ["aaaaaaaaaaaaaaaa", "' OR 1=1", "x" * 50])
    def test_a_number_that_is_nobodys(
        self, worker: Client, account: Account, case: CaseKey, number: str
    ) -> None:
        said = filled_in(uncovered(worker, case)) | {"names-0-opaque_id": number, "save": "1"}
        assert worker.post(address(case), said).status_code in (404, 422)
        assert identity_of(account, case).name == "Олена Шевченко"

    def test_somebody_of_whom_nothing_is_known(self, worker: Client, account: Account) -> None:
        case = register(account, IdentityDraft())
        page = uncovered(worker, case)
        assert "Nothing is recorded yet" in page
        assert (
            worker.post(address(case), filled_in(page) | {"names-0-text": "Now", "save": "1"}).status_code
            == 302
        )
        assert identity_of(account, case).name == "Now"


def test_the_foot_of_the_page_names_the_product_and_not_the_identity(worker: Client, case: CaseKey) -> None:
    page = uncovered(worker, case)
    assert f"Palermo <bdi>{palermo.__version__}</bdi>" in page
