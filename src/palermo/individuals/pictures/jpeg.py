"""JPEG (ITU-T T.81): the segments that a decoder needs, nothing else, and nothing behind the end.

Left out: APP0 to APP15 (JFIF with its thumbnail, Exif, XMP, colour profiles, camera makers' own) and comments. Two
are written anew from a few bits of what they said: Adobe's APP14, without which some colours are wrong, and an Exif
block that holds the orientation only, without which portraits lie on their side.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from palermo.individuals.pictures.cleaning import Picture, check_size, damaged

_SOI, _EOI, _SOS, _DHT, _DQT, _DRI, _DAC = 0xD8, 0xD9, 0xDA, 0xC4, 0xDB, 0xDD, 0xCC
_EXIF, _ADOBE = 0xE1, 0xEE
#: Frames that browsers show: baseline, extended, progressive. Lossless, hierarchical and arithmetic ones are refused.
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_NEEDED = frozenset({_DHT, _DQT, _DRI}) | _FRAMES
_LEFT_OUT = frozenset(range(0xE0, 0xF0)) | {0xFE}
_RESTARTS = frozenset(range(0xD0, 0xD8))
_ORIENTATION = 0x0112


@dataclass(slots=True)
class _Found:
    """What the walk has met so far."""

    kept: list[bytes] = field(default_factory=list)
    size: tuple[int, int] | None = None
    orientation: int = 1
    transform: int | None = None
    scans: int = 0


def clean_jpeg(content: bytes) -> Picture:
    """The picture without metadata. Raises NotAcceptedError."""
    found = _Found()
    place = 2
    while True:
        marker, place = _marker(content, place)
        if marker == _EOI:
            break
        body, place = _body(content, place)
        if marker == _SOS:
            if found.size is None:
                raise damaged()
            end = _end_of_scan(content, place)
            found.kept.append(_segment(marker, body) + content[place:end])
            found.scans += 1
            place = end
        else:
            _take(found, marker, body)
    if found.size is None or not found.scans:
        raise damaged()
    check_size(*found.size)
    head = [bytes((0xFF, _SOI))]
    if found.orientation != 1:
        head.append(_segment(_EXIF, _exif_with(found.orientation)))
    if found.transform is not None:
        head.append(_segment(_ADOBE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, found.transform)))
    cleaned = b"".join([*head, *found.kept, bytes((0xFF, _EOI))])
    return Picture(cleaned, "image/jpeg", *found.size)


def _take(found: _Found, marker: int, body: bytes) -> None:
    if marker in _LEFT_OUT:
        if marker == _EXIF and body.startswith(b"Exif\x00\x00"):
            found.orientation = _orientation(body[6:])
        elif marker == _ADOBE and body.startswith(b"Adobe") and len(body) >= 12:
            found.transform = body[11] if body[11] in (0, 1, 2) else None
        return
    if marker not in _NEEDED:
        raise damaged()
    if marker in _FRAMES:
        # precision, height, width, number of components, three bytes for each
        if (
            found.size is not None
            or len(body) < 6
            or len(body) != 6 + 3 * body[5]
            or body[5] not in (1, 3, 4)
        ):
            raise damaged()
        height, width = struct.unpack(">HH", body[1:5])
        found.size = (width, height)
    found.kept.append(_segment(marker, body))


def _marker(content: bytes, place: int) -> tuple[int, int]:
    """The marker at ``place`` (fill bytes before it skipped) and where its segment goes on."""
    if content[place : place + 1] != b"\xff":
        raise damaged()
    while content[place : place + 1] == b"\xff":
        place += 1
    if place >= len(content) or content[place] in (0x00, 0x01, _SOI) or content[place] in _RESTARTS:
        raise damaged()
    return content[place], place + 1


def _body(content: bytes, place: int) -> tuple[bytes, int]:
    if place + 2 > len(content):
        raise damaged()
    length = int.from_bytes(content[place : place + 2], "big")
    if length < 2 or place + length > len(content):
        raise damaged()
    return content[place + 2 : place + length], place + length


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the coded picture ends: at the first marker that is neither a restart nor a stuffed zero."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise damaged()
        following = content[place + 1]
        if following == 0xFF:
            place += 1
        elif following == 0x00 or following in _RESTARTS:
            place += 2
        else:
            return place


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def _orientation(tiff: bytes) -> int:
    """1 to 8 from an Exif block; 1 where there is none or the block is not as it should be."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    (start,) = struct.unpack(order + "I", tiff[4:8])
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack(order + "H", tiff[start : start + 2])
    for number in range(min(count, 64)):
        entry = tiff[start + 2 + 12 * number : start + 14 + 12 * number]
        if len(entry) < 12:
            return 1
        tag, kind, values, value = struct.unpack(order + "HHIH", entry[:10])
        if (tag, kind, values) == (_ORIENTATION, 3, 1):
            return int(value) if 1 <= value <= 8 else 1
    return 1


def _exif_with(orientation: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    return b"Exif\x00\x00MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4)
