"""Anchors: heads of the chain, noted outside the database in ``logs/audit-anchors.jsonl``.

Threat: somebody with SQL, or with an old copy of the database, removes the newest entries together with the head
row; what is left is a whole, shorter chain. An anchor names an entry that must exist. Whoever can write in the home
folder as well can remove anchors, so ``palermo audit head`` prints what should also be written down or sent elsewhere.
"""

from __future__ import annotations

import heapq
import json
import logging
import os
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from palermo.home import Home
from palermo.vault.chain import ChainKeys, link, same

FILE = "audit-anchors.jsonl"
#: Seconds between two anchors: what can be cut off unseen is at most what was recorded in the last minute.
PAUSE = 60
#: Two processes may write their lines in another order than they committed; this far apart never.
WINDOW = 1_000
BAD_LINES_KEPT = 100
log = logging.getLogger(__name__)
_MARK = b"palermo/audit/anchor/1\x00"


class Anchor(NamedTuple):
    """An entry that exists: its number, hash and time (microseconds).

    ``resumed`` marks where the chain was taken up again after a loss: earlier anchors from there on name what was lost.
    """

    sequence: int
    hash: bytes
    at: int
    resumed: bool = False


class Notes(NamedTuple):
    """An anchors file as it was at a moment: its first ``size`` bytes.

    To be taken before the chain is read: what is noted meanwhile names entries that a snapshot does not have yet.
    """

    path: Path
    size: int

    @classmethod
    def now(cls, path: Path) -> Notes:
        return cls(path, path.stat().st_size if path.exists() else 0)


class BadLine(NamedTuple):
    """A line without our seal. ``torn``: not even a line, as a crash may leave it; else somebody made it."""

    torn: bool


def anchors_path(home: Home) -> Path:
    return home.logs / FILE


def drop_anchor(home: Home, keys: ChainKeys, anchor: Anchor, *, always: bool = False) -> bool:
    """Note a committed entry, unless that was done less than a minute ago. Whether a line was written."""
    path = anchors_path(home)
    if not always:
        try:
            if 0 <= time.time() - path.stat().st_mtime < PAUSE:
                return False
        except FileNotFoundError:
            pass
    line = {**anchor._asdict(), "hash": anchor.hash.hex(), "seal": _seal(keys, anchor).hex()}
    # One write of one line at the end: lines of several processes do not mix.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, json.dumps(line).encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    # Goes where the log goes (PALERMO_LOG_TO): what has left this machine cannot be cut off here.
    log.info("Head of the audit: %d %s", anchor.sequence, anchor.hash.hex())
    return True


def read_anchors(notes: Notes, keys: ChainKeys) -> Iterator[Anchor | BadLine]:
    """Every line in the file's order."""
    if not notes.size:
        return
    left = notes.size
    with notes.path.open("rb") as lines:
        while left > 0 and (line := lines.readline(left)):
            left -= len(line)
            if line.strip():
                yield _read(line, keys)


def standing_anchors(notes: Notes, keys: ChainKeys, bad_lines: list[BadLine]) -> Iterator[Anchor]:
    """Anchors by number, without those that a later resumption says are lost. Memory does not grow with the file.

    The first lines that are not ours are added to ``bad_lines``.
    """
    resumptions = [
        (place, anchor.sequence)
        for place, anchor in enumerate(read_anchors(notes, keys))
        if isinstance(anchor, Anchor) and anchor.resumed
    ]
    window: list[Anchor] = []
    for place, anchor in enumerate(read_anchors(notes, keys)):
        if isinstance(anchor, BadLine):
            if len(bad_lines) < BAD_LINES_KEPT:
                bad_lines.append(anchor)
            continue
        if any(place < later and anchor.sequence >= first for later, first in resumptions):
            continue
        heapq.heappush(window, anchor)
        if len(window) > WINDOW:
            yield heapq.heappop(window)
    while window:
        yield heapq.heappop(window)


def _read(line: bytes, keys: ChainKeys) -> Anchor | BadLine:
    try:
        found = json.loads(line)
    except ValueError:
        return BadLine(torn=True)
    try:
        anchor = Anchor(found["sequence"], bytes.fromhex(found["hash"]), found["at"], found["resumed"])
        is_ours = same(_seal(keys, anchor), bytes.fromhex(found["seal"]))
    except (ValueError, KeyError, TypeError, struct.error):
        is_ours = False
    return anchor if is_ours else BadLine(torn=False)


def _seal(keys: ChainKeys, anchor: Anchor) -> bytes:
    content = struct.pack(">qq?I", anchor.sequence, anchor.at, anchor.resumed, len(anchor.hash))
    return link(keys.anchor, _MARK + content + anchor.hash)
