"""Files that a page sends, held in memory (setting ``FILE_UPLOAD_HANDLERS``).

Threat: Django writes larger files of a form into a temporary folder, in clear, before any view is asked: a photograph
of a survivor would lie on the disk, and after a crash stay there. So nothing of a form touches the disk. Memory is
bounded: of one request no more than ``LARGEST`` bytes are kept; the view sees a file that is too large, and says so.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

#: Bytes of all files of one request: more than any page takes (photographs: ten million).
LARGEST = 12_000_000


class InMemoryHandler(FileUploadHandler):
    """Keeps what fits; of what is more, only that it was more."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._left = LARGEST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: self._left]
        self._left -= len(kept)
        self._file.write(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """``file_size``: what was sent, which may be more than what was kept."""
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
