"""The caseload is made once for all tests that only read it."""

import pytest

from palermo.demo import generate


@pytest.fixture(scope="session")
def caseload() -> list[dict[str, str]]:
    return generate()
