"""What every answer carries, whoever asks and whatever the answer is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from tests.security.addresses import all_addresses
from tests.security.conftest import HOST

pytestmark = pytest.mark.usefixtures("clean_extracts")
YEAR = 365 * 24 * 60 * 60


#: The same for everybody and without a word of anybody's: kept, so that interviews can be filled in without a network.
KEPT = {"/fill/", "/fill/sw.js", "/fill/manifest.webmanifest"}
#: A form may ask for a photo, or for where one is; nothing else may.
MAY_USE = {"/fill/": ("camera", "geolocation")}


def check(response: HttpResponse, path: str, *, is_static: bool = False) -> None:
    policy = {
        part.split(" ")[0]: part.split(" ")[1:] for part in response["Content-Security-Policy"].split("; ")
    }
    assert policy["default-src"] == ["'self'"], path
    assert policy["script-src"][0] == "'self'", path
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"} & set(policy["script-src"]), path
    for name in ("object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == ["'none'"], (path, name)
    assert policy["form-action"] == ["'self'"], path
    assert not [word for words in policy.values() for word in words if "://" in word or word == "*"], path
    assert response["X-Content-Type-Options"] == "nosniff", path
    assert response["Referrer-Policy"] == "same-origin", path
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert response["Cross-Origin-Resource-Policy"] == "same-origin", path
    for tool in ("camera", "microphone", "geolocation"):
        allowed = "(self)" if tool in MAY_USE.get(path, ()) and response.status_code == 200 else "()"
        assert f"{tool}={allowed}" in response["Permissions-Policy"], path
    assert "Access-Control-Allow-Origin" not in response or is_static, path
    assert "Server" not in response, path
    assert "X-Powered-By" not in response, path
    if not is_static:
        kept = "no-cache" if path in KEPT and response.status_code == 200 else "no-store"
        assert kept in response["Cache-Control"], path
        assert response["X-Frame-Options"] == "DENY", path


def check_kind(response: HttpResponse, path: str) -> None:
    """The kind of content is named, with its character set where it is text."""
    if response.content:
        kind = response["Content-Type"]
        assert "/" in kind, path
        if kind.startswith("text/"):
            assert "charset=utf-8" in kind.lower(), path


@pytest.mark.parametrize("who", [None, Role.DATA_STEWARD, Role.ADMINISTRATOR])
def test_every_page(client: Client, account_of: Callable[..., Account], who: str | None) -> None:
    client.raise_request_exception = False
    account = account_of(who) if who else None
    for _name, path in all_addresses():
        for ask in (client.get, client.post):
            if account is not None:
                client.force_login(account)
            response = ask(path)
            check(response, path)
            check_kind(response, path)


@pytest.mark.parametrize(
    ("path", "status"), [("/no-such-page/", 404), ("/cases", 301), ("/codebook/lists/none/", 302)]
)
def test_refusals_and_redirects(outside: Client, path: str, status: int) -> None:
    response = outside.get(path)
    assert response.status_code == status
    check(response, path)


def test_a_foreign_host_and_a_forged_form(in_production: None) -> None:
    client = Client(headers={"x-forwarded-proto": "https"}, enforce_csrf_checks=True)
    for response, status in (
        (client.get(reverse("away"), headers={"host": "attacker.example"}), 400),
        (client.post(reverse("leave"), headers={"host": HOST}), 403),
    ):
        assert response.status_code == status
        check(response, str(status))


def test_style_sheets_and_scripts(client: Client) -> None:
    for path in ("/static/palermo/palermo.css", "/static/palermo/shell.js", "/static/palermo/favicon.svg"):
        response = client.get(path)
        assert response.status_code == 200
        check(response, path, is_static=True)


def test_strict_transport_is_asked_for_a_year_and_below(outside: Client) -> None:
    for path in (reverse("away"), "/no-such-page/"):
        asked = outside.get(path)["Strict-Transport-Security"]
        assert asked == f"max-age={YEAR}; includeSubDomains"


def test_without_tls_a_page_is_only_redirected(in_production: None) -> None:
    response = Client(headers={"host": HOST}).get(reverse("account_login"))
    assert response.status_code == 301
    assert response["Location"] == f"https://{HOST}{reverse('account_login')}"
    assert response.content == b""
    assert not response.cookies


def test_a_program_without_tls_is_refused_and_not_sent_on(in_production: None) -> None:
    for path in ("/api/v1/cases", "/api/v1/no-such-operation"):
        response = Client(headers={"host": HOST}).get(path)
        assert response.status_code == 400
        assert response["Content-Type"] == "application/json"
        assert "Location" not in response
        check(response, path)


def test_other_origins_get_no_leave_to_read(client: Client) -> None:
    response = client.get(reverse("account_login"), headers={"origin": "https://attacker.example"})
    assert "Access-Control-Allow-Origin" not in response
    asked = client.options(
        reverse("case_list"),
        headers={"origin": "https://attacker.example", "access-control-request-method": "POST"},
    )
    assert not [name for name in asked.headers if name.lower().startswith("access-control-")]
