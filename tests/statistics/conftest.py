"""Fixtures of the statistics tests."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from palermo.statistics.extract.format import Extract
from tests.statistics.caseloads import Instance, write_extract


@pytest.fixture
def make_extract(tmp_path: Path) -> Callable[..., Extract]:
    """Writes an extract of instances into a folder of its own; may be called often in one test."""
    numbers = itertools.count()

    def make(instances: Sequence[Instance], **options: Any) -> Extract:
        return write_extract(tmp_path / str(next(numbers)), instances, **options)

    return make
