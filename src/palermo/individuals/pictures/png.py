"""PNG (ISO/IEC 15948): the chunks that a picture needs, their checksums checked, nothing behind the end.

Left out: all text, times, Exif, physical size, colour profiles, animation, and everything private.
"""

from __future__ import annotations

import struct
import zlib

from palermo.individuals.pictures.cleaning import Picture, check_size, damaged

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER, _PALETTE, _CLEAR, _DATA, _END = b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"
#: Colour type -> bit depths that exist.
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}


def clean_png(content: bytes) -> Picture:
    """The picture without metadata. Raises NotAcceptedError."""
    kept: list[bytes] = [SIGNATURE]
    place = len(SIGNATURE)
    size: tuple[int, int] | None = None
    has_data = is_past_data = False
    while True:
        kind, body, place = _chunk(content, place)
        if (kind == _HEADER) != (size is None):
            raise damaged()
        if kind == _HEADER:
            size = _size(body)
        if kind == _DATA:
            if is_past_data:
                raise damaged()
            has_data = True
        elif has_data:
            is_past_data = True
        if kind in (_HEADER, _PALETTE, _CLEAR, _DATA, _END):
            kept.append(_written(kind, body))
        elif not kind[0] & 0x20:
            raise damaged()  # a chunk that decoders must know, and this one does not
        if kind == _END:
            break
    if size is None or not has_data:
        raise damaged()
    return Picture(b"".join(kept), "image/png", *size)


def _chunk(content: bytes, place: int) -> tuple[bytes, bytes, int]:
    head = content[place : place + 8]
    if len(head) < 8:
        raise damaged()
    length, kind = int.from_bytes(head[:4], "big"), head[4:]
    end = place + 8 + length
    if end + 4 > len(content) or not kind.isalpha():
        raise damaged()
    body = content[place + 8 : end]
    if zlib.crc32(kind + body) != int.from_bytes(content[end : end + 4], "big"):
        raise damaged()
    if kind == _END and body:
        raise damaged()
    return kind, body, end + 4


def _size(body: bytes) -> tuple[int, int]:
    if len(body) != 13:
        raise damaged()
    width, height, depth, colour, packing, sieve, lacing = struct.unpack(">IIBBBBB", body)
    if depth not in _DEPTHS.get(colour, ()) or packing or sieve or lacing > 1:
        raise damaged()
    check_size(width, height)
    return width, height


def _written(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
