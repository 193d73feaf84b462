"""The door as it is in service: a second factor for everybody, and attempts counted from nought."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from tests.access.sign_in.people import Person, steady_codes

__all__ = ["steady_codes"]


@pytest.fixture(autouse=True)
def strict_door(settings: Any, db: None, steady_codes: None) -> Iterator[None]:
    settings.PALERMO_SECOND_FACTOR = "required"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(account_of: Callable[..., Account], client: Client) -> Person:
    """A caseworker with a browser and no second factor yet."""
    return Person(account_of(Role.CASEWORKER), client)


@pytest.fixture
def acts() -> Callable[[], list[str]]:
    """The acts of the audit so far, oldest first."""
    return lambda: list(AuditEntry.objects.order_by("sequence").values_list("act", flat=True))
