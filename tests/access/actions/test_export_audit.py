from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.conf import settings

from palermo.access.actions.export_audit import COLUMNS, export_audit_lines, export_audit_table
from palermo.access.models import Account, Role
from palermo.audit.errors import CannotRead
from palermo.audit.recording import audited, record
from palermo.audit.selectors import Filters, entries
from palermo.errors import NotFoundOrNotAllowed

CASE = "aaaaaaaaaaaaaaaa"


def reads(*numbers: int) -> None:
    for number in numbers:
        with audited():
            record("case.read", actor=f"account:{number}", object_kind="case", object_id=CASE)


@pytest.mark.django_db
def test_a_table_holds_what_fits_and_the_export_is_on_record(account_of: Callable[..., Account]) -> None:
    focal = account_of(Role.FOCAL_POINT)
    reads(1, 2, 1)
    rows = list(export_audit_table(actor=focal, filters=Filters(actor="account:1")))
    assert rows[0] == COLUMNS
    assert [row[2] for row in rows[1:]] == ["account:1", "account:1"]
    assert rows[1][8] == f"account:1 read case {CASE}."
    newest = entries().entries[0]
    assert newest.act == "audit.exported"
    assert newest.details == {"count": 2, "first": int(rows[1][0])}


@pytest.mark.django_db
def test_a_table_ends_where_it_was_asked_for(
    account_of: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("palermo.audit.selectors.LARGEST_PAGE", 2)
    focal = account_of(Role.FOCAL_POINT)
    reads(1, 1, 1, 1, 1)
    rows = export_audit_table(actor=focal, filters=Filters())
    reads(1)
    assert len(list(rows)) == 6


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.FOCAL_POINT])
def test_nobody_else(role: Role, account_of: Callable[..., Account]) -> None:
    reads(1)
    with pytest.raises(NotFoundOrNotAllowed):
        export_audit_table(actor=account_of(role), filters=Filters())
    with pytest.raises(NotFoundOrNotAllowed):
        export_audit_lines(actor=account_of(role, email="again@example.org"))
    assert len(entries().entries) == 1


@pytest.mark.django_db
def test_nothing_that_fits(account_of: Callable[..., Account]) -> None:
    with pytest.raises(CannotRead):
        export_audit_table(actor=account_of(Role.FOCAL_POINT), filters=Filters(actor="account:9"))


@pytest.mark.django_db(transaction=True)
def test_sealed_lines_leave_nothing_behind(account_of: Callable[..., Account]) -> None:
    reads(1, 2)
    with export_audit_lines(actor=account_of(Role.FOCAL_POINT)) as file:
        lines = [json.loads(line) for line in file]
    assert lines[0]["format"] == "palermo audit 1"
    assert [line["actor"] for line in lines[1:-1]] == ["account:1", "account:2"]
    assert "seal" in lines[-1]
    assert list(settings.HOME.scratch.glob("audit-*")) == []
    assert entries().entries[0].act == "audit.exported"
