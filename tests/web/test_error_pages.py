"""One error, shown as a page, as JSON and on the command line; nothing of what was asked in the log."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.access.scoped import UnscopedQuery
from palermo.audit.errors import ChainBroken
from palermo.commands import main as command_line
from palermo.commands import say_error
from palermo.config.log_lines import LineFormatter, RouteFilter
from palermo.config.urls import handler400, handler403, handler404, handler500
from palermo.config.urls import urlpatterns as addresses
from palermo.errors import NotFoundOrNotAllowed
from palermo.vault.errors import NoKey
from palermo.web import error_pages

__all__ = ["handler400", "handler403", "handler404", "handler500"]

SECRET = "Anna-Kovalenko"
RAISED: dict[str, Callable[[], Exception]] = {
    "hidden": lambda: NotFoundOrNotAllowed(f"{SECRET} is in another mission"),
    "erased": lambda: NoKey("There is no key."),
    "refused": lambda: NotAcceptedError("The role must be one of: a, b.", field="role"),
    "anonymous": NotSignedIn,
    "broken": lambda: ChainBroken(f"/home/{SECRET}/keys is gone"),
    "mistake": lambda: UnscopedQuery("Case: use for_actor(actor)"),
    "unforeseen": lambda: RuntimeError(f"Key (name)=({SECRET}) already exists"),
    "locked": lambda: OperationalError("database is locked"),
    "denied": PermissionDenied,
    "suspicious": lambda: SuspiciousOperation(SECRET),
}


def fail(request: HttpRequest, kind: str, what: str = "") -> HttpResponse:
    person = {"name": what}
    raise RAISED[kind]() from ValueError(person)


urlpatterns = [
    *addresses,
    path("fail/<str:kind>/", fail),
    path("fail/<str:kind>/<str:what>/", fail),
    path("api/fail/<str:kind>/", fail),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.test_error_pages")]
JSON = {"accept": "application/json"}


@pytest.fixture
def worker(client: Client, account_of: Callable[..., Account]) -> Client:
    client.raise_request_exception = False
    client.force_login(account_of(Role.CASEWORKER))
    return client


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """What the handlers of the settings would write, as text."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept()
    handler.setFormatter(LineFormatter())
    handler.addFilter(RouteFilter())
    logging.getLogger().addHandler(handler)
    yield lambda: "\n".join(lines)
    logging.getLogger().removeHandler(handler)


def without_tokens(page: bytes) -> list[str]:
    return [line for line in page.decode().splitlines() if "csrfmiddlewaretoken" not in line]


class TestHiddenIsMissing:
    @pytest.mark.parametrize("kind", ["hidden", "erased"])
    def test_page_is_the_one_that_is_not_found_byte_for_byte(self, worker: Client, kind: str) -> None:
        hidden, missing = worker.get(f"/fail/{kind}/"), worker.get("/no-such-address/")
        assert [hidden.status_code, missing.status_code] == [404, 404]
        assert without_tokens(hidden.content) == without_tokens(missing.content)
        assert hidden.headers.keys() == missing.headers.keys()

    @pytest.mark.parametrize("kind", ["hidden", "erased"])
    def test_programs_get_one_answer_too(self, worker: Client, kind: str) -> None:
        hidden, missing = worker.get(f"/fail/{kind}/", headers=JSON), worker.get("/nothing/", headers=JSON)
        assert hidden.content == missing.content
        assert hidden.json() == NotFoundOrNotAllowed().as_dict()
        assert hidden.status_code == missing.status_code == 404


class TestWhatSomebodyCanActOn:
    def test_page_says_what_and_its_code(self, worker: Client) -> None:
        response = worker.get("/fail/refused/")
        page = response.content.decode()
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "The role must be one of: a, b." in page
        assert "not_accepted" in page
        assert 'role="alert"' in page

    @pytest.mark.parametrize(("address", "headers"), [("/fail/refused/", JSON), ("/api/fail/refused/", {})])
    def test_programs_get_code_message_details(
        self, worker: Client, address: str, headers: dict[str, str]
    ) -> None:
        response = worker.get(address, headers=headers)
        assert response.status_code == 422
        assert response.json() == {
            "code": "not_accepted",
            "message": "The role must be one of: a, b.",
            "details": {"field": "role"},
        }

    def test_who_is_not_signed_in_is_sent_to_the_door(self, worker: Client) -> None:
        response = worker.get("/fail/anonymous/")
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('account_login')}?next=/fail/anonymous/"
        assert worker.get("/fail/anonymous/", headers=JSON).status_code == 401

    def test_a_browser_is_not_taken_for_a_program(self, worker: Client) -> None:
        for accepted in ("*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"):
            response = worker.get("/fail/refused/", headers={"accept": accepted})
            assert response["Content-Type"].startswith("text/html")


