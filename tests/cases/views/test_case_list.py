"""The page that lists cases: filters in the address, parts for htmx, words for what was not understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client, override_settings

from palermo.access.models import Account, Role
from palermo.cases import selectors
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
ADDRESS = "/cases/"


@pytest.fixture
def worker(client: Client, account_of: Callable[..., Account]) -> Client:
    client.force_login(account_of(Role.CASEWORKER))
    return client


@pytest.fixture
def steward(account_of: Callable[..., Account]) -> Client:
    client = Client()
    client.force_login(account_of(Role.DATA_STEWARD))
    return client


def shown(client: Client, query: str = "", **headers: str) -> str:
    return client.get(f"{ADDRESS}?{query}", headers=headers).content.decode()


def listed(page: str) -> list[str]:
    return re.findall(r'class="reference"[^>]*><bdi>([^<]+)</bdi>', page)


class TestRows:
    def test_show_what_the_list_is_for(self, worker: Client) -> None:
        make_case(
            case_ref="UKR-1", sex="female", majority="under_18", nationality="MDA", exploitation_country="RUS",
            registered_on=date(2011, 5, 1), registered_precision="m", status="follow_up",
            facts={"marital_status": "single"}, event={"exploitation_type": ["sexual_exploitation", "forced_labour"]},
        )  # fmt: skip
        page = shown(worker)
        for words in (
            "UKR-1", "Female · Under 18", "Moldova", "Russian Federation", "Sexual exploitation;", "Forced labour",
            "May 2011", "follow-up", "1 case",
        ):  # fmt: skip
            assert words in page, words
        assert "Single" not in page

    def test_missing_answers_are_said(self, worker: Client) -> None:
        make_case()
        assert shown(worker).count("not known") >= 4

    def test_mission_only_for_readers_of_several(self, worker: Client, steward: Client) -> None:
        make_case()
        assert 'data-label="Mission"' not in shown(worker)
        assert 'name="mission"' not in shown(worker)
        assert 'data-label="Mission"' in shown(steward)
        assert 'name="mission"' in shown(steward)

    def test_a_reference_cannot_carry_markup(self, worker: Client) -> None:
        make_case(case_ref="<script>alert(1)</script>")
        page = shown(worker, "reference=<script>")
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


class TestFilters:
    def test_come_from_the_address_and_can_be_taken_off(self, worker: Client) -> None:
        make_case(case_ref="A-1", sex="female", nationality="UKR")
        make_case(case_ref="A-2", sex="male", nationality="UKR")
        page = shown(worker, "sex=female&nationality=UKR&after=")
        assert listed(page) == ["A-1"]
        assert f'href="{ADDRESS}?nationality=UKR"' in page
        assert f'href="{ADDRESS}?sex=female"' in page
        assert re.search(r'<option value="female" selected>', page)

    def test_partial_dates_span_what_they_can_be(self, worker: Client) -> None:
        make_case(case_ref="APRIL", registered_on=date(2011, 4, 30))
        make_case(case_ref="MAY", registered_on=date(2011, 5, 31))
        make_case(case_ref="JUNE", registered_on=date(2011, 6, 1))
        assert listed(shown(worker, "registered_from=2011-05&registered_to=2011-05")) == ["MAY"]
        assert listed(shown(worker, "registered_from=2011-05-31")) == ["JUNE", "MAY"]
        assert len(listed(shown(worker, "registered_from=2011&registered_to=2011"))) == 3

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("registered_from=May", "Write a year, a month or a day"),
            ("registered_to=2011-02-30", "Write a year, a month or a day"),
            ("sex=purple", "Select a valid choice"),
            ("nationality=ZZZ", "Select a valid choice"),
            ("order=chaos", "Select a valid choice"),
            ("reference=" + "x" * 65, "at most 64 characters"),
        ],
    )
    def test_what_is_not_understood_is_said_and_left_out(
        self, worker: Client, query: str, words: str
    ) -> None:
        make_case(case_ref="A-1")
        page = shown(worker, query)
        name = query.partition("=")[0]
        assert words in page
        assert f'id="filter_{name}_problem"' in page
        assert f'aria-describedby="filter_{name}_problem"' in page
        assert listed(page) == ["A-1"]

    def test_searching_a_reference_lists_by_reference(self, worker: Client) -> None:
        make_case(case_ref="UKR-2", registered_on=date(2011, 1, 1))
        make_case(case_ref="UKR-10", registered_on=date(2011, 1, 2))
        assert listed(shown(worker, "reference=ukr-&order=oldest")) == ["UKR-10", "UKR-2"]
        assert listed(shown(worker, "order=oldest")) == ["UKR-2", "UKR-10"]

    def test_a_worker_cannot_filter_by_mission(self, worker: Client) -> None:
        make_case(make_mission("MDA"), case_ref="MDA-1")
        assert listed(shown(worker, "mission=MDA")) == []


class TestPaging:
    def test_further_and_back_keep_the_filters(self, worker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(selectors, "PAGE_SIZE", 2)
        for number in range(5):
            make_case(case_ref=f"A-{number}", sex="female", registered_on=date(2011, 1, 1 + number))
        page = shown(worker, "sex=female")
        assert listed(page) == ["A-4", "A-3"]
        further = re.search(r'rel="next"\s+href="/cases/\?([^"]+)"', page)
        assert further is not None
        assert further[1].startswith("sex=female&amp;after=")
        assert 'rel="prev"' not in page
        second = shown(worker, further[1].replace("&amp;", "&"))
        assert listed(second) == ["A-2", "A-1"]
        back = re.search(r'rel="prev"\s+href="/cases/\?([^"]+)"', second)
        assert back is not None
        assert listed(shown(worker, back[1].replace("&amp;", "&"))) == ["A-4", "A-3"]

    def test_counts_stop(self, worker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(selectors, "COUNT_LIMIT", 2)
        monkeypatch.setattr(selectors, "PAGE_SIZE", 2)
        for _number in range(3):
            make_case()
        assert "2+ cases" in shown(worker)


class TestParts:
    def test_htmx_gets_the_results_alone(self, worker: Client) -> None:
        make_case(case_ref="A-1")
        response = worker.get(ADDRESS, headers={"HX-Request": "true"})
        page = response.content.decode()
        assert listed(page) == ["A-1"]
        assert "<html" not in page
        assert "<form" not in page
        assert "HX-Request" in response["Vary"]


class TestEmptyStates:
    def test_nothing_fits(self, worker: Client) -> None:
        make_case(sex="male")
        page = shown(worker, "sex=female")
        assert "No case fits these filters" in page
        assert "0 cases" in page

    def test_no_case_yet(self, worker: Client) -> None:
        assert "palermo import caseload" in shown(worker)
        with override_settings(PALERMO_MODE="demo"):
            assert "palermo demo" in shown(worker)

    def test_role_without_cases(self, client: Client, account_of: Callable[..., Account]) -> None:
        make_case(case_ref="A-1")
        client.force_login(account_of(Role.ADMINISTRATOR))
        page = shown(client)
        assert "Your role sees no cases" in page
        assert listed(page) == []
