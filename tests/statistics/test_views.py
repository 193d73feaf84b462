"""The pages of the statistics: figures with their tables, questions in the address, files to take along."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.exchange.models import ImportRun
from palermo.statistics import selectors
from palermo.statistics.definitions import load_definitions
from tests.cases.factory import make_case, make_mission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]
PUBLISHED = [table.id for table in load_definitions().tables.values() if table.published]


@pytest.fixture
def reader(client: Client, account_of: Callable[..., Account]) -> Client:
    client.force_login(account_of(Role.FOCAL_POINT))
    return client


@pytest.fixture
def caseload() -> None:
    """Two women and a man in 2011, one woman in 2010."""
    for index, (sex, mission, day) in enumerate(
        [
            ("female", "UKR", date(2011, 2, 3)),
            ("female", "THA", date(2011, 7, 3)),
            ("male", "UKR", date(2011, 7, 4)),
            ("female", "UKR", date(2010, 1, 4)),
        ]
    ):
        make_case(
            make_mission(mission),
            case_ref=f"R-{index}",
            registered_on=day,
            sex=sex,
            facts={"sex": sex, "nationality": ["UKR"]},
            event={"exploitation_type": ["forced_labour"]},
        )


def page(client: Client, **query: str) -> str:
    return client.get(reverse("statistics"), query).content.decode()


def rows(text: str, table: str) -> list[list[str]]:
    """The cells of a table of the page."""
    found = re.search(rf'id="rows-{table}">(.*?)</table>', text, re.DOTALL)
    assert found is not None
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", found[1], re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)]
            for line in lines]  # fmt: skip


def test_nothing_to_count(reader: Client) -> None:
    assert "palermo import caseload" in page(reader)
    assert reader.get(reverse("statistics_table", args=["table08_sex"])).status_code == 404


@pytest.mark.usefixtures("caseload")
class TestPage:
    def test_newest_year_first(self, reader: Client) -> None:
        text = page(reader)
        assert "n = 3" in text
        assert rows(text, "table08_sex")[1:3] == [["Male", "1"], ["Female", "2"]]
        assert "n = 1" in page(reader, year="2010")

    def test_each_figure_stands_with_its_table_and_facts(self, reader: Client) -> None:
        text = page(reader)
        figures = re.findall(r"<figure.*?</figure>", text, re.DOTALL)
        assert len(figures) == len(load_definitions().figures)
        for figure in figures:
            block = re.search(r'data-figure="([^"]+)"', figure)
            assert block is not None
            spec = re.search(rf'id="{block[1]}">(.*?)</script>', figure, re.DOTALL)
            assert spec is not None
            assert json.loads(spec[1])["data"]["values"] is not None
            assert 'role="img"' in figure
            assert "<table" in figure
            assert "n = 3" in figure
            assert "no measure of how many" in figure

    def test_caveats_and_silent_missions(self, reader: Client) -> None:
        make_mission("YEM")
        text = page(reader)
        for caveat in load_definitions().caveats:
            assert caveat in text
        assert "mission did not report" in text

    @pytest.mark.parametrize(
        ("query", "n"),
        [
            ({"start": "2010", "end": "2011"}, 4),
            ({"start": "2011-07", "year": "2010"}, 2),
            ({"mission": "THA"}, 1),
            ({"region": "europe"}, 2),
            ({"sex": "male"}, 1),
            ({"nationality": "UKR", "exploitation_type": "forced_labour"}, 3),
            ({"nationality": "~missing"}, 0),
            ({"measure": "individuals", "scheme": "eight-regions", "perspective": "origin"}, 3),
        ],
    )
    def test_questions_come_from_the_address(self, reader: Client, query: dict[str, str], n: int) -> None:
        if query.get("start") == "2011-07":
            query = query | {"end": "2011-12"}
        text = page(reader, **query)
        assert f"n = {n}\n" in text or f"n = {n} " in text
        if not n:
            assert "Nobody was registered" in text

    @pytest.mark.parametrize("query", [{"start": "May"}, {"start": "2012", "end": "2011"}])
    def test_what_cannot_be_counted_is_said(self, reader: Client, query: dict[str, str]) -> None:
        response = reader.get(reverse("statistics"), query)
        assert response.status_code == 400
        assert "That cannot be counted" in response.content.decode()
        assert reader.get(reverse("statistics_table", args=["table08_sex"]), query).status_code == 404

    def test_stale_figures_say_so_and_can_be_renewed(
        self, reader: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page(reader)
        make_case(case_ref="R-9", registered_on=date(2011, 9, 9), sex="female", facts={"sex": "female"})
        ImportRun.objects.create(
            file_name="a",
            sha256=b"",
            rows=1,
            created=1,
            unchanged=0,
            updated=0,
            individuals_created=1,
            actor_name="a",
        )
        monkeypatch.setattr(selectors, "RENEW_AT_ONCE", 0)
        text = page(reader)
        assert "Cases have come in since this was counted." in text
        assert "n = 3" in text
        address = f"{reverse('statistics')}?year=2011"
        assert reader.post(reverse("statistics_renew"), {"next": address})["Location"] == address
        assert "n = 4" in page(reader)
        assert reader.post(reverse("statistics_renew"), {"next": "https://example.com"})[
            "Location"
        ] == reverse("statistics")


@pytest.mark.usefixtures("caseload")
class TestTables:
    @pytest.mark.parametrize("name", PUBLISHED)
    def test_each_has_a_page(self, reader: Client, name: str) -> None:
        text = reader.get(reverse("statistics_table", args=[name])).content.decode()
        assert "n = 3" in text
        assert len(rows(text, name)) > 1
        assert "Six regions" in text

    def test_keeps_the_question(self, reader: Client) -> None:
        text = reader.get(
            reverse("statistics_table", args=["table08_sex"]), {"mission": "THA", "sex": ""}
        ).content.decode()
        assert rows(text, "table08_sex")[1:][-1] == ["Total", "1"]
        assert "table08_sex.csv?mission=THA" in text
        assert "Mission: THA" in text

    def test_files_say_the_same(self, reader: Client) -> None:
        def file(kind: str) -> bytes:
            response = reader.get(reverse("statistics_file", args=["table08_sex", kind]))
            assert f'filename="table08_sex.{kind}"' in response["Content-Disposition"]
            return response.content

        lines = list(csv.reader(io.StringIO(file("csv").decode("utf-8-sig"))))
        data = json.loads(file("json"))
        sheet = openpyxl.load_workbook(io.BytesIO(file("xlsx"))).worksheets[0]
        assert lines[0] == data["columns"] == ["category", "instances"]
        assert [[row["category"], str(row["instances"])] for row in data["rows"]] == lines[1:]
        assert [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == lines
        assert data["missing"]["total"] == 0

    @pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
    def test_pictures(self, reader: Client, kind: str, start: bytes) -> None:
        response = reader.get(reverse("statistics_picture", args=["figure4_sex", kind]), {"year": "2011"})
        assert response.content.startswith(start)

    @pytest.mark.parametrize("name", ["none", "table99"])
    def test_no_such_table_or_figure(self, reader: Client, name: str) -> None:
        for address in (
            reverse("statistics_table", args=[name]),
            reverse("statistics_file", args=[name, "csv"]),
            reverse("statistics_picture", args=[name, "svg"]),
        ):
            assert reader.get(address).status_code == 404
