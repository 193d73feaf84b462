"""Reports of browsers: counted, and nothing of what they repeat is kept."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from palermo.web.views import policy_reports

pytestmark = pytest.mark.django_db
CANARY = "Zlatka-Canary"


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


def send(content: Any) -> int:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    address = reverse("policy_report")
    client = Client(enforce_csrf_checks=True)
    return client.post(address, body, content_type="application/csp-report").status_code


def report(**said: str) -> dict[str, Any]:
    return {
        "csp-report": {"effective-directive": "script-src-elem", "document-uri": "http://x/cases/", **said}
    }


def test_every_page_names_the_address(client: Client) -> None:
    policy = client.get(reverse("away"))["Content-Security-Policy"]
    assert f"report-uri {reverse('policy_report')}" in policy


def test_directive_and_route_are_told_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    sent = report(
        **{
            "document-uri": f"http://x/cases/?q={CANARY}#{CANARY}",
            "blocked-uri": f"http://evil/{CANARY}",
            "script-sample": CANARY,
            "referrer": CANARY,
            "original-policy": CANARY,
        }
    )
    assert send(sent) == 204
    assert "script-src-elem was refused at /cases/ (1 times" in caplog.text
    assert CANARY not in caplog.text


def test_the_number_in_an_address_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    send(report(**{"document-uri": "http://x/cases/aaaabbbbccccdddd/"}))
    assert "/cases/<" in caplog.text
    assert "aaaabbbbccccdddd" not in caplog.text


def test_the_first_the_tenth_and_so_on_are_told(caplog: pytest.LogCaptureFixture) -> None:
    for _time in range(25):
        send(report())
    assert [record.args[2] for record in caplog.records if "Policy:" in record.msg] == [1, 10]  # type: ignore[index]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"\xff", b"[" * 5000, [], {}, {"csp-report": 7}, {"csp-report": {}},
        report(**{"effective-directive": CANARY}),
        report(**{"effective-directive": 7}),  # type: ignore[dict-item]
        report(**{"document-uri": 7}),  # type: ignore[dict-item]
        report(**{"document-uri": "http://[x"}),
        report(**{"document-uri": f"http://x/{CANARY}"}),
    ],
)  # fmt: skip
def test_inventions_are_unknown(content: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert send(content) == 204
    assert "unknown" in caplog.text
    assert CANARY not in caplog.text


def test_too_large_and_too_many_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(policy_reports, "note", lambda *what: heard.append(what))
    assert send(b'{"csp-report": {"x": "' + b"y" * 9000 + b'"}}') == 204
    assert heard == []
    for _time in range(40):
        assert send(report()) == 204
    assert len(heard) == 30


def test_only_posted(client: Client) -> None:
    assert client.get(reverse("policy_report")).status_code == 405
