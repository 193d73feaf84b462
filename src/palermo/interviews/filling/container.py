"""One finished interview as a device packs it, before sealing: what it is, its XML, its files.

Layout: length of the head (4 bytes, big-endian); head (JSON: ``v``, ``meta``, ``xml`` = bytes of XML, ``files`` = list
of ``name``, ``type``, ``size``); the XML; the files one after another; zeros, so that the size of what is sent is known
to an eighth only. Nothing is guessed: whatever does not fit is refused whole. ``client/store/container.ts`` writes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from palermo.interviews.filling.errors import ContainerRefused
from palermo.interviews.intake.errors import SubmissionTooLarge
from palermo.interviews.intake.reading import LARGEST_FILE, MOST_FILES
from palermo.interviews.xforms.instances import LARGEST as LONGEST_XML

VERSION = 1
LENGTH_BYTES = 4
LONGEST_HEAD = 64 * 1024
#: Bytes of everything in one container; the sealed body is at most an eighth larger.
LARGEST = 64_000_000
LARGEST_BODY = LARGEST + LARGEST // 8 + LONGEST_HEAD
LONGEST_TEXT = 200
#: What ``meta`` holds, all of it text: moments in ISO 8601 with their zone, days, or "". ``seen``: of an interview that
#: is given out to be corrected, and of its correction, ``intake.placing.seen_as`` of what was given out.
META = frozenset(
    {"form_id", "version", "instance_id", "case", "language", "began_at", "ended_at", "paper_on", "seen"}
)
#: The clock of a phone that is further ahead than this is wrong, and its moments say nothing.
AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True, repr=False)
class PackedFile:
    """A file of an interview."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Packed:
    """What was in the container. ``case`` is the number of the case that the interview was begun from, or ""."""

    form_id: str
    version: str
    instance_id: str
    case: str
    language: str
    began_at: datetime | None
    ended_at: datetime | None
    paper_on: date | None
    seen: str
    xml: bytes
    files: tuple[PackedFile, ...]


def unpack(content: bytes) -> Packed:
    """The interview in ``content``. Raises ContainerRefused, and SubmissionTooLarge for what is larger than agreed."""
    size = int.from_bytes(content[:LENGTH_BYTES], "big")
    if not 0 < size <= LONGEST_HEAD or len(content) < LENGTH_BYTES + size:
        raise ContainerRefused(part="head")
    head = _head(content[LENGTH_BYTES : LENGTH_BYTES + size])
    meta = head["meta"]
    said = {name: _text(meta[name], "meta") for name in META}
    position = LENGTH_BYTES + size
    xml, position = _taken(content, position, _size(head["xml"], LONGEST_XML, "xml"), "xml")
    if not xml:
        raise ContainerRefused(part="xml")
    files: list[PackedFile] = []
    for one in head["files"]:
        piece, position = _taken(content, position, _size(one["size"], LARGEST_FILE, "files"), "files")
        files.append(PackedFile(_text(one["name"], "files"), _text(one["type"], "files"), piece))
    if len({one.name for one in files}) < len(files) or content[position:].strip(b"\x00"):
        raise ContainerRefused(part="files")
    return Packed(
        said["form_id"],
        said["version"],
        said["instance_id"],
        said["case"],
        said["language"],
        _moment(said["began_at"]),
        _moment(said["ended_at"]),
        _day(said["paper_on"]),
        said["seen"],
        xml,
        tuple(files),
    )


def pack(meta: dict[str, str], xml: bytes, files: list[PackedFile]) -> bytes:
    """The container of an interview: what a device writes, and what it is given to correct a received one."""
    head = json.dumps(
        {
            "v": VERSION,
            "meta": meta,
            "xml": len(xml),
            "files": [{"name": one.name, "type": one.media_type, "size": len(one.content)} for one in files],
        },
        ensure_ascii=False,
    ).encode()
    return b"".join([len(head).to_bytes(LENGTH_BYTES, "big"), head, xml, *(one.content for one in files)])


def _head(written: bytes) -> dict[str, Any]:
    try:
        head = json.loads(written.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ContainerRefused(part="head") from None
    is_ours = (
        isinstance(head, dict)
        and set(head) == {"v", "meta", "xml", "files"}
        and type(head["v"]) is int
        and head["v"] == VERSION
        and isinstance(head["meta"], dict)
        and set(head["meta"]) == META
        and isinstance(head["files"], list)
        and all(isinstance(one, dict) and set(one) == {"name", "type", "size"} for one in head["files"])
    )
    if not is_ours:
        raise ContainerRefused(part="head")
    if len(head["files"]) > MOST_FILES:
        raise SubmissionTooLarge(limit=MOST_FILES)
    known: dict[str, Any] = head
    return known


def _text(value: Any, part: str) -> str:
    # What is not printable comes from no form and no camera; PostgreSQL takes no NUL, and nothing takes half a letter.
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not (value.isprintable() or not value):
        raise ContainerRefused(part=part)
    return value


def _size(value: Any, limit: int, part: str) -> int:
    if type(value) is not int or value < 0:
        raise ContainerRefused(part=part)
    if value > limit:
        raise SubmissionTooLarge(limit=limit)
    return value


def _taken(content: bytes, start: int, size: int, part: str) -> tuple[bytes, int]:
    piece = content[start : start + size]
    if len(piece) < size:
        raise ContainerRefused(part=part)
    return piece, start + size


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ContainerRefused(part="meta") from None
    if moment.tzinfo is None:
        raise ContainerRefused(part="meta")
    try:
        return moment if moment <= timezone.now() + AHEAD else None
    except OverflowError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ContainerRefused(part="meta") from None
