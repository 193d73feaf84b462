"""Whether a ZIP file is a plain workbook (XLSX), from its table of contents: nothing in it is unpacked.

Threats: a ZIP bomb that somebody opens later, macros, and a table of contents so long that reading it takes the memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

#: Bytes of the table of contents, bytes of everything unpacked, and how much larger than packed.
_LONGEST_TABLE, _LARGEST, _SWELLING = 200_000, 100_000_000, 200
_END, _ENTRY = b"PK\x05\x06", b"PK\x01\x02"
_NEEDED = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_ENDINGS = (".xml", ".rels", ".vml", ".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf", ".svg", ".tiff")
#: Excel's notes about printers; every other binary part is a macro, a control or an embedded file.
_OF_PRINTERS = "xl/printersettings/"


def is_plain_workbook(content: bytes) -> bool:
    """Without macros and embedded files, and of a size that fits its packed one."""
    place = content.rfind(_END, max(0, len(content) - 65_557))
    if place < 0 or place + 22 > len(content):
        return False
    (length, start, comment) = struct.unpack("<IIH", content[place + 12 : place + 22])
    if place + 22 + comment != len(content) or start + length != place or length > _LONGEST_TABLE:
        return False
    names: set[str] = set()
    unpacked = 0
    try:
        for name, packed, size in _table(content[start:place]):
            unpacked += size
            if size > max(packed, 1024) * _SWELLING or not _is_plain(name.lower()):
                return False
            names.add(name)
    except (struct.error, UnicodeDecodeError):
        return False
    return names >= _NEEDED and unpacked <= _LARGEST


def _is_plain(name: str) -> bool:
    return name.endswith(_ENDINGS) or (name.startswith(_OF_PRINTERS) and name.endswith(".bin"))


def _table(table: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, packed and unpacked size of each entry. Raises struct.error where it does not hold together."""
    place = 0
    while place < len(table):
        if table[place : place + 4] != _ENTRY:
            raise struct.error
        packed, size, name, extra, comment = struct.unpack("<IIHHH", table[place + 20 : place + 34])
        if 0xFFFFFFFF in (packed, size):  # ZIP64: nobody's workbook is that large
            raise struct.error
        yield table[place + 46 : place + 46 + name].decode("utf-8"), packed, size
        place += 46 + name + extra + comment
    if place != len(table):
        raise struct.error
