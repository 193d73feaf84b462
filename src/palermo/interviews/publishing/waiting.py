"""A form that was looked at and is not published yet, to and from its row."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from palermo.interviews.models import Checked, FormDraft, FormKind
from palermo.interviews.publishing.ready import MediaFile, ReadyVersion

_APART = ("source", "media")


def dumped(ready: ReadyVersion) -> dict[str, Any]:
    """All but the files, as JSON takes it."""
    return {key: value for key, value in asdict(ready).items() if key not in _APART}


def loaded(draft: FormDraft) -> ReadyVersion:
    """What the row stands for."""
    known = draft.ready
    return ReadyVersion(
        **known
        | {
            "kind": FormKind(known["kind"]),
            "checked": Checked(known["checked"]),
            "languages": tuple(known["languages"]),
            "warnings": tuple(known["warnings"]),
            "changes": tuple(known["changes"]),
            "source": bytes(draft.source),
            "media": unpacked(bytes(draft.media)),
        }
    )


def packed(media: Iterable[MediaFile]) -> bytes:
    """The pictures in one archive, as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for file in media:
            archive.writestr(f"{file.media_type}/{file.name}", file.content)
    return buffer.getvalue()


def unpacked(content: bytes) -> tuple[MediaFile, ...]:
    """The pictures of an archive that ``packed`` made."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.namelist():
            media_type, _slash, name = member.rpartition("/")
            found.append(MediaFile(name, media_type, archive.read(member)))
    return tuple(found)
