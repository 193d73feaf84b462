"""Requests that no page of ours would send: foreign hosts, other methods, far too much, addresses that lead away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palermo.access.models import Account, Role
from tests.security.addresses import all_addresses
from tests.security.conftest import HOST

pytestmark = pytest.mark.usefixtures("clean_extracts")
ELSEWHERE = [
    "https://attacker.example/",
    "//attacker.example",
    "/\\attacker.example",
    "///attacker.example",
    "https:attacker.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://attacker.example",
    f"https://{HOST}@attacker.example/",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nothing_leads_elsewhere(outside: Client, account_of: Callable[..., Account], elsewhere: str) -> None:
    account = account_of(Role.DATA_STEWARD)
    for name, form in (
        ("choose_theme", {"theme": "dark"}),
        ("choose_language", {"language": "fr"}),
        ("account_login", {"login": account.email, "password": "a long enough password"}),
        ("statistics_renew", {}),
        ("account_logout", {}),
    ):
        if name == "statistics_renew":
            outside.force_login(account)
        response = outside.post(reverse(name), form | {"next": elsewhere})
        target = response.headers.get("Location", "/")
        assert target.startswith("/"), (name, target)
        assert not target.startswith(("//", "/\\")), (name, target)
        assert "attacker" not in target.split("?")[0], (name, target)


@pytest.mark.parametrize(
    "host", ["attacker.example", f"{HOST}.attacker.example", f"attacker.example:443@{HOST}", ""]
)
def test_a_foreign_host_is_refused(in_production: None, host: str) -> None:
    client = Client(headers={"x-forwarded-proto": "https"})
    response = client.get(reverse("account_login"), headers={"host": host})
    assert response.status_code == 400
    assert b"attacker" not in response.content


def test_a_forwarded_host_is_not_believed(outside: Client) -> None:
    response = outside.get(reverse("home"), headers={"x-forwarded-host": "attacker.example"})
    assert response.status_code == 302
    assert "attacker" not in response["Location"]
    assert settings.USE_X_FORWARDED_HOST is False
    assert settings.USE_X_FORWARDED_PORT is False


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_do_nothing(client: Client, account_of: Callable[..., Account], method: str) -> None:
    """Whoever sends one gets a refusal, or the very page that a reader gets, and nothing is echoed."""
    client.raise_request_exception = False
    client.force_login(account_of(Role.DATA_STEWARD))
    for name, path in all_addresses():
        response = client.generic(method, path, headers={"x-canary": "canary-of-a-header"})
        assert response.status_code in {302, 400, 401, 403, 404, 405, 422}, (
            name,
            method,
            response.status_code,
        )
        assert b"canary-of-a-header" not in response.content


#: Tables that reading may write to: who was here, that it was read, what was counted.
KEPT_WHILE_READING = re.compile(
    r"django_session|audit_|django_cache|usersessions_usersession|statistics_|auth_permission|content_type"
)


def test_reading_changes_nothing(client: Client, account_of: Callable[..., Account]) -> None:
    """Whatever is asked for with GET, no table of the work is written to, and no preference is set."""
    account = account_of(Role.DATA_STEWARD)
    for name, path in all_addresses():
        client.force_login(account)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        written = [
            query["sql"]
            for query in captured.captured_queries
            if re.match(r"\s*(INSERT|UPDATE|DELETE|DROP|ALTER|TRUNCATE)", query["sql"], re.IGNORECASE)
            and not KEPT_WHILE_READING.search(query["sql"])
        ]
        assert written == [], name
        assert not set(response.cookies) - {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME}, name


#: The first opens a locked session: it needs a credential and a sealed ticket of its own account instead of the token.
#: A report of what a policy refused changes a count. The others take nothing but the secret of a device, which no
#: browser sends by itself.
WITHOUT_TOKEN = {
    "unlock", "policy_report", "openrosa_submission", "openrosa_token_submission", "fill_outbox", "fill_wiped",
}  # fmt: skip


def test_every_form_needs_its_token(account_of: Callable[..., Account]) -> None:
    client, account = Client(enforce_csrf_checks=True), account_of(Role.DATA_STEWARD)
    for name, path in all_addresses():
        client.force_login(account)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            status = client.generic(method, path).status_code
            assert status in {403, 404, 405} or name in WITHOUT_TOKEN, (name, method, status)
    client.force_login(account)
    assert client.get(reverse("home")).status_code == 200


def test_too_much_is_refused_before_it_is_read(outside: Client) -> None:
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 5 * 1024**2
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE <= 5 * 1024**2
    large = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    many = {f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    for form in ({"login": large}, many):
        response = outside.post(reverse("account_login"), form)
        assert response.status_code == 400
        assert b"could not be understood" in response.content


def test_many_files_are_refused(outside: Client) -> None:
    count = settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1
    assert count <= 101
    files = {f"file{number}": SimpleUploadedFile("a.txt", b"a") for number in range(count)}
    assert outside.post(reverse("account_login"), files).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5cpalermo.sqlite3",
        "/static/",
        "/static/palermo/",
        "/.git/config",
        "/.env",
        "/keys/master_key",
        "/database/palermo.sqlite3",
        "/logs/palermo.log",
        "/cases/../static/",
        "/codebook/download/..%2f..%2fvariables.csv",
        "/statistics/tables/%2e%2e%2fetc.csv",
        "/admin/",
        "/__debug__/",
        "/server-status",
    ],
)
def test_no_path_leads_to_a_file_or_a_listing(
    client: Client, account_of: Callable[..., Account], path: str
) -> None:
    client.force_login(account_of(Role.ADMINISTRATOR))
    response = client.get(path)
    assert response.status_code == 404
    assert b"root:" not in response.content


def test_the_same_parameter_twice_is_one(client: Client, account_of: Callable[..., Account]) -> None:
    """The last one counts, for what is listed and for what the page says is listed."""
    client.force_login(account_of(Role.DATA_STEWARD))
    page = client.get(f"{reverse('case_list')}?sex=male&sex=female", headers={"hx-request": "true"})
    assert "sex=male" not in page.content.decode()


@pytest.mark.parametrize(
    "path", ["/cases/?before=%00", "/codebook/?q=a%00b", "/cases/%00/", "/api/v1/cases?after=%00"]
)
def test_an_address_with_a_nul_is_refused(
    client: Client, account_of: Callable[..., Account], path: str
) -> None:
    client.force_login(account_of(Role.DATA_STEWARD))
    assert client.get(path).status_code == 400


def test_an_error_tells_nothing_of_the_inside(outside: Client) -> None:
    for path in ("/no-such-page/", "/cases/aaaaaaaaaaaaaaaa/", "/codebook/variables/none/"):
        page = outside.get(path).content.decode()
        for word in ("Traceback", "Django", "site-packages", "SELECT ", "palermo.config", "DEBUG"):
            assert word not in page, (path, word)
