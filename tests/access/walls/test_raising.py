"""Walls that fell or were hollowed out are found, and put up again."""

from __future__ import annotations

import pytest
from django.db import connection

from palermo.access.walls.checks import wall_problems
from palermo.access.walls.functions import FUNCTIONS
from palermo.access.walls.protected import PROTECTED
from palermo.access.walls.raising import lower_row_walls, missing_row_walls, raise_row_walls
from palermo.commands.check import refuse_unsafe
from palermo.errors import UnsafeSettings
from tests.access.walls.role import ROLE, Ordinary


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def postgresql(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such walls")


@pytest.mark.django_db
def test_stand_after_migrating_on_every_table() -> None:
    assert missing_row_walls(connection) == []
    assert raise_row_walls(connection) == []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            assert {name for (name,) in cursor.fetchall()} == set(PROTECTED)


@pytest.mark.usefixtures("postgresql")
@pytest.mark.parametrize(
    "damage",
    [
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY palermo_select ON cases_case",
        "DROP POLICY palermo_insert ON cases_case",
        "ALTER POLICY palermo_select ON cases_case USING (true)",
        "ALTER POLICY palermo_update ON cases_case WITH CHECK (true)",
        "CREATE POLICY open_door ON cases_case USING (true)",
    ],
)
def test_what_was_damaged_is_named_and_mended(damage: str) -> None:
    run(damage)
    assert missing_row_walls(connection) == ["cases_case"]
    assert raise_row_walls(connection) == ["cases_case"]
    assert missing_row_walls(connection) == []


@pytest.mark.usefixtures("postgresql")
def test_a_function_that_says_something_else_is_named() -> None:
    run(
        "CREATE OR REPLACE FUNCTION palermo_everywhere() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true'"
    )
    assert missing_row_walls(connection) == ["palermo_everywhere"]
    raise_row_walls(connection)
    assert missing_row_walls(connection) == []
    assert "palermo_everywhere" in FUNCTIONS


@pytest.mark.usefixtures("postgresql")
def test_lowered_for_a_migration() -> None:
    lower_row_walls(connection)
    assert missing_row_walls(connection) == sorted(PROTECTED)
    assert raise_row_walls(connection) != []


class TestTheRole:
    def test_a_superuser_is_named(self, postgresql: None) -> None:
        assert "superuser" in wall_problems(connection)[0]

    def test_an_ordinary_role_passes(self, ordinary: Ordinary) -> None:
        with ordinary():
            assert wall_problems(connection) == []

    def test_bypassing_is_named_with_what_to_do(self, ordinary: Ordinary) -> None:
        run(f"ALTER ROLE {ROLE} BYPASSRLS")
        with ordinary():
            assert f'ALTER ROLE "{ROLE}" NOBYPASSRLS' in wall_problems(connection)[0]

    @pytest.mark.parametrize("mode", ["production", "demo"])
    def test_production_does_not_start(self, postgresql: None, settings: object, mode: str) -> None:
        settings.PALERMO_MODE = mode  # type: ignore[attr-defined]
        if mode == "production":
            with pytest.raises(UnsafeSettings, match="superuser"):
                refuse_unsafe()
        else:
            refuse_unsafe()

    @pytest.mark.django_db
    def test_sqlite_has_nothing_to_check(self) -> None:
        if connection.vendor == "sqlite":
            assert wall_problems(connection) == []
