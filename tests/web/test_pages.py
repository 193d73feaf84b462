"""The shell's own pages: what each role finds on the first page, leaving, theme, errors, the page of components."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from unittest.mock import patch

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse
from django.utils import timezone, translation

from palermo.access.models import Account, Role
from palermo.exchange.models import ImportRun
from palermo.web.navigation import entries_for
from tests.cases.factory import make_case, make_mission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]


def open_as(client: Client, account: Account, name: str = "home", **query: str) -> str:
    client.force_login(account)
    return client.get(reverse(name), query).content.decode()


class TestFirstPage:
    def test_caseworker_sees_own_cases_and_what_is_missing(
        self, client: Client, account_of: Callable[..., Account]
    ) -> None:
        make_case(
            case_ref="UKR-7", sex="", nationality="UKR", majority="under_18", exploitation_country="RUS"
        )
        make_case(make_mission("MDA"), case_ref="MDA-7")
        page = open_as(client, account_of(Role.CASEWORKER))
        assert "UKR-7" in page
        assert "MDA-7" not in page
        assert f"{reverse('case_list')}?sex=-" in page
        assert "?nationality=-" not in page

    def test_statuses_are_told_apart_only_where_they_differ(
        self, client: Client, account_of: Callable[..., Account]
    ) -> None:
        make_case(status="active")
        account = account_of(Role.SUPERVISOR)
        assert "?status=active" not in open_as(client, account)
        make_case(status="closed")
        page = open_as(client, account)
        assert "?status=active" in page
        assert "?status=closed" in page

    def test_empty_instance_says_what_to_do(self, client: Client, account_of: Callable[..., Account]) -> None:
        assert "palermo import caseload" in open_as(client, account_of(Role.CASEWORKER))
        with override_settings(PALERMO_MODE="demo"):
            assert "palermo demo" in open_as(client, account_of(Role.DATA_STEWARD))

    @pytest.mark.parametrize(
        ("role", "words"),
        [
            (Role.ADMINISTRATOR, "you see no cases"),
            (Role.PARTNER_OFFICER, "No referral has been shared with you"),
            (Role.FOCAL_POINT, "sees figures, not cases"),
        ],
    )
    def test_roles_without_cases_are_told_so(
        self, client: Client, account_of: Callable[..., Account], role: Role, words: str
    ) -> None:
        make_case(case_ref="UKR-7")
        page = open_as(client, account_of(role))
        assert words in page
        assert "UKR-7" not in page

    def test_arrivals_are_for_those_who_answer_for_the_data(
        self, client: Client, account_of: Callable[..., Account]
    ) -> None:
        ImportRun.objects.create(
            file_name="Anna Kovalenko.csv",
            sha256=b"",
            rows=9,
            created=8,
            unchanged=0,
            updated=1,
            individuals_created=8,
            actor_name="command line",
        )
        for role, sees in ((Role.DATA_STEWARD, True), (Role.ADMINISTRATOR, True), (Role.CASEWORKER, False)):
            page = open_as(client, account_of(role))
            assert ("9 rows: 8 new, 1 corrected" in page) is sees
            assert "Kovalenko" not in page

    @pytest.mark.parametrize(
        ("hour", "words"), [(3, "evening"), (8, "morning"), (12, "afternoon"), (18, "evening")]
    )
    def test_greeting(
        self, client: Client, account_of: Callable[..., Account], hour: int, words: str
    ) -> None:
        moment = datetime(2026, 3, 4, hour, tzinfo=timezone.get_current_timezone())
        with patch("palermo.web.views.home.timezone.localtime", return_value=moment):
            assert f"Good {words}" in open_as(client, account_of(Role.ANALYST))


class TestNavigation:
    @pytest.mark.parametrize(
        ("role", "offered"),
        [
            (
                Role.CASEWORKER,
                [
                    "home",
                    "case_list",
                    "interview_list",
                    "fill",
                    "shared",
                    "people_search",
                    "forms",
                    "statistics",
                    "device_list",
                    "codebook",
                ],
            ),
            (
                Role.FOCAL_POINT,
                ["home", "statistics", "audit", "stopped_accounts", "missions_to_watch", "codebook"],
            ),
            (Role.ADMINISTRATOR, ["home", "missions_to_watch", "codebook"]),
            (Role.PARTNER_OFFICER, ["home", "shared", "codebook"]),
        ],
    )
    def test_offers_no_dead_end(
        self, rf: RequestFactory, account_of: Callable[..., Account], role: Role, offered: list[str]
    ) -> None:
        request = rf.get(reverse("codebook_lists"))
        request.user = account_of(role)
        entries = entries_for(request)
        assert [entry.address for entry in entries] == [reverse(name) for name in offered]
        assert [entry.address for entry in entries if entry.is_current] == [reverse("codebook")]

    def test_visitor_is_offered_nothing(self, rf: RequestFactory) -> None:
        assert entries_for(rf.get("/")) == []


class TestFictionalNotice:
    @pytest.mark.parametrize("name", ["home", "case_list", "codebook", "statistics", "components"])
    def test_on_every_page_of_a_demonstration(
        self, client: Client, account_of: Callable[..., Account], name: str
    ) -> None:
        with override_settings(PALERMO_MODE="demo"):
            assert "Fictional demonstration data" in open_as(client, account_of(Role.DATA_STEWARD), name)
        assert 'class="fictional"' not in open_as(client, account_of(Role.ANALYST), name)


class TestLeaving:
    def test_ends_the_session_and_shows_a_calendar(
        self, client: Client, account_of: Callable[..., Account]
    ) -> None:
        client.force_login(account_of(Role.CASEWORKER))
        response = client.post(reverse("leave"))
        assert response["Location"] == reverse("away")
        assert client.get(reverse("home")).status_code == 302

    def test_calendar_says_nothing(self, client: Client, account_of: Callable[..., Account]) -> None:
        client.force_login(account_of(Role.CASEWORKER))
        page = client.get(reverse("away")).content.decode()
        assert "Palermo" not in page.replace("palermo/calendar", "")
        assert "Caseworker" not in page
        assert re.search(r'<td aria-current="date">\s*\d+', page)
        assert "<script" not in page
        assert "<a " not in page

    @pytest.mark.parametrize(("language", "first"), [("en", "Sun"), ("fr", "lun"), ("ru", "Пн")])
    def test_weeks_begin_as_the_reader_expects(self, client: Client, language: str, first: str) -> None:
        client.cookies["django_language"] = language
        page = client.get(reverse("away")).content.decode()
        heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
        with translation.override(language):
            assert len(heads) == 7
            assert heads[0].startswith(first)


class TestTheme:
    def test_is_kept_in_a_cookie_and_shown(self, client: Client) -> None:
        response = client.post(reverse("choose_theme"), {"theme": "dark", "next": "/accounts/login/"})
        assert response["Location"] == "/accounts/login/"
        assert client.cookies["theme"].value == "dark"
        assert 'data-bs-theme="dark"' in client.get(reverse("account_login")).content.decode()

    @pytest.mark.parametrize("word", ["", "auto", '"><script>'])
    def test_anything_else_is_automatic(self, client: Client, word: str) -> None:
        client.cookies["theme"] = "dark"
        client.post(reverse("choose_theme"), {"theme": word})
        assert client.cookies["theme"].value == ""
        client.cookies["theme"] = word
        assert "data-bs-theme" not in client.get(reverse("account_login")).content.decode()

    @pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
    def test_does_not_send_elsewhere(self, client: Client, elsewhere: str) -> None:
        assert client.post(reverse("choose_theme"), {"next": elsewhere})["Location"] == "/"


class TestLanguage:
    def test_can_be_chosen_before_signing_in(self, client: Client) -> None:
        client.post(reverse("choose_language"), {"language": "ar", "next": "/accounts/login/"})
        page = client.get(reverse("account_login")).content.decode()
        assert 'lang="ar"' in page
        assert 'dir="rtl"' in page
        assert "tabler.rtl.min.css" in page


class TestComponents:
    def test_each_is_rendered(self, client: Client, account_of: Callable[..., Account]) -> None:
        page = open_as(client, account_of(Role.ADMINISTRATOR), "components")
        for mark in (
            'class="btn btn-primary"', 'class="person ', 'class="pill pill-watch"', 'class="note note-danger"',
            'class="chips"', 'role="search"', "list-table as-cards", 'class="story"', 'class="empty-state"',
            'class="facts"', "answer-missing", 'data-figure="sample"', 'class="problem"', 'class="hint"',
        ):  # fmt: skip
            assert mark in page, mark

    def test_a_wrong_field_says_so_to_screen_readers(
        self, client: Client, account_of: Callable[..., Account]
    ) -> None:
        page = open_as(client, account_of(Role.ADMINISTRATOR), "components")
        field = re.search(r'<input[^>]*id="sample_age"[^>]*>', page)
        assert field is not None
        assert 'aria-invalid="true"' in field[0]
        assert "sample_age_problem" in field[0]
        assert 'id="sample_age_problem"' in page


def explode(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a reason that nobody outside may read")


urlpatterns = [path("explode/", explode)]


class TestErrors:
    def test_not_found_for_visitors_too(self, client: Client) -> None:
        response = client.get("/no-such-page/")
        assert response.status_code == 404
        assert b"There is nothing here that you can open" in response.content

    @override_settings(ROOT_URLCONF="tests.web.test_pages")
    def test_our_fault(self, client: Client, account_of: Callable[..., Account]) -> None:
        client.raise_request_exception = False
        client.force_login(account_of(Role.ADMINISTRATOR))
        response = client.get("/explode/")
        assert response.status_code == 500
        assert b"It was not your doing" in response.content
        assert b"reason" not in response.content

    def test_stale_form(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post(reverse("choose_theme"), {"theme": "dark"})
        assert response.status_code == 403
        assert b"This page waited too long" in response.content


class TestContentSecurityPolicy:
    def test_allows_no_foreign_nor_inline_script(self, client: Client) -> None:
        response = client.get(reverse("account_login"))
        policy = response["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-eval" not in policy
        page = response.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)
        assert "<style" not in page
        assert not re.search(r"\son\w+=", page)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
