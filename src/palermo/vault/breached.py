"""Passwords that other services have lost: a sorted file of digests, asked without a word going out.

Whoever runs the instance gets a list of such passwords by SHA-1 (the form in which they are handed round, one
``DIGEST:COUNT`` a line) and has it made into ``lists/breached_passwords`` in the home folder. SHA-1 is what those lists
are keyed by; nothing of ours is protected with it, and nothing of it is stored for an account.

The file: a line that names the form, then the first eight bytes of each digest in order. A password that is not on the
list is taken for one that is once in ten thousand million times, for a list of a thousand million.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from palermo.home import Home
from palermo.vault.errors import UnreadableList

HEAD = b"palermo breached 1\n"
KEPT = 8
#: Digests that are sorted in memory at a time (8 bytes each, and as much again for sorting).
PORTION = 4_000_000
_LINE = re.compile(rb"([0-9A-Fa-f]{40})(?::([0-9]{1,12}))?\s*")


def breached_path(home: Home) -> Path:
    return home.root / "lists" / "breached_passwords"


def is_breached(home: Home, password: str) -> bool:
    """Whether ``password`` is on the list; False where there is no list."""
    try:
        with breached_path(home).open("rb") as stream, _mapped(stream.fileno()) as held:
            return _holds(held, _digest(password))
    except FileNotFoundError:
        return False


def number_breached(home: Home) -> int | None:
    """How many passwords the list knows; None where there is none."""
    with suppress(FileNotFoundError):
        return (breached_path(home).stat().st_size - len(HEAD)) // KEPT
    return None


def build_breached(
    home: Home, lines: Iterable[bytes], *, at_least: int = 1, tell: Callable[[int], None] = lambda _done: None
) -> int:
    """Make the list of ``DIGEST`` or ``DIGEST:COUNT`` lines in any order; how many passwords it knows.

    Those seen fewer than ``at_least`` times are left out. ``tell`` hears how many lines were read. The list before
    stays in use until the new one is whole. Raises UnreadableList, naming the line, for anything else, and for nothing.
    """
    path = breached_path(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = secrets.token_hex(6)
    runs: list[Path] = []
    draft = path.with_name(f".{path.name}.{mark}")
    try:
        for number, portion in enumerate(_portions(lines, at_least, tell)):
            run = path.with_name(f".{path.name}.{mark}.{number}")
            portion.tofile(run)
            runs.append(run)
        if not runs:
            raise UnreadableList(_("There is no digest in this file."))
        _merge(runs, draft)
        draft.replace(path)
    finally:
        for left in (*runs, draft):
            left.unlink(missing_ok=True)
    return number_breached(home) or 0


def digest_lines(passwords: Iterable[bytes]) -> Iterator[bytes]:
    """Lines for ``build_breached`` of a plain list, one password a line."""
    for password in passwords:
        if stripped := password.rstrip(b"\r\n"):
            yield hashlib.sha1(stripped, usedforsecurity=False).hexdigest().encode()


def _digest(password: str) -> bytes:
    return hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()[:KEPT]


def _mapped(descriptor: int) -> mmap.mmap:
    return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)


def _holds(held: mmap.mmap, wanted: bytes) -> bool:
    """By halves: thirty looks for a thousand million."""
    low, high = 0, (len(held) - len(HEAD)) // KEPT
    while low < high:
        middle = (low + high) // 2
        start = len(HEAD) + middle * KEPT
        found = held[start : start + KEPT]
        if found == wanted:
            return True
        if found < wanted:
            low = middle + 1
        else:
            high = middle
    return False


def _portions(lines: Iterable[bytes], at_least: int, tell: Callable[[int], None]) -> Iterator[np.ndarray]:
    """Sorted runs of digests, as numbers whose order is that of the bytes."""
    gathered = bytearray()
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            if line.strip():
                raise UnreadableList(
                    _("Line %(line)d is not a SHA-1 digest with a count.") % {"line": number}, line=number
                )
            continue
        if match[2] is None or int(match[2]) >= at_least:
            gathered += bytes.fromhex(match[1][: 2 * KEPT].decode())
        if len(gathered) >= PORTION * KEPT:
            tell(number)
            yield _sorted(gathered)
            gathered = bytearray()
    if gathered:
        yield _sorted(gathered)


def _sorted(gathered: bytearray) -> np.ndarray:
    return np.unique(np.frombuffer(bytes(gathered), dtype=">u8"))


def _merge(runs: list[Path], target: Path) -> None:
    """One sorted file of all runs, by slices of the numbers: each slice fits into memory."""
    held = [np.memmap(run, dtype=">u8", mode="r") for run in runs]
    slices = max(1, sum(len(run) for run in held) // PORTION)
    edges = [piece * 2**64 // slices for piece in range(slices + 1)]
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(HEAD)
        places = [0] * len(held)
        for edge in edges[1:]:
            ends = [
                len(run) if edge == 2**64 else int(np.searchsorted(run, np.uint64(edge), side="left"))
                for run in held
            ]
            pieces = [run[start:end] for run, start, end in zip(held, places, ends, strict=True)]
            stream.write(np.unique(np.concatenate(pieces)).astype(">u8").tobytes())
            places = ends
        stream.flush()
        os.fsync(stream.fileno())
