"""Pictures that a form shows, handed in one by one or in a ZIP archive. What they are is decided by their content."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.individuals.pictures.cleaning import clean
from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.interviews.publishing.ready import MediaFile

MEGABYTE = 1024**2
LARGEST = 2 * MEGABYTE
#: Of all files of a form: every device fetches them, perhaps over 3G.
LARGEST_TOGETHER = 10 * MEGABYTE
MOST = 100
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,119}")
_ENDS = {"image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}


def read_media(files: Iterable[tuple[str, bytes]]) -> tuple[MediaFile, ...]:
    """The pictures among ``files`` (name and content), those in archives included. Raises FormRefused."""
    found: dict[str, MediaFile] = {}
    problems: list[Problem] = []
    together = 0
    for name, content in _unpacked(files):
        together += len(content)
        if together > LARGEST_TOGETHER or len(found) >= MOST:
            raise FormRefused(
                [
                    Problem(
                        _("The pictures are more than %(count)d, or together larger than %(limit)d MB.")
                        % {"count": MOST, "limit": LARGEST_TOGETHER // MEGABYTE}
                    )
                ]
            )
        picture = _picture(name, content)
        if picture is None or not _NAME.fullmatch(name):
            problems.append(
                Problem(
                    _("“%(name)s” cannot be used: pictures are .png or .jpg files of at most %(limit)d MB.")
                    % {"name": name[:80], "limit": LARGEST // MEGABYTE}
                )
            )
        elif name in found:
            problems.append(Problem(_("There are two pictures of the name “%(name)s”.") % {"name": name}))
        else:
            found[name] = picture
    if problems:
        raise FormRefused(problems)
    return tuple(found[name] for name in sorted(found))


def _picture(name: str, content: bytes) -> MediaFile | None:
    """The picture without what the camera wrote beside it; None for what is none, or is called what it is not."""
    try:
        picture = clean(content) if len(content) <= LARGEST else None
    except NotAcceptedError:
        return None
    if picture is None or not name.lower().endswith(_ENDS[picture.media_type]):
        return None
    return MediaFile(name, picture.media_type, picture.content)


def _unpacked(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for name, content in files:
        if content.startswith(b"PK\x03\x04"):
            yield from _members(content)
        else:
            yield posixpath.basename(name.replace("\\", "/")), content


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            # Measured before anything is unpacked, and no more is read than was announced.
            if len(members) > 2 * MOST or sum(each.file_size for each in members) > LARGEST_TOGETHER:
                raise FormRefused([Problem(_("The archive holds too many pictures, or too large ones."))])
            for member in members:
                name = posixpath.basename(member.filename.replace("\\", "/"))
                # What macOS puts beside every file.
                if name.startswith((".", "._")) or "__MACOSX" in member.filename:
                    continue
                with archive.open(member) as stream:
                    yield name, stream.read(LARGEST + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise FormRefused([Problem(_("The archive with pictures cannot be opened."))]) from error
