"""Takes what a device posts, in memory and within bounds.

Threat: Django writes large files of a post to a temporary folder, in clear. Here nothing of an interview touches a disk
before it is sealed, so everything is held in memory, and therefore bounded while it streams in: a request of more than
``MOST_BYTES`` ends where it passes the bound, whatever it said of its length before.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from palermo.interviews.intake.arrival import ArrivedFile
from palermo.interviews.intake.errors import SubmissionTooLarge
from palermo.interviews.openrosa.answers import ACCEPTED_BYTES
from palermo.interviews.openrosa.errors import BrokenUpload, OtherContent

#: Of one request: the files that Collect puts into one, the filled form beside them, and the lines between.
MOST_BYTES = ACCEPTED_BYTES + 2_500_000
FORM_PART = "xml_submission_file"
INCOMPLETE_PART = "*isIncomplete*"


@dataclass(frozen=True, slots=True, repr=False)
class Upload:
    """One post: the filled form (or the manifest of an encrypted one), files, and whether more of them follow."""

    xml: bytes
    files: tuple[ArrivedFile, ...]
    is_incomplete: bool


class BoundedMemoryHandler(FileUploadHandler):
    """Keeps files in memory, all of a request together no more than ``MOST_BYTES``."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._taken = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Asked before the first byte is read."""
        if content_length > MOST_BYTES:
            raise SubmissionTooLarge(limit=MOST_BYTES)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._taken += len(raw_data)
        if self._taken > MOST_BYTES:
            raise SubmissionTooLarge(limit=MOST_BYTES)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
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


def read_upload(request: HttpRequest) -> Upload:
    """What was posted. Raises OtherContent, SubmissionTooLarge, BrokenUpload; nothing is kept then."""
    if request.content_type != "multipart/form-data":
        raise OtherContent
    request.upload_handlers = [BoundedMemoryHandler(request)]
    try:
        fields, sent = request.POST, request.FILES
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as problem:
        raise SubmissionTooLarge(limit=MOST_BYTES) from problem
    except (MultiPartParserError, UnreadablePostError, ValueError, LookupError) as problem:
        raise BrokenUpload from problem
    forms = sent.getlist(FORM_PART)
    files = [file for part, found in sent.lists() if part != FORM_PART for file in found]
    names = [str(file.name) for file in files]
    if len(forms) != 1 or len(set(names)) < len(names):
        raise BrokenUpload
    return Upload(
        xml=forms[0].read(),
        files=tuple(
            ArrivedFile(name=name, content=file.read(), media_type=file.content_type or "")
            for name, file in zip(names, files, strict=True)
        ),
        is_incomplete=fields.get(INCOMPLETE_PART, "").strip().lower() == "yes",
    )
