"""A chain of committed entries, and what verification says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings

from palermo.audit.anchors import Notes, anchors_path
from palermo.audit.recording import audited, record
from palermo.audit.sources.opening import live_source
from palermo.audit.verification import Verdict, verify
from palermo.vault.chain import ChainKeys, chain_keys
from tests.audit import intruder

CASES = [letter * 16 for letter in "abcdefghijklmnop"]


@dataclass
class Chain:
    """``heads`` are the head rows as they were after each act."""

    heads: list[intruder.Values] = field(default_factory=list)
    #: All rows, once a test has put them aside.
    kept: list[intruder.Values] = field(default_factory=list)

    def act(self, times: int = 1, **changes: Any) -> None:
        """Commit acts of one entry each."""
        for step in range(times):
            given = {
                "actor": f"account:{step % 3}",
                "object_kind": "case",
                "object_id": CASES[step % len(CASES)],
                "mission": "UKR" if step % 2 else "",
                **changes,
            }
            with audited():
                record(given.pop("act", "case.read"), **given)
            self.heads.append(intruder.head())

    def keys(self) -> ChainKeys:
        return chain_keys(settings.HOME)

    def verdict(self, **options: Any) -> Verdict:
        """What verification of the live database says, with the anchors of this instance."""
        notes = Notes.now(anchors_path(settings.HOME))
        with live_source(self.keys()) as source:
            return verify(source, self.keys(), notes=notes, **options)


@pytest.fixture
def chain(transactional_db: None) -> Iterator[Chain]:
    """An empty chain without anchors; what the test commits is removed afterwards."""
    anchors_path(settings.HOME).unlink(missing_ok=True)
    yield Chain()
    anchors_path(settings.HOME).unlink(missing_ok=True)
