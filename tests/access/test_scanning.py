"""Files are looked at before they are kept, if there is somebody to look; what cannot be looked at is not kept."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.access.scanning import HarmfulFile, ScannerFailed, scan_upload
from palermo.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
#: Looks for one word, as a scanner does for many; writes what it read beside itself, so that a test can see it.
SCANNER = """
import pathlib, sys
content = sys.stdin.buffer.read()
pathlib.Path({seen!r}).write_bytes(content)
print(content)
sys.exit(1 if b"HARM" in content else {otherwise})
"""


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    return tmp_path / "seen"


@pytest.fixture
def scanner(settings: Settings, tmp_path: Path, seen: Path) -> Callable[..., None]:
    def make(otherwise: int = 0) -> None:
        script = tmp_path / "scan it.py"
        script.write_text(SCANNER.format(seen=str(seen), otherwise=otherwise))
        settings.PALERMO_SCANNER = f"{sys.executable} '{script}'"

    return make


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.CASEWORKER)


def ways(content: bytes, folder: Path) -> list[Any]:
    """The same content in each form in which it may be handed over."""
    path = folder / "upload"
    path.write_bytes(content)
    return [content, io.BytesIO(content), path]


def test_without_a_scanner_everything_passes(worker: Account, settings: Settings) -> None:
    assert settings.PALERMO_SCANNER == ""
    scan_upload(b"HARM", actor=worker, way="photo")
    assert not AuditEntry.objects.exists()


def test_what_is_clean_passes_as_it_is(
    worker: Account, scanner: Callable[..., None], seen: Path, tmp_path: Path
) -> None:
    scanner()
    content = bytes(range(256)) * 5_000
    for given in ways(content, tmp_path):
        scan_upload(given, actor=worker, way="attachment")
        assert seen.read_bytes() == content
        seen.unlink()
    assert not AuditEntry.objects.exists()


def test_what_is_harmful_is_refused_and_on_record(
    worker: Account, scanner: Callable[..., None], tmp_path: Path
) -> None:
    scanner()
    given = ways(b"some HARM in it", tmp_path)
    for one in given:
        with pytest.raises(HarmfulFile) as refused:
            scan_upload(one, actor=worker, way="photo")
        assert "HARM" not in refused.value.message
    rows = AuditEntry.objects.filter(act="upload.refused")
    assert rows.count() == len(given)
    assert {(row.actor, row.details) for row in rows} == {
        (f"account:{worker.pk}", json.dumps({"way": "photo"}, separators=(",", ":")))
    }


def test_a_stream_stands_where_it_stood(worker: Account, scanner: Callable[..., None], seen: Path) -> None:
    scanner()
    stream = io.BytesIO(b"head and body")
    stream.seek(5)
    scan_upload(stream, actor=worker, way="attachment")
    assert stream.tell() == 5
    assert seen.read_bytes() == b"and body"


@pytest.mark.parametrize("otherwise", [2, 50, 127])
def test_when_the_scanner_fails_nothing_is_taken(
    worker: Account, scanner: Callable[..., None], otherwise: int
) -> None:
    scanner(otherwise)
    with pytest.raises(ScannerFailed) as failed:
        scan_upload(b"clean", actor=worker, way="photo")
    assert failed.value.details == {"status": str(otherwise)}


@pytest.mark.parametrize("command", ["/no/such/scanner -", "'/tmp'", "  "])
def test_a_scanner_that_is_not_there(worker: Account, settings: Settings, command: str) -> None:
    settings.PALERMO_SCANNER = command
    with pytest.raises(ScannerFailed):
        scan_upload(b"clean", actor=worker, way="photo")


def test_nobody_waits_for_ever(worker: Account, settings: Settings) -> None:
    settings.PALERMO_SCANNER = f"{sys.executable} -c 'import time; time.sleep(60)'"
    settings.PALERMO_SCANNER_SECONDS = 0.2
    with pytest.raises(ScannerFailed) as failed:
        scan_upload(b"clean", actor=worker, way="photo")
    assert failed.value.details == {"status": "timeoutexpired"}


def test_it_is_not_told_our_secrets(
    worker: Account, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALERMO_MASTER_KEY", "x")
    monkeypatch.setenv("PALERMO_SECRET_KEY", "x")
    settings.PALERMO_SCANNER = (
        f"{sys.executable} -c 'import os, sys; sys.exit(any(\"_KEY\" in name for name in os.environ))'"
    )
    scan_upload(b"clean", actor=worker, way="photo")


def test_a_command_is_no_shell(worker: Account, settings: Settings, tmp_path: Path) -> None:
    settings.PALERMO_SCANNER = f"{sys.executable} -c pass ; touch {tmp_path}/made"
    scan_upload(b"clean", actor=worker, way="photo")
    assert not (tmp_path / "made").exists()


def test_somebody_hands_it_in_some_way(scanner: Callable[..., None]) -> None:
    scanner()
    with pytest.raises(NotSignedIn):
        scan_upload(b"clean", actor=None, way="photo")
    with pytest.raises(ValueError, match="do not come in"):
        scan_upload(b"clean", actor=SystemActor("command line"), way="pigeon")
