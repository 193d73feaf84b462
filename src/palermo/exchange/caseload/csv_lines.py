"""Lines of a text file from a stranger: bounded, hashed on the way, refused when they are not what they should be."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from http import HTTPStatus
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.errors import PalermoError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: No line of a real caseload comes near; a file without line ends must not be read into memory whole.
MAX_LINE = 4 * 1024**2
#: Characters taken at once: asking for each line alone takes longer than parsing it.
BLOCK = 256 * 1024


class BadLineError(PalermoError):
    """A line that cannot be read. The message may have a place ``%(row)d``: which row it is only the parser knows."""

    code = "bad_line"
    status = HTTPStatus.BAD_REQUEST
    template = gettext_lazy("This line of the file cannot be read.")


class HashingFile(io.RawIOBase):
    """Hands bytes on and remembers how many there were, their SHA-256, and whether any was NUL.

    Raises BadLineError when no line ends for too long.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._line_began = 0
        self.position = 0
        self.has_nul = False
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        chunk = self._source.read(len(view))
        view[: len(chunk)] = chunk
        ending = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        if ending >= 0:
            self._line_began = self.position + ending
        self.position += len(chunk)
        if self.position - self._line_began > MAX_LINE:
            raise BadLineError(_("Row %(row)d is longer than any row of a caseload. Is this a CSV file?"))
        self.has_nul = self.has_nul or b"\0" in chunk
        self.sha256.update(chunk)
        return len(chunk)

    def close(self) -> None:
        self._source.close()
        super().close()


def checked_lines(stream: io.TextIOWrapper, raw: HashingFile) -> Iterator[str]:
    """The lines with their ends. Raises BadLineError for NUL and for what is not in the encoding.

    Bytes that are no UTF-8 arrive as surrogates (PEP 383), so that the row in which they stand is known.
    """
    is_utf16 = stream.encoding == "utf-16"
    while True:
        try:
            lines = stream.readlines(BLOCK)
        except UnicodeDecodeError as error:
            raise BadLineError(
                _(
                    "The file cannot be read as UTF-16. It may not be complete; save it again, if possible as UTF-8."
                )
            ) from error
        if not lines:
            return
        for line in lines:
            if not line.isascii():
                _refuse_other_encodings(line)
            # In UTF-16 every second byte of Latin text is NUL, so the bytes say nothing there.
            if (raw.has_nul or is_utf16) and "\0" in line:
                raise BadLineError(
                    _(
                        "Row %(row)d holds NUL characters: the file is damaged, no CSV, or UTF-16 without its mark."
                    )
                )
            yield line


def _refuse_other_encodings(line: str) -> None:
    try:
        line.encode()
    except UnicodeEncodeError as error:
        around = line[max(0, error.start - 20) : error.start + 20]
        seen = around.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
        readable = "".join(letter for letter in seen if letter.isprintable()).replace("%", "%%")
        raise BadLineError(
            _(
                "Row %(row)d is not written in UTF-8 (near “{text}”), but probably in Windows-1252, as Excel does for "
                "plain CSV. In Excel choose Save As, “CSV UTF-8 (Comma delimited)”; in LibreOffice choose Save As, "
                "Edit filter settings, Unicode (UTF-8)."
            ).replace("{text}", readable)
        ) from error
