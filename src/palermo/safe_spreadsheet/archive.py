"""Opens the ZIP archive of a workbook after measuring it, and says what a file is that is no workbook."""

from __future__ import annotations

import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from palermo.safe_spreadsheet.errors import UnreadableFileError

ZIP_MAGIC = b"PK\x03\x04"
#: The container of old Office files, and of encrypted new ones.
OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The name of the stream in which an encrypted workbook lies (MS-OFFCRYPTO 2.3.2), as OLE2 directories write it.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

#: Excel's largest sheet (1,048,576 rows) of 40 filled columns unpacks to about 2.5 GiB.
MAX_UNPACKED = 4 * 1024**3
#: Sheets shrink by 5 to 40 times; a bomb by a thousand.
MAX_RATIO = 200
#: Parts smaller than this cannot hurt, whatever their ratio.
HARMLESS = 1024**2
MAX_PARTS = 10_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def refuse_ole2(path: Path) -> UnreadableFileError:
    """What to say of a file in the old container: encrypted, or saved in the format before 2007."""
    overlap, tail = len(_ENCRYPTED), b""
    with path.open("rb") as stream:
        while chunk := stream.read(HARMLESS):
            if _ENCRYPTED in tail + chunk:
                return UnreadableFileError(
                    _(
                        "The file is protected by a password. Open it, remove the password, save it and try again."
                    )
                )
            tail = chunk[-overlap:]
    return UnreadableFileError(
        _("The file is in the old .xls format. Open it, save it as .xlsx (Excel Workbook) and try again.")
    )


def open_archive(path: Path) -> zipfile.ZipFile:
    """The archive, open, of a workbook that unpacks within bounds. Raises UnreadableFileError."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error
    try:
        _measure(archive)
        _recognise(archive)
    except BaseException:
        archive.close()
        raise
    return archive


def damaged() -> UnreadableFileError:
    return UnreadableFileError(
        _(
            "The workbook is damaged or not complete. Perhaps it was still being copied; save it again and try again."
        )
    )


def _measure(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableFileError(
            _("The workbook would unpack to more than %(limit)d GB. Save the rows as CSV instead.")
            % {"limit": MAX_UNPACKED // 1024**3}
        )
    for part in parts:
        if part.flag_bits & 1:
            raise UnreadableFileError(_("The archive is protected by a password. Remove it and try again."))
        if part.compress_type not in _METHODS:
            raise damaged()
        if part.file_size > HARMLESS and part.file_size > MAX_RATIO * max(1, part.compress_size):
            raise UnreadableFileError(
                _(
                    "The workbook unpacks to far more than a real one does, as files made to harm computers do."
                )
            )
    # Two parts of one name: what one program checks, another may not be what it reads.
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise damaged()


def _recognise(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "mimetype" in names and "content.xml" in names:
        raise UnreadableFileError(
            _("The file is an OpenDocument spreadsheet (.ods). Save it as .xlsx or as CSV and try again.")
        )
    if "xl/workbook.bin" in names:
        raise UnreadableFileError(_("The file is a binary workbook (.xlsb). Save it as .xlsx and try again."))
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise UnreadableFileError(_("The file is an archive, but not an .xlsx workbook."))
    if any(name.lower().startswith("xl/externallinks/") for name in names):
        raise UnreadableFileError(
            _(
                "The workbook takes values from other files. In Excel choose Data, Edit Links, Break Link; save it."
            )
        )
