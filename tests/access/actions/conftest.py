"""The cast of these tests."""

from __future__ import annotations

import pytest

from tests.access.people import People


@pytest.fixture
def people(db: None) -> People:
    return People()
