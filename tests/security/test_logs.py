"""The log: one entry a line, in UTC, and nobody can write an entry by what they send."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from palermo.config.log_lines import CONTINUED, LineFormatter

BEGINS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+ ")


def written(message: str, *arguments: object, with_error: bool = False) -> list[str]:
    fault = None
    if with_error:
        try:
            raise ValueError("first\n2026-01-01T00:00:00Z INFO palermo forged")
        except ValueError:
            fault = sys.exc_info()
    record = logging.LogRecord("palermo.test", logging.WARNING, __file__, 1, message, arguments, fault)
    return LineFormatter().format(record).split("\n")


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_text_begins_a_line_of_its_own(break_: str) -> None:
    forged = "2026-01-01T00:00:00Z INFO palermo somebody signed in"
    first, *rest = written("refused %s", f"path{break_}{forged}")
    assert BEGINS.match(first)
    assert all(line.startswith(CONTINUED) for line in rest)
    assert break_ not in first


def test_a_terminal_is_not_controlled() -> None:
    text = "\n".join(written("%s", "a\x1b[2Jb\x07\x08\x00\u202ec"))
    assert text.isprintable()
    assert "\\x1b[2J" in text


def test_every_script_stays_readable() -> None:
    assert "Київ مرحبا" in written("%s", "Київ مرحبا")[0]


def test_a_trace_is_marked_as_going_on() -> None:
    first, *rest = written("it went wrong", with_error=True)
    assert BEGINS.match(first)
    assert any("ValueError" in line for line in rest)
    assert not [line for line in rest if BEGINS.match(line)]


def test_moments_are_in_utc() -> None:
    record = logging.LogRecord("palermo", logging.INFO, "", 1, "x", (), None)
    record.created = 0.0
    assert LineFormatter().format(record).startswith("1970-01-01T00:00:00Z ")


def test_the_product_uses_it_everywhere(production_settings: Mapping[str, Any]) -> None:
    log = production_settings["LOGGING"]
    assert log["formatters"]["line"]["()"] == "palermo.config.log_lines.LineFormatter"
    assert {handler["formatter"] for handler in log["handlers"].values()} == {"line"}
    file = log["handlers"]["file"]
    assert file["filename"].parent == production_settings["HOME"].logs
    assert file["maxBytes"] * (file["backupCount"] + 1) <= 50_000_000
    decisions = log["handlers"]["decisions"]
    assert decisions["filename"].parent == production_settings["HOME"].logs
    assert decisions["maxBytes"] * (decisions["backupCount"] + 1) <= 150_000_000


@pytest.mark.django_db
def test_what_is_sent_in_an_address_or_a_form_is_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Queries and bodies never; a path only in the words of a refusal, on its one line."""
    with caplog.at_level(logging.DEBUG):
        client.get(reverse("account_login"), {"next": "/?q=canary-query"})
        client.post(reverse("account_login"), {"login": "canary@example.org", "password": "canary-secret"})
        client.get("/no-such-page/%0aforged-entry", headers={"cookie": "canary=canary-cookie"})
    text = "\n".join(
        LineFormatter().format(record) for record in caplog.records if record.name != "django.db.backends"
    )
    for word in ("canary-query", "canary@example.org", "canary-secret", "canary-cookie"):
        assert word not in text, word
    assert "\nforged-entry" not in text


def test_statements_are_logged_only_for_a_developer() -> None:
    """What the database is asked holds values of people; Django logs it under DEBUG alone."""
    assert settings.DEBUG is False
    assert logging.getLogger("django.db.backends").getEffectiveLevel() >= logging.INFO