class TestOurOwnFaults:
    @pytest.mark.parametrize("kind", ["unforeseen", "mistake"])
    def test_page_has_an_incident_that_the_log_knows(
        self, worker: Client, log: Callable[[], str], kind: str
    ) -> None:
        response = worker.get(f"/fail/{kind}/{SECRET}/?name={SECRET}")
        page = response.content.decode()
        assert response.status_code == 500
        assert "It was not your doing" in page
        incident = re.search(r"\b[A-Z2-7]{4}-[A-Z2-7]{4}\b", page)
        assert incident is not None
        assert f"Incident {incident[0]}: GET /fail/<str:kind>/<str:what>/" in log()
        assert "test_error_pages.py" in log()
        assert SECRET not in page
        assert SECRET not in log()

    def test_a_broken_installation_says_so_without_naming_its_files(
        self, worker: Client, log: Callable[[], str]
    ) -> None:
        response = worker.post("/fail/broken/", {"name": SECRET})
        page = response.content.decode()
        assert response.status_code == 503
        assert "broken at its end" in page
        assert "audit_chain_broken" in page
        assert SECRET not in page
        assert "audit_chain_broken: " in log()
        assert SECRET not in log()

    def test_who_waits_for_a_large_import_is_told_so(self, worker: Client) -> None:
        response = worker.get("/fail/locked/")
        assert response.status_code == 503
        assert b"try again in a minute" in response.content

    @pytest.mark.parametrize(("kind", "code"), [("broken", "audit_chain_broken"), ("unforeseen", "internal")])
    def test_programs_get_the_incident(self, worker: Client, kind: str, code: str) -> None:
        answer = worker.get(f"/api/fail/{kind}/").json()
        assert answer["code"] == code
        assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}", answer["details"]["incident"])
        assert SECRET not in json.dumps(answer)

    def test_still_answers_when_pages_cannot_be_drawn(
        self, worker: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_args: object, **_kwargs: object) -> HttpResponse:
            raise RuntimeError(SECRET)

        monkeypatch.setattr(error_pages, "render", broken)
        response = worker.get("/fail/broken/")
        assert response.status_code == 500
        assert b"It was not your doing" in response.content

    def test_debug_pages_stay_away_even_from_a_developer(self, worker: Client) -> None:
        with override_settings(DEBUG=True):
            page = worker.get(f"/fail/unforeseen/{SECRET}/").content.decode()
        assert "Traceback" not in page
        assert SECRET not in page
        assert settings.DEBUG is False

    def test_outside_views_too(self, client: Client, log: Callable[[], str]) -> None:
        response = error_pages.server_error(RequestFactory().get(f"/{SECRET}/"))
        assert response.status_code == 500
        assert "Incident" in log()
        assert SECRET not in log()


class TestDjangosOwn:
    @pytest.mark.parametrize(("kind", "status"), [("denied", 403), ("suspicious", 400)])
    def test_have_our_pages(self, worker: Client, log: Callable[[], str], kind: str, status: int) -> None:
        page = worker.get(f"/fail/{kind}/{SECRET}/")
        assert page.status_code == status
        assert SECRET not in page.content.decode()
        assert worker.get(f"/fail/{kind}/{SECRET}/", headers=JSON).json()["details"] == {}

    def test_a_mistyped_address_is_not_written_down(self, worker: Client, log: Callable[[], str]) -> None:
        worker.get(f"/people/{SECRET}/?name={SECRET}")
        assert "Not Found" in log()
        assert SECRET not in log()


class TestLog:
    def test_an_exception_is_a_place_and_no_value(self, log: Callable[[], str]) -> None:
        person = SECRET
        try:
            raise ValueError(person)
        except ValueError:
            logging.getLogger("anything").exception("It failed")
        assert "ValueError at test_error_pages.py" in log()
        assert SECRET not in log()

    def test_the_settings_use_it_everywhere_and_mail_nothing(self) -> None:
        assert {h["formatter"] for h in settings.LOGGING["handlers"].values()} == {"line"}
        assert all("route" in h["filters"] for h in settings.LOGGING["handlers"].values())
        assert settings.LOGGING["loggers"]["django"]["handlers"] == []
        assert not any(type(h).__name__ == "AdminEmailHandler" for h in logging.getLogger("django").handlers)


class TestCommandLine:
    @pytest.fixture
    def refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(**_options: object) -> None:
            raise NotAcceptedError("The role must be one of: a, b.", field="role")

        monkeypatch.setattr("palermo.commands.cli.main", refuse)

    @pytest.mark.usefixtures("refused")
    def test_a_sentence_and_status_two(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("PALERMO_ERRORS", raising=False)
        with pytest.raises(SystemExit) as stopped:
            command_line()
        assert stopped.value.code == 2
        assert capsys.readouterr().err == "palermo: The role must be one of: a, b.\n"

    @pytest.mark.usefixtures("refused")
    def test_or_the_object_for_programs(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PALERMO_ERRORS", "json")
        with pytest.raises(SystemExit) as stopped:
            command_line()
        assert stopped.value.code == 2
        assert json.loads(capsys.readouterr().err)["code"] == "not_accepted"

    def test_details_need_no_form_of_their_own(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PALERMO_ERRORS", "json")
        error = NotAcceptedError("No.", field=Path("a"))  # type: ignore[arg-type]
        say_error(error)
        assert json.loads(capsys.readouterr().err)["details"] == {"field": "a"}
