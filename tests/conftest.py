"""What every test may use: accounts of each role, and a home without extracts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from palermo.access import refusals
from palermo.access.models import Account, Mission, Organisation, Role
from palermo.statistics.extract import store
from tests.audit.flushing import let_tests_flush

# The audit refuses to be emptied; between tests it must be.
let_tests_flush()

#: What a test asks for when it needs the database.
_OF_THE_DATABASE = frozenset(
    {"db", "transactional_db", "django_db_setup", "django_db_reset_sequences", "live_server"}
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """For the second database (``tools/run_tests.sh``): what asks for none has had its turn and would say the same."""
    if not os.environ.get("PALERMO_TEST_DATABASE_ONLY"):
        return
    without = [
        item
        for item in items
        if item.get_closest_marker("django_db") is None
        and not _OF_THE_DATABASE & set(getattr(item, "fixturenames", ()))
    ]
    if without:
        config.hook.pytest_deselected(items=without)
        left = {id(item) for item in without}
        items[:] = [item for item in items if id(item) not in left]


@pytest.fixture(autouse=True)
def nothing_refused() -> None:
    """Refusals wait in memory until they are put on record: never in the next test."""
    refusals.forget()


@pytest.fixture
def clean_extracts(tmp_path: object) -> Iterator[None]:
    """No extract exists at the start, and none of the test's stays behind."""

    def clear() -> None:
        store._opened.clear()
        for path in settings.HOME.extracts.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    clear()
    yield
    clear()


@pytest.fixture
def account_of(db: None) -> Callable[..., Account]:
    """Makes an account of a role; caseworkers and supervisors get a mission in Ukraine unless one is given."""

    def make(role: str, mission: Mission | None = None, email: str | None = None) -> Account:
        if mission is None and role in {Role.CASEWORKER, Role.SUPERVISOR}:
            organisation, _ = Organisation.objects.get_or_create(
                code="own", defaults={"name": "Our organisation"}
            )
            mission, _ = Mission.objects.get_or_create(
                code="UKR", defaults={"organisation": organisation, "name": "Ukraine", "country": "UKR"}
            )
        account = Account(
            email=email or f"{role}@example.org", display_name=role.title(), role=role, mission=mission
        )
        account.set_password("a long enough password")
        account.save()
        return account

    return make
