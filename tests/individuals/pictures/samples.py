"""Pictures made by hand, with what cameras and attackers put into them."""

from __future__ import annotations

import struct
import zlib

SECRET = b"shelter 48.8584N 2.2945E"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def exif(orientation: int = 6, order: str = ">") -> bytes:
    mark = b"MM\x00\x2a" if order == ">" else b"II\x2a\x00"
    entries = struct.pack(order + "HHII", 0x010F, 2, len(SECRET), 38) + struct.pack(
        order + "HHIHH", 0x0112, 3, 1, orientation, 0
    )
    return b"Exif\x00\x00" + mark + struct.pack(order + "IH", 8, 2) + entries + bytes(4) + SECRET


def jpeg(
    *extra: bytes, width: int = 16, height: int = 8, scan: bytes = b"\x12\xff\x00\x34\xff\xd0\x56"
) -> bytes:
    """A JPEG that decoders walk through; ``extra`` segments stand before the frame."""
    tables = segment(0xDB, bytes([0]) + bytes(range(1, 65))) + segment(0xC4, bytes([0]) + bytes(16))
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + bytes((1, 0x11, 0)))
    begin = segment(0xDA, bytes((1, 1, 0, 0, 63, 0)))
    return b"\xff\xd8" + b"".join(extra) + tables + frame + begin + scan + b"\xff\xd9"


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def png(*extra: bytes, width: int = 2, height: int = 2, after: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\x00\x01\x02\x00\x03\x04"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + data + chunk(b"IEND", b"") + after
