"""The focal point's pages: what they show, that they are on record, and what they say of a broken chain."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.audit.recording import audited, record
from palermo.audit.selectors import entries
from palermo.audit.walls import lower_walls
from palermo.cases.models import Case
from tests.audit import intruder
from tests.audit.chains import Chain, chain
from tests.cases.factory import make_case
from tests.cases.views.signing_in import sign_in

__all__ = ["chain"]


@pytest.fixture
def case(db: None, account_of: Callable[..., Account], client: Client) -> Case:
    """A case that a caseworker has opened; the focal point is signed in."""
    made = make_case(case_ref="UKR-7")
    client.force_login(account_of(Role.CASEWORKER))
    assert client.get(reverse("case_page", args=[made.opaque_id])).status_code == 200
    sign_in(client, account_of(Role.FOCAL_POINT))
    return made


def page(client: Client, name: str, *arguments: object, **query: str) -> str:
    response = client.get(reverse(name, args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


class TestList:
    def test_tells_what_happened_newest_first(self, client: Client, case: Case) -> None:
        shown = page(client, "audit")
        assert f"Caseworker read case {case.opaque_id}." in words(shown)
        assert "UKR-7" not in shown
        assert reverse("audit_case", args=[case.opaque_id]) in shown

    def test_its_own_reading_is_on_record(self, client: Client, case: Case) -> None:
        page(client, "audit", act="case.read")
        assert entries().entries[0].act == "audit.read"
        assert "Focal_Point read the audit." in words(page(client, "audit"))

    @pytest.mark.parametrize(
        ("query", "fits"),
        [
            ({"act": "case.read"}, True),
            ({"act": "case.listed"}, False),
            ({"mission": "UKR"}, True),
            ({"since": "2020", "until": "2099"}, True),
            ({"until": "2020"}, False),
            ({"actor": "system:command line"}, False),
            ({"object_id": "zzzz"}, False),
        ],
    )
    def test_filters(self, client: Client, case: Case, query: dict[str, str], fits: bool) -> None:
        shown = page(client, "audit", **query)
        assert (f"read case {case.opaque_id}" in words(shown)) is fits
        assert 'class="chips"' in shown

    def test_what_is_no_filter_is_said_and_left_out(self, client: Client, case: Case) -> None:
        shown = page(client, "audit", object_id="Anna Kovalenko", since="soon")
        assert "the audit knows no names" in shown
        assert "Write a year, a month or a day" in shown
        assert case.opaque_id in shown

    def test_a_part_for_htmx(self, client: Client, case: Case) -> None:
        response = client.get(reverse("audit"), headers={"HX-Request": "true"})
        assert b"<html" not in response.content
        assert "HX-Request" in response["Vary"]

    @pytest.mark.parametrize("place", ["x", "-1", "9" * 30, "0"])
    def test_any_place_can_be_asked_for(self, client: Client, case: Case, place: str) -> None:
        page(client, "audit", after=place)


class TestHistories:
    def test_case(self, client: Client, case: Case) -> None:
        shown = words(page(client, "audit_case", case.opaque_id))
        assert f"Caseworker read case {case.opaque_id}." in shown

    def test_identity_opened_from_anywhere_belongs_to_it(self, client: Client, case: Case) -> None:
        with audited():
            record(
                "identity.uncovered",
                actor="account:999999",
                object_kind="individual",
                object_id=case.individual.opaque_id,
            )
        assert "uncovered the identity" in page(client, "audit_case", case.opaque_id)

    def test_sheet_for_the_person_names_nobody_and_leads_nowhere(self, client: Client, case: Case) -> None:
        shown = page(client, "audit_case", case.opaque_id, **{"for": "person"})
        assert re.search(r"A person of \w+ \(caseworker\) read case", words(shown))
        assert "Caseworker" not in shown
        assert "/audit/entry/" not in shown

    def test_account(self, client: Client, case: Case) -> None:
        worker = Account.objects.get(role=Role.CASEWORKER)
        assert f"read case {case.opaque_id}" in words(page(client, "audit_account", worker.pk))

    def test_entry(self, client: Client, case: Case) -> None:
        number = next(entry.sequence for entry in entries().entries if entry.act == "case.read")
        shown = page(client, "audit_entry", number)
        assert "is as it was recorded" in shown
        assert len(re.findall(r"\b[0-9a-f]{64}\b", shown)) == 2

    def test_an_entry_that_somebody_changed_says_so(self, client: Client, case: Case) -> None:
        number = next(entry.sequence for entry in entries().entries if entry.act == "case.read")
        lower_walls(connection)
        intruder.change(number, "object_id", "/../x")
        shown = page(client, "audit_entry", number)
        assert "is not as it was recorded" in shown
        page(client, "audit")


class TestExport:
    def test_table(self, client: Client, case: Case) -> None:
        response = client.post(reverse("audit_export"), {"kind": "table", "act": "case.read"})
        text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert response["Content-Disposition"].startswith('attachment; filename="audit-')
        assert text.splitlines()[0].startswith("number,when,who,act")
        assert len(text.splitlines()) == 2
        assert case.opaque_id in text
        assert "Caseworker" not in text
        assert entries().entries[0].act == "audit.exported"

    def test_nothing_to_export_is_said(self, client: Client, case: Case) -> None:
        response = client.post(reverse("audit_export"), {"kind": "table", "act": "mission.frozen"})
        assert response.status_code == 400
        assert b"There is no entry to export." in response.content

    def test_a_link_cannot_take_it(self, client: Client, case: Case) -> None:
        assert client.get(reverse("audit_export")).status_code == 405


class TestChain:
    def test_whole(self, client: Client, chain: Chain, account_of: Callable[..., Account]) -> None:
        chain.act(3)
        client.force_login(account_of(Role.FOCAL_POINT))
        shown = client.post(reverse("audit_chain")).content.decode()
        assert "whole, from the first entry to the last" in shown
        assert "Entries 1 to 3 hold" in words(shown)
        assert f"3:{intruder.head()[1].hex()}" in shown

    def test_sealed_file(self, client: Client, chain: Chain, account_of: Callable[..., Account]) -> None:
        chain.act(3)
        sign_in(client, account_of(Role.FOCAL_POINT))
        response = client.post(reverse("audit_export"), {"kind": "lines"})
        assert len(b"".join(response.streaming_content).splitlines()) == 6  # type: ignore[attr-defined]

    def test_broken_is_said_though_nothing_else_works(
        self, client: Client, chain: Chain, account_of: Callable[..., Account]
    ) -> None:
        chain.act(5)
        client.force_login(account_of(Role.FOCAL_POINT))
        lower_walls(connection)
        intruder.run("UPDATE audit_audithead SET sequence = 4")
        shown = client.post(reverse("audit_chain")).content.decode()
        assert 'role="alert"' in shown
        assert "The head of the chain does not fit" in shown
        assert "Keep a copy" in shown
        # Nothing can be put on record, so nothing is shown.
        refused = client.get(reverse("audit"))
        assert refused.status_code == 503
        assert b"audit_chain_broken" in refused.content

    def test_nothing_yet(self, client: Client, chain: Chain, account_of: Callable[..., Account]) -> None:
        client.force_login(account_of(Role.FOCAL_POINT))
        assert client.get(reverse("audit_chain")).status_code == 200
