"""Whether the walls hold for the role that this instance connects as: every reason why not, for ``palermo check``."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from palermo.access.walls.raising import missing_row_walls


def wall_problems(connection: BaseDatabaseWrapper) -> list[str]:
    """Sentences that name what to change; empty on SQLite, and where all is well."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        role, is_super, bypasses = cursor.fetchone()
    problems = []
    if is_super:
        problems.append(
            f"The database role {role} is a superuser, before whom the walls around cases do not stand. Make an"
            " ordinary role that owns the database, and name it in PALERMO_DATABASE_URL."
        )
    elif bypasses:
        problems.append(
            f"The database role {role} has BYPASSRLS, so the walls around cases do not stand before it."
            f' Run: ALTER ROLE "{role}" NOBYPASSRLS'
        )
    if down := missing_row_walls(connection):
        problems.append(f"The database's walls are down around: {', '.join(down)}. Run: palermo init")
    return problems
