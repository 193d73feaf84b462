"""Asks a scanner for harmful files, if whoever runs the instance has one, before a file is kept.

Threat: a photograph or a table that a partner sends carries something that the reader's program runs. Nothing here runs
it; but files leave again, to desks where it could.

``PALERMO_SCANNER`` is a command, started without a shell, that reads the file on its standard input and ends with 0
(nothing found) or 1 (found), as ``clamdscan -`` does. Any other end, no answer in time and a command that is not there
mean that the file is not taken: what could not be looked at is not kept. The file is handed on through a pipe and never
lies on a disk in clear.
"""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_actor
from palermo.audit.recording import audited, record
from palermo.errors import Detail, PalermoError
from palermo.vault.master.kms import PRIVATE_VARIABLES

CLEAN, FOUND = 0, 1
#: Where a file comes in, as the audit names it.
WAYS = frozenset({"photo", "caseload", "attachment", "form"})


class HarmfulFile(PalermoError):
    """The scanner found something in a file; nothing of it was kept."""

    code = "harmful_file"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    template = _(
        "This file looks harmful, so it was not taken. Nothing of it was kept. Ask whoever gave it to you."
    )


class ScannerFailed(PalermoError):
    """The command of ``PALERMO_SCANNER`` did not answer; no file is taken meanwhile."""

    code = "scanner_failed"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _(
        "Files cannot be looked at for harm at the moment, so none is taken. Try again in a few minutes."
    )
    schema = {"status": Detail.CODE}


def scan_upload(content: bytes | BinaryIO | Path, *, actor: MaybeActor, way: str) -> None:
    """Return when the file may be kept; at once where no scanner is set up. ``way``: one of ``WAYS``.

    A stream is read from where it stands and put back there. Raises HarmfulFile, which is on record, ScannerFailed and
    NotSignedIn. Call it outside of a transaction: it takes seconds.
    """
    known = require_actor(actor)
    if way not in WAYS:
        raise ValueError(f"Files do not come in by {way!r}.")
    if not settings.PALERMO_SCANNER:
        return
    if isinstance(content, Path):
        with content.open("rb") as stream:
            answer = _ask(stream)
    elif isinstance(content, bytes):
        answer = _ask(content)
    else:
        answer = _ask_about(content)
    if answer == FOUND:
        with audited():
            record("upload.refused", actor=audit_name(known), object_kind="upload", object_id="", way=way)
        raise HarmfulFile
    if answer != CLEAN:
        raise ScannerFailed(status=str(answer))


def _ask_about(stream: BinaryIO) -> int:
    place = stream.tell()
    try:
        return _ask(stream.read())
    finally:
        stream.seek(place)


def _ask(content: bytes | io.BufferedReader) -> int:
    """How the command ended. A negative number, as of a process that was killed, when it did not answer."""
    environment = {name: value for name, value in os.environ.items() if name not in PRIVATE_VARIABLES}
    given = {"input": content} if isinstance(content, bytes) else {"stdin": content}
    try:
        return subprocess.run(  # noqa: S603 - the administrator's own command, no shell, no outside text
            shlex.split(settings.PALERMO_SCANNER),
            **given,
            # What it writes is not repeated: it may quote the file.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=settings.PALERMO_SCANNER_SECONDS,
            env=environment,
            cwd=tempfile.gettempdir(),
            check=False,
        ).returncode
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as problem:
        raise ScannerFailed(status=type(problem).__name__.lower()) from None
