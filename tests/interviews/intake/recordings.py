"""Files of each kind made by hand, with what telephones and attackers put into them."""

from __future__ import annotations

import io
import struct
import zipfile

SECRET = b"shelter 48.8584N 2.2945E"


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", bytes(8), kind, bytes(12), SECRET, b"\x00")


def mp4(*extra: bytes, handlers: tuple[bytes, ...] = (b"vide", b"soun"), version: int = 0) -> bytes:
    """A recording that a player could walk through: moments of creation, a place, a name."""
    dates = bytes([version, 0, 0, 0]) + b"\xd1" * (16 if version else 8) + bytes(80)
    tracks = [
        box(
            b"trak",
            box(b"tkhd", dates),
            box(b"mdia", box(b"mdhd", dates), handler(kind)),
            box(b"udta", SECRET),
        )
        for kind in handlers
    ]
    return b"".join(
        [
            box(b"ftyp", b"isom", bytes(4), b"isommp42"),
            box(b"free", SECRET),
            box(
                b"moov",
                box(b"mvhd", dates),
                *tracks,
                box(b"udta", box(b"\xa9xyz", SECRET)),
                box(b"meta", SECRET),
            ),
            *extra,
            box(b"mdat", b"picture after picture"),
        ]
    )


def zipped(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def xlsx(**more: bytes) -> bytes:
    inside = {"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook/>"}
    return zipped(**inside, **more)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
