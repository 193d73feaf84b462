"""Sound and video as telephones record them (MP4, M4A, 3GP; ISO/IEC 14496-12), without what is written beside.

Threat: a video carries the coordinates of the shelter (``udta/loci``, ``udta/©xyz``, ``meta``), the telephone's name
and the moment. Such boxes are overwritten with zeros and become ``free`` space, so every other box stays where it was
and nothing has to be decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: Boxes that hold boxes which are looked into.
_INSIDE = frozenset({b"moov", b"trak", b"mdia"})
#: Boxes that describe: of no use for playing.
_BESIDE = frozenset({b"udta", b"meta", b"uuid", b"loci", b"free", b"skip", b"wide"})
#: Headers with the moments of creation and change behind version and flags.
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_MOST_BOXES = 10_000


class Damaged(Exception):
    """The boxes do not fill the file."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def clean_recording(content: bytes) -> tuple[bytes, str]:
    """The recording and its media type: video/mp4, or audio/mp4 when there is no picture in it. Raises Damaged."""
    cleaned = bytearray(content)
    handlers: set[bytes] = set()
    seen: set[bytes] = set()
    for count, box in enumerate(_walk(content, 0, len(content))):
        if count > _MOST_BOXES:
            raise Damaged
        seen.add(box.kind)
        if box.kind in _BESIDE:
            cleaned[box.start + 4 : box.start + 8] = b"free"
            cleaned[box.body : box.end] = bytes(box.end - box.body)
        elif box.kind in _DATED:
            width = 8 if content[box.body : box.body + 1] == b"\x01" else 4
            if box.end - box.body < 4 + 2 * width:
                raise Damaged
            cleaned[box.body + 4 : box.body + 4 + 2 * width] = bytes(2 * width)
        elif box.kind == b"hdlr":
            handlers.add(content[box.body + 8 : box.body + 12])
            # Behind the kind and three reserved words stands a name that the program chose.
            cleaned[box.body + 24 : box.end] = bytes(max(box.end - box.body - 24, 0))
    if b"moov" not in seen or not seen & {b"mdat", b"moof"} or not handlers & {b"vide", b"soun"}:
        raise Damaged
    return bytes(cleaned), "video/mp4" if b"vide" in handlers else "audio/mp4"


def _walk(content: bytes, start: int, end: int) -> Iterator[_Box]:
    while start < end:
        size = int.from_bytes(content[start : start + 4], "big")
        kind, body = content[start + 4 : start + 8], start + 8
        if size == 1:
            size, body = int.from_bytes(content[body : body + 8], "big"), body + 8
        elif size == 0:
            size = end - start
        if start + size < body or start + size > end or body > end:
            raise Damaged
        box = _Box(kind, start, body, start + size)
        yield box
        if kind in _INSIDE:
            yield from _walk(content, body, box.end)
        start = box.end
