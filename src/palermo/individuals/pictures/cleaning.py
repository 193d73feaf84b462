"""Takes out of a picture everything that is not picture: where it was taken, when, by whose telephone, what was cut
away.

Threat: a photo from a survivor's telephone carries the coordinates of the shelter. No library for pictures is a
dependency (decoders are among the most attacked programs there are), so nothing is decoded here: the parts of the
file are walked through and only those that a picture needs are copied. What fits no rule is refused, not repaired.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError

#: Bytes of a picture as it is brought in.
LARGEST = 10_000_000
#: Pixels, so that a small file cannot fill the memory of whoever looks at it.
MOST_PIXELS = 60_000_000


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A cleaned picture. ``media_type``: image/jpeg or image/png; width and height in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def clean(content: bytes) -> Picture:
    """The picture without metadata. Raises NotAcceptedError for anything that is not a sound JPEG or PNG file."""
    from palermo.individuals.pictures.jpeg import clean_jpeg
    from palermo.individuals.pictures.png import clean_png

    if len(content) > LARGEST:
        raise NotAcceptedError(
            _("The picture is larger than %(limit)d MB.") % {"limit": LARGEST // 1_000_000}, field="picture"
        )
    if content.startswith(b"\xff\xd8\xff"):
        return clean_jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return clean_png(content)
    raise NotAcceptedError(_("Only JPEG and PNG pictures are taken."), field="picture")


def check_size(width: int, height: int) -> None:
    """Raises NotAcceptedError for an empty picture and for one with too many pixels."""
    if width < 1 or height < 1:
        raise damaged()
    if width * height > MOST_PIXELS:
        raise NotAcceptedError(
            _("The picture has more than %(limit)d million pixels.") % {"limit": MOST_PIXELS // 1_000_000},
            field="picture",
        )


def damaged() -> NotAcceptedError:
    """One answer for all that does not hold together."""
    return NotAcceptedError(_("The picture is damaged, or of a kind that is not taken."), field="picture")
