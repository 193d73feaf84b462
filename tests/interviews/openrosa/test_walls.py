"""Behind PostgreSQL's own wall a phone hands in what its account may write, and nothing without an account."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from palermo.interviews.models import Submission
from palermo.interviews.openrosa import door
from tests.access.walls.role import in_role, make_role
from tests.interviews.openrosa.phones import Phone, filled, pdf

pytestmark = [
    pytest.mark.usefixtures("handover"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such walls"),
]


def test_a_phone_stands_for_its_account(client: Client, phone: Phone) -> None:
    make_role()
    with in_role():
        assert phone.get(client, "formList").status_code == 200
        assert phone.send(client, filled(paper="a.pdf"), {"a.pdf": pdf()}).status_code == 201
        assert phone.send(client, filled(paper="a.pdf"), {"a.pdf": pdf()}).status_code == 202
    assert Submission.unscoped.count() == 1


def test_without_standing_nothing_is_taken(
    client: Client, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the test above means something."""
    client.raise_request_exception = False
    monkeypatch.setattr(door, "standing_as", contextmanager(lambda _actor: iter([None])))
    make_role()
    with in_role():
        assert phone.send(client, filled()).status_code == 500
    assert Submission.unscoped.count() == 0
