"""The small parts of a workbook (which sheets, which number formats) and the way to its rows."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from palermo.safe_spreadsheet.archive import damaged, open_archive
from palermo.safe_spreadsheet.errors import UnreadableFileError
from palermo.safe_spreadsheet.sheet import SheetHandlers, SheetRow
from palermo.safe_spreadsheet.strings import SharedStrings
from palermo.safe_spreadsheet.xml_stream import qualified, stream

#: workbook.xml and styles.xml have kilobytes; what is larger than this is not read into memory.
MAX_SMALL_PART = 16 * 1024**2
#: Shared strings pass before the sheet does; about this much of the work.
STRINGS_SHARE = 0.2
_VALUES = frozenset(qualified("v") + qualified("is") + qualified("f"))


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Workbook:
    """An open workbook. ``fraction`` tells how much of what is being read has passed."""

    archive: zipfile.ZipFile
    sheets: list[Sheet]
    strings_part: str
    date_styles: frozenset[int]
    epoch: datetime
    scratch: Path
    fraction: float = 0.0
    merged: list[str] = field(default_factory=list)

    def close(self) -> None:
        self.archive.close()

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """The rows of a sheet that have cells, top down. ``merged`` is complete when they are exhausted."""
        with closing(SharedStrings(self.scratch)) as strings:
            share = 0.0
            if self.strings_part:
                share = STRINGS_SHARE
                for passed in stream(self.archive, self.strings_part, strings):
                    self.fraction = share * passed
            strings.finish()
            handlers = SheetHandlers(strings, self.date_styles.__contains__, self.epoch)
            for passed in stream(self.archive, sheet.part, handlers):
                self.fraction = share + (1 - share) * passed
                yield from handlers.rows
                handlers.rows.clear()
            yield from handlers.rows
            self.merged = handlers.merged

    def has_data(self, sheet: Sheet) -> bool:
        """Whether any cell of the sheet has content; stops at the first."""
        finder = _Finder()
        return any(finder.found for _passed in stream(self.archive, sheet.part, finder)) or finder.found


class _Finder:
    """Handlers that look for the first cell with content."""

    def __init__(self) -> None:
        self.found = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.found = self.found or name in _VALUES

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


def open_workbook(path: Path, scratch: Path) -> Workbook:
    """Open a workbook for reading. ``scratch`` is a private folder. Raises UnreadableFileError."""
    archive = open_archive(path)
    try:
        return _read_workbook(archive, scratch)
    except BaseException:
        archive.close()
        raise


def _read_workbook(archive: zipfile.ZipFile, scratch: Path) -> Workbook:
    main = next(iter(_targets(archive, "", "officeDocument").values()), "xl/workbook.xml")
    root = _parse(archive, main)
    parts = _targets(archive, main, "worksheet")
    sheets = []
    for element in root.iter():
        if _local(element) == "sheet":
            key = next((value for name, value in element.items() if name.endswith("}id")), "")
            if key in parts:
                hidden = element.get("state", "visible") != "visible"
                sheets.append(Sheet(element.get("name", ""), parts[key], hidden))
    if not sheets:
        raise UnreadableFileError(_("The workbook has no sheet with cells."))
    uses_1904 = any(
        _local(element) == "workbookPr" and element.get("date1904", "0") in ("1", "true")
        for element in root.iter()
    )
    styles = next(iter(_targets(archive, main, "styles").values()), "")
    return Workbook(
        archive=archive,
        sheets=sheets,
        strings_part=next(iter(_targets(archive, main, "sharedStrings").values()), ""),
        date_styles=_date_styles(_parse(archive, styles)) if styles else frozenset(),
        epoch=MAC_EPOCH if uses_1904 else WINDOWS_EPOCH,
        scratch=scratch,
    )


def _targets(archive: zipfile.ZipFile, source: str, kind: str) -> dict[str, str]:
    """The parts that ``source`` relates to as ``kind``, by relationship id; only those inside the archive."""
    folder, name = posixpath.split(source)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    names = set(archive.namelist())
    if relations not in names:
        return {}
    found = {}
    for element in _parse(archive, relations).iter():
        if element.get("Type", "").endswith(f"/{kind}") and element.get("TargetMode") != "External":
            target = element.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            part = posixpath.normpath(part)
            if part in names:
                found[element.get("Id", "")] = part
    return found


def _parse(archive: zipfile.ZipFile, part: str) -> Element:
    try:
        if archive.getinfo(part).file_size > MAX_SMALL_PART:
            raise damaged()
        root: Element = fromstring(archive.read(part), forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableFileError(
            _("The workbook declares XML document types or entities, as files made to harm computers do.")
        ) from error
    except (ParseError, zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError) as error:
        raise damaged() from error
    return root


def _date_styles(root: Element) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a date."""
    formats = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    for element in root.iter():
        if _local(element) == "numFmt":
            formats[_integer(element.get("numFmtId"))] = element.get("formatCode", "")
        elif _local(element) == "cellXfs":
            styles = [_integer(style.get("numFmtId")) for style in element]
    dates = {number for number, code in formats.items() if is_date_format(code)}
    return frozenset(place for place, number in enumerate(styles) if number in dates)


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
