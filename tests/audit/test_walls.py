"""The database itself refuses, on both databases, and tells when it no longer can."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from palermo.audit.models import AppendOnly, AuditEntry
from palermo.audit.walls import ENTRY, HEAD, lower_walls, missing_walls, raise_walls
from tests.audit import intruder
from tests.audit.chains import Chain

REFUSED = [
    f"UPDATE {ENTRY} SET actor = 'account:1'",
    f"UPDATE {ENTRY} SET sequence = sequence + 10",
    f"DELETE FROM {ENTRY}",
    f"DELETE FROM {HEAD}",
]
SQLITE = [f"INSERT OR REPLACE INTO {ENTRY} SELECT * FROM {ENTRY}", f"UPDATE OR REPLACE {ENTRY} SET at = 0"]
POSTGRESQL = [
    f"TRUNCATE {ENTRY}",
    f"TRUNCATE {HEAD}",
    f"INSERT INTO {ENTRY} SELECT * FROM {ENTRY} ON CONFLICT (sequence) DO UPDATE SET actor = 'account:1'",
    f"SET LOCAL session_replication_role = replica; DELETE FROM {ENTRY}",
]


def refused() -> list[str]:
    return REFUSED + (SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def test_changing_and_removing_is_refused(chain: Chain) -> None:
    chain.act(3)
    before = intruder.rows()
    for statement in refused():
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            intruder.run(statement)
    assert intruder.rows() == before
    assert missing_walls(connection) == []


def test_reading_and_appending_goes_on(chain: Chain) -> None:
    chain.act(3)
    assert AuditEntry.objects.filter(actor="account:1").count() == 1


def test_the_walls_are_missed_when_somebody_took_them_down(chain: Chain) -> None:
    lower_walls(connection)
    assert len(missing_walls(connection)) == 4
    raise_walls(connection)
    assert missing_walls(connection) == []


def test_a_wall_that_was_hollowed_out_is_missed_too(chain: Chain) -> None:
    if connection.vendor == "sqlite":
        intruder.run("DROP TRIGGER audit_entry_no_delete")
        intruder.run(f"CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON {ENTRY} BEGIN SELECT 1; END")
        assert missing_walls(connection) == ["audit_entry_no_delete"]
        return
    intruder.run(f"ALTER TABLE {ENTRY} DISABLE TRIGGER audit_entry_no_update")
    assert missing_walls(connection) == ["audit_entry_no_update"]
    intruder.run(
        "CREATE OR REPLACE FUNCTION palermo_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
    )
    assert len(missing_walls(connection)) == 4


def test_the_migrations_go_back_and_forth(chain: Chain) -> None:
    chain.act(2)
    for target in ("0001", "zero"):
        call_command("migrate", "audit", target, verbosity=0)
        assert len(missing_walls(connection)) == 4
    assert ENTRY not in connection.introspection.table_names()
    call_command("migrate", "audit", verbosity=0)
    assert missing_walls(connection) == []
    chain.act()
    assert chain.verdict().entries == 1


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    out = StringIO()
    call_command("makemigrations", "audit", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


@pytest.mark.django_db
def test_django_refuses_as_well() -> None:
    entry = AuditEntry(sequence=1)
    for call in (entry.save, entry.delete, AuditEntry.objects.create, AuditEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            call()
    for change in (AuditEntry.objects.update, AuditEntry.objects.filter(sequence=1).update):
        with pytest.raises(AppendOnly):
            change(actor="account:1")
    with pytest.raises(AppendOnly):
        AuditEntry.objects.bulk_create([entry])
