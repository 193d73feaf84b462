"""Each decision is a line of the log, with what was asked for and the answer, and nothing of what it was about."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from unittest import mock

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from palermo.access import refusals
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from tests.cases.factory import make_case

pytestmark = pytest.mark.django_db
LINE = re.compile(r"account=(\d+|-) route=[\w-]+ method=[A-Z]+ answer=[a-z_]+ gate=[\w+,-]+")


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What was decided since the last look."""
    found: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    listener = Listener()
    logging.getLogger("palermo.decisions").addHandler(listener)
    yield found
    logging.getLogger("palermo.decisions").removeHandler(listener)


def test_yes_and_no(client: Client, account_of: Callable[..., Account], lines: list[str]) -> None:
    case = make_case()
    supervisor = account_of(Role.SUPERVISOR, case.mission)
    client.force_login(supervisor)
    client.get(reverse("case_page", args=[case.opaque_id]))
    client.get(reverse("case_page", args=["a" * 16]))
    client.get(reverse("audit"))
    assert all(LINE.fullmatch(line) for line in lines)
    assert f"account={supervisor.pk} route=case_page method=GET answer=allowed gate=read_facts+" in lines[0]
    assert "answer=refused" in lines[1]
    assert "route=audit method=GET answer=refused gate=focal_point-" in lines[2]
    assert case.opaque_id not in "".join(lines)
    assert case.case_ref not in "".join(lines)


def test_visitors(client: Client, lines: list[str]) -> None:
    client.get(reverse("case_list"))
    client.get(reverse("account_login"))
    client.get("/api/v1/cases")
    client.get("/no-such-page")
    assert [re.sub(r"gate=.*", "", line) for line in lines] == [
        "account=- route=case_list method=GET answer=not_signed_in ",
        "account=- route=account_login method=GET answer=allowed ",
        "account=- route=list_cases_operation method=GET answer=not_signed_in ",
        "account=- route=- method=GET answer=refused ",
    ]


def test_what_is_sent_and_not_accepted_is_counted_for_the_audit(
    account_of: Callable[..., Account],
) -> None:
    client = Client(enforce_csrf_checks=True)
    account = account_of(Role.CASEWORKER)
    client.force_login(account)
    client.post(reverse("register"), {})
    loose = Client()
    loose.force_login(account)
    for _time in range(3):
        loose.post(reverse("register"), {"registered_on": "never"})
    with mock.patch.object(refusals, "now", return_value=1e12):
        loose.get(reverse("home"))
    found = AuditEntry.objects.filter(act="input.refused").order_by("sequence")
    assert [row.details.replace(" ", "") for row in found] == [
        '{"count":1,"reason":"token","route":"register"}',
        '{"count":3,"reason":"form","route":"register"}',
    ]
    assert {row.object_id for row in found} == {str(account.pk)}


def test_they_have_a_file_of_their_own() -> None:
    log = settings.LOGGING
    assert log["loggers"]["palermo.decisions"] == {
        "handlers": ["decisions"],
        "level": "INFO",
        "propagate": False,
    }
    assert log["handlers"]["decisions"]["filename"] == settings.HOME.logs / "decisions.log"
