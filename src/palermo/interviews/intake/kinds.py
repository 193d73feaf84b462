"""What kind of file somebody sent, by what is in it: never by its name, nor by what the sender says.

Nothing is decoded or unpacked. Pictures and recordings lose what the camera wrote beside them (place, time, owner); all
else is kept as it came, sealed, and is never shown but downloaded.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.individuals.pictures.cleaning import clean
from palermo.interviews.intake.errors import AttachmentRefused
from palermo.interviews.intake.recordings import Damaged, clean_recording
from palermo.interviews.intake.workbooks import is_plain_workbook

#: Bytes of a media type's signature.
_HEAD = 64
#: Each pair is where the bytes stand and what they are; all of one line must be there.
_SIGNATURES: tuple[tuple[str, tuple[tuple[int, bytes], ...]], ...] = (
    ("audio/amr", ((0, b"#!AMR"),)),
    ("audio/ogg", ((0, b"OggS"),)),
    ("audio/flac", ((0, b"fLaC"),)),
    ("audio/wav", ((0, b"RIFF"), (8, b"WAVE"))),
    ("audio/mpeg", ((0, b"ID3"),)),
    ("audio/aac", ((0, b"\xff\xf1"),)),
    ("audio/aac", ((0, b"\xff\xf9"),)),
    ("audio/mpeg", ((0, b"\xff\xfb"),)),
    ("audio/mpeg", ((0, b"\xff\xf3"),)),
    ("audio/mpeg", ((0, b"\xff\xf2"),)),
    ("video/webm", ((0, b"\x1a\x45\xdf\xa3"),)),
)
#: How far from the end of a PDF its last line may stand, in bytes.
_PDF_TAIL = 2048
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
#: Control characters that stand in tables and letters.
_IN_TEXT = frozenset("\t\n\r\x0c")


@dataclass(frozen=True, slots=True, repr=False)
class Accepted:
    """A file as it is kept."""

    content: bytes
    media_type: str


def accepted(content: bytes, *, place: int) -> Accepted:
    """The file as it is kept. Raises AttachmentRefused, which says why and names ``place``, its number in the post."""
    if not content:
        raise AttachmentRefused(
            _("File %(place)d is empty. Send it again, or leave it out.") % {"place": place}, place=place
        )
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        try:
            picture = clean(content)
        except NotAcceptedError as problem:
            raise AttachmentRefused(
                _("File %(place)d: %(reason)s") % {"place": place, "reason": problem.message}, place=place
            ) from problem
        return Accepted(picture.content, picture.media_type)
    if content[4:8] == b"ftyp":
        try:
            return Accepted(*clean_recording(content))
        except Damaged as problem:
            raise _damaged(place) from problem
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_PDF_TAIL:]:
            raise _damaged(place)
        return Accepted(content, "application/pdf")
    if content.startswith(b"PK\x03\x04"):
        if not is_plain_workbook(content):
            raise _not_taken(place)
        return Accepted(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    head = content[:_HEAD]
    for media_type, marks in _SIGNATURES:
        if all(head[start : start + len(mark)] == mark for start, mark in marks):
            return Accepted(content, media_type)
    if _is_text(content):
        return Accepted(content, "text/plain")
    raise _not_taken(place)


def _is_text(content: bytes) -> bool:
    """Words or a table (CSV) in UTF-8 or UTF-16, and no markup, which browsers would run."""
    try:
        text = content.decode(_WIDE.get(content[:2], "utf-8-sig"))
    except UnicodeDecodeError:
        return False
    # C0, C1 and DEL; a byte of zero is the mark of everything that is no text.
    if any(letter not in _IN_TEXT and (letter < " " or "\x7f" <= letter <= "\x9f") for letter in text):
        return False
    return not text.lstrip("\ufeff \t\r\n\x0c").startswith(("<", "%!", "{\\rtf"))


def _damaged(place: int) -> AttachmentRefused:
    return AttachmentRefused(
        _("File %(place)d is damaged, or not all of it has come. Send it again.") % {"place": place},
        place=place,
    )


def _not_taken(place: int) -> AttachmentRefused:
    return AttachmentRefused(
        _(
            "File %(place)d is of a kind that is not taken. Pictures (JPEG, PNG), PDF, sound, video, tables"
            " (CSV, XLSX without macros) and plain text are."
        )
        % {"place": place},
        place=place,
    )
