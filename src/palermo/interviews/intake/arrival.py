"""What arrives from a device, a browser or a desk with paper, and what is answered. The content is never printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from palermo.interviews.models import Channel, Device


@dataclass(frozen=True, slots=True, repr=False)
class ArrivedFile:
    """A file as it was sent. ``name`` is the one that the answers use; ``media_type`` is what the sender says it is,
    which nobody relies on. ``content`` is read once, from where it stands."""

    name: str
    content: BinaryIO | bytes
    media_type: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Arrival:
    """One filled form. ``is_incomplete``: further files follow with the same XML. ``case``: the number of the case that
    it was begun from, "" when nobody has said yet whose it is. Moments are aware; those of the device may be wrong.
    ``paper_on``: the day on the paper that it was typed from. ``seen``: of an edit that began with what the server
    said, ``placing.seen_as`` of that; "" when it began with the device's own copy."""

    xml: bytes
    files: tuple[ArrivedFile, ...] = ()
    channel: str = Channel.BROWSER
    device: Device | None = None
    is_incomplete: bool = False
    case: str = ""
    language: str = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    paper_on: date | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told. ``number`` may be read aloud; ``interview`` is the interview's opaque number.

    ``is_new``: this call received it, not an earlier one. ``is_complete``: every file that the answers name has come.
    ``remarks``: how many things the recheck of what was sent wants a person to look at."""

    number: str
    interview: str
    is_new: bool
    is_complete: bool
    remarks: int
