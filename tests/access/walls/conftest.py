"""The ordinary role for the tests of the walls."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.access.walls.role import Ordinary, in_role, make_role


@pytest.fixture
def ordinary(db: None) -> Ordinary:
    """Blocks in which the test's connection has the ordinary role; skips on SQLite."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such walls")
    make_role()
    return in_role
