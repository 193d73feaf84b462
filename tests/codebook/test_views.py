"""The codebook's pages: searching, looking up, taking along."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.codebook import load_codebook
from palermo.codebook.views import DOWNLOADS

pytestmark = pytest.mark.django_db
BOOK = load_codebook()


@pytest.fixture
def reader(client: Client, account_of: Callable[..., Account]) -> Client:
    client.force_login(account_of(Role.PARTNER_OFFICER))
    return client


class TestVariables:
    def test_chapters_first(self, reader: Client) -> None:
        page = reader.get(reverse("codebook")).content.decode()
        for section in BOOK.sections:
            assert f"?section={section}" in page
        assert reverse("codebook_variable", args=["age"]) not in page

    def test_search_shows_variables_by_chapter(self, reader: Client) -> None:
        page = reader.get(reverse("codebook"), {"q": "marital"}).content.decode()
        assert reverse("codebook_variable", args=["marital_status"]) in page
        assert reverse("codebook_variable", args=["labour_sector"]) not in page
        assert 'value="marital"' in page

    def test_htmx_gets_the_results_alone(self, reader: Client) -> None:
        response = reader.get(reverse("codebook"), {"q": "marital"}, headers={"HX-Request": "true"})
        assert b"<html" not in response.content
        assert b"1 variable found" in response.content

    def test_nothing_fits(self, reader: Client) -> None:
        assert b"Nothing in the codebook fits" in reader.get(reverse("codebook"), {"q": "qwertz"}).content

    def test_filter_that_does_not_exist_is_left_out(self, reader: Client) -> None:
        page = reader.get(reverse("codebook"), {"unit": "planet"}).content.decode()
        assert f"?section={next(iter(BOOK.sections))}" in page

    @pytest.mark.parametrize("name", BOOK.variables)
    def test_each_has_a_page(self, reader: Client, name: str) -> None:
        variable = BOOK.variables[name]
        page = reader.get(reverse("codebook_variable", args=[name])).content.decode()
        assert f'<code dir="ltr">{name}</code>' in page
        for mapped in (*variable.htcds, *variable.ctdc_2017, *variable.ctdc_2024):
            assert mapped in page
        if variable.list:
            assert reverse("codebook_list", args=[variable.list]) in page


class TestLists:
    def test_all_are_offered(self, reader: Client) -> None:
        page = reader.get(reverse("codebook_lists")).content.decode()
        for name in BOOK.lists:
            assert reverse("codebook_list", args=[name]) in page

    @pytest.mark.parametrize("name", ["exploitation_type", "means_of_control", "sex"])
    def test_codes_with_their_meanings(self, reader: Client, name: str) -> None:
        page = reader.get(reverse("codebook_list", args=[name])).content.decode()
        for code in BOOK.lists[name]:
            assert f'<code dir="ltr">{code.code}</code>' in page
        assert "Used by" in page


class TestCountries:
    @pytest.mark.parametrize("code", ["UKR", "SCG", "X-MIDDLE-EAST", "NAM", "XXA", "ATA"])
    def test_names_and_regions(self, reader: Client, code: str) -> None:
        country = BOOK.countries.get(code)
        assert country is not None
        page = reader.get(reverse("codebook_country", args=[code])).content.decode()
        assert country.names["ar"] in page
        for scheme in BOOK.schemes.values():
            assert (scheme.label in page) is (code in scheme.assignments)
        for successor in country.successors:
            assert reverse("codebook_country", args=[successor]) in page

    def test_search_part(self, reader: Client) -> None:
        answer = reader.get(reverse("codebook_countries"), {"q": "Украина"}, headers={"HX-Request": "true"})
        assert re.findall(r'<code dir="ltr">(\w+)</code>', answer.content.decode()) == ["UKR"]


class TestTakingAlong:
    @pytest.mark.parametrize("what", DOWNLOADS)
    def test_csv_and_json_say_the_same(self, reader: Client, what: str) -> None:
        table = reader.get(reverse("codebook_download", args=[what, "csv"]))
        assert table["Content-Type"] == "text/csv; charset=utf-8"
        assert f"palermo-codebook-{what}.csv" in table["Content-Disposition"]
        lines = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
        rows = json.loads(reader.get(reverse("codebook_download", args=[what, "json"])).content)[what]
        assert len(lines) == len(rows) > 0
        assert [list(row) for row in rows] == [list(line) for line in lines]
        assert [
            {key: "" if value is None else str(value) for key, value in row.items()} for row in rows
        ] == lines
