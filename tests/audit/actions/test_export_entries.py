"""An export is on record, in a new file, and verifies without the database."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from palermo.audit.actions.export_entries import export_entries
from palermo.audit.anchors import Anchor, Notes, anchors_path, read_anchors
from palermo.audit.errors import CannotRead
from palermo.audit.models import AuditEntry
from palermo.audit.sources.opening import file_source
from palermo.audit.verification import Verdict, verify
from tests.audit.chains import Chain

ACTOR = "system:command line"


def verdict(chain: Chain, path: Path) -> Verdict:
    with file_source(path, chain.keys()) as source:
        notes = Notes.now(anchors_path(settings.HOME))
        return verify(source, chain.keys(), notes=notes, is_copy=True, is_part=True)


def test_an_export_is_on_record_and_verifies(chain: Chain, tmp_path: Path) -> None:
    chain.act(5)
    out = tmp_path / "audit.jsonl"
    exported = export_entries(out, actor=ACTOR)
    assert (exported.first, exported.last, exported.head.sequence) == (1, 5, 6)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    found = verdict(chain, out)
    assert (found.fault, found.entries, found.remarks) == (None, 5, ())
    entry = AuditEntry.objects.get(sequence=6)
    assert (entry.act, entry.details, entry.actor) == ("audit.exported", '{"count":5,"first":1}', ACTOR)
    *_earlier, anchor = read_anchors(Notes.now(anchors_path(settings.HOME)), chain.keys())
    assert isinstance(anchor, Anchor)
    assert anchor.sequence == 6
    assert chain.verdict().entries == 6


def test_a_period_is_exported(chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = timezone.now()
    for day in range(6):
        at = int((start + timedelta(days=day)).timestamp()) * 10**9
        monkeypatch.setattr("palermo.audit.appending.time.time_ns", lambda at=at: at)
        chain.act()
    out = tmp_path / "audit.jsonl"
    exported = export_entries(
        out, actor=ACTOR, since=start + timedelta(days=1.5), until=start + timedelta(days=3.5)
    )
    assert (exported.first, exported.last) == (3, 4)
    found = verdict(chain, out)
    assert (found.fault, found.first, found.last) == (None, 3, 4)
    with pytest.raises(CannotRead):
        export_entries(tmp_path / "none", actor=ACTOR, since=start + timedelta(days=400))
    assert not (tmp_path / "none").exists()


def test_no_file_is_replaced(chain: Chain, tmp_path: Path) -> None:
    chain.act()
    out = tmp_path / "audit.jsonl"
    out.write_text("mine")
    with pytest.raises(CannotRead, match="already"):
        export_entries(out, actor=ACTOR)
    assert out.read_text() == "mine"
    with pytest.raises(CannotRead):
        export_entries(tmp_path / "no folder" / "audit.jsonl", actor=ACTOR)
    assert [path.name for path in tmp_path.iterdir()] == ["audit.jsonl"]


def test_an_export_that_cannot_be_recorded_is_not_made(chain: Chain, tmp_path: Path) -> None:
    chain.act()
    with pytest.raises(Exception, match="actor"):
        export_entries(tmp_path / "audit.jsonl", actor="somebody")
    assert list(tmp_path.iterdir()) == []
