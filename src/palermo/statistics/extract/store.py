"""Which extracts exist, which one is current, and whether it still says what the database says."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from palermo.cases.consent.gate import decisions_version
from palermo.cases.models import Purpose
from palermo.exchange.models import ImportRun
from palermo.home import Home
from palermo.statistics.errors import BadQuestion, DamagedExtract
from palermo.statistics.extract.format import MANIFEST, Extract

POINTER = "current"
#: Older extracts are kept this many deep, so that a page that is being read does not lose its ground.
KEEP = 3

_opened: dict[str, Extract] = {}


def caseload_version() -> int:
    """How many imports have been stored and how much was said about statistics. A number that only grows, in the order
    in which they became visible: primary keys would not do, since a later import may be finished before an earlier
    one."""
    return ImportRun.objects.count() + decisions_version(Purpose.RESEARCH)


def folder() -> Path:
    """Where the extracts lie."""
    home: Home = settings.HOME
    return home.extracts


def current() -> Extract | None:
    """The newest whole extract, or None. A pointer to something damaged counts as none."""
    try:
        name = (folder() / POINTER).read_text().strip()
    except FileNotFoundError:
        return None
    try:
        return _open(name)
    except DamagedExtract:
        return None


def named(snapshot: str) -> Extract:
    """The extract of that snapshot name. Raises BadQuestion when there is none."""
    known = [path.name for path in folder().iterdir() if (path / MANIFEST).exists()]
    if snapshot not in known:
        raise BadQuestion(
            _("There is no snapshot %(name)s. There are: %(known)s.")
            % {"name": snapshot, "known": ", ".join(sorted(known)) or "-"}
        )
    return _open(snapshot)


def make_current(extract: Extract) -> None:
    """Point to ``extract`` (atomically) and remove all but the newest few."""
    draft = folder() / f".{POINTER}.{os.getpid()}"
    draft.write_text(extract.manifest.snapshot)
    draft.replace(folder() / POINTER)
    manifests = [path / MANIFEST for path in folder().iterdir() if (path / MANIFEST).exists()]
    whole = [path.parent for path in sorted(manifests, key=lambda path: path.stat().st_mtime_ns)]
    for old in whole[:-KEEP]:
        if old.name != extract.manifest.snapshot:
            _opened.pop(str(old), None)
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def build_lock() -> Iterator[None]:
    """One build at a time, across processes; the lock goes with the process, so none is ever left behind."""
    path = settings.HOME.scratch / "extract.lock"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_UN)


def _open(name: str) -> Extract:
    path = folder() / name
    key = str(path)
    known = _opened.get(key)
    if known is None:
        known = _opened[key] = Extract(path)
    return known
