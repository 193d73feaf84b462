"""A worker with a phone, and the form of these tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.models import Account, Role
from palermo.interviews.models import FormVersion
from tests.interviews.openrosa.phones import Phone, phone_of, publish_handover


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def phone(worker: Account) -> Phone:
    return phone_of(worker)


@pytest.fixture
def handover(worker: Account) -> FormVersion:
    """Published for the worker's mission alone."""
    return publish_handover(worker.mission)
