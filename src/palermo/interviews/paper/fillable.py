"""Makes the printed sheet fillable on a screen: each place for an answer becomes a field (AcroForm of ISO 32000).

The places come from the typesetter, in points from the top left of their page; PDF counts from the bottom left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, String

_PRINTED = 4
_MULTILINE = 1 << 12
_RADIO = 1 << 15


@dataclass(frozen=True, slots=True)
class Place:
    """Where one answer goes. *kind* is text, lines, check or radio; *value* tells the marks of one question apart."""

    name: str
    kind: str
    value: str
    page: int
    x: float
    y: float
    width: float
    height: float


def make_fillable(pdf: bytes, places: Iterable[Place], labels: Mapping[str, str]) -> bytes:
    """The same document with its fields. *labels* are what a screen reader says, by name of the field."""
    with Pdf.open(BytesIO(pdf)) as document:
        maker = _Maker(document, labels)
        for place in places:
            maker.add(place)
        helvetica = document.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        document.Root.AcroForm = document.make_indirect(
            Dictionary(
                Fields=maker.fields,
                # The reader's program draws what is typed, in whatever script.
                NeedAppearances=True,
                DR=Dictionary(Font=Dictionary(Helv=helvetica)),
                DA=String("/Helv 0 Tf 0 g"),
            )
        )
        made = BytesIO()
        document.save(
            made, object_stream_mode=ObjectStreamMode.generate, compress_streams=True, deterministic_id=True
        )
        return made.getvalue()


class _Maker:
    def __init__(self, document: Pdf, labels: Mapping[str, str]) -> None:
        self.document = document
        self.labels = labels
        self.fields = Array()
        self.groups: dict[str, Object] = {}
        self.marks: dict[tuple[bool, float], tuple[Object, Object]] = {}

    def add(self, place: Place) -> None:
        page = self.document.pages[place.page - 1]
        widget = self._widget(place, page)
        if place.kind == "radio":
            group = self._group(place.name)
            widget.Parent = group
            self._mark(widget, place, is_round=True)
        elif place.kind == "check":
            self._name(widget, f"{place.name}={place.value}", place.name)
            widget.FT = Name.Btn
            self._mark(widget, place, is_round=False)
        else:
            self._name(widget, place.name, place.name)
            widget.FT = Name.Tx
            widget.DA = String("/Helv 10 Tf 0 g")
            widget.Ff = _MULTILINE if place.kind == "lines" else 0
        known = self.document.make_indirect(widget)
        (self.groups[place.name].Kids if place.kind == "radio" else self.fields).append(known)
        if Name.Annots not in page.obj:
            page.obj.Annots = Array()
        page.obj.Annots.append(known)

    def _widget(self, place: Place, page: Page) -> Dictionary:
        low = float(page.mediabox[3]) - place.y - place.height
        corners = (place.x, low, place.x + place.width, low + place.height)
        return Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            Rect=Array([round(one, 2) for one in corners]),
            F=_PRINTED,
            P=page.obj,
        )

    def _name(self, field: Object, own: str, asked: str) -> None:
        # A point in a name would make a hierarchy of it.
        field.T = String(own.replace(".", "_"))
        field.TU = String(self.labels.get(asked, own))

    def _group(self, name: str) -> Object:
        if name not in self.groups:
            group = Dictionary(FT=Name.Btn, Ff=_RADIO, V=Name.Off, Kids=Array())
            self._name(group, name, name)
            self.groups[name] = self.document.make_indirect(group)
            self.fields.append(self.groups[name])
        return self.groups[name]

    def _mark(self, widget: Object, place: Place, *, is_round: bool) -> None:
        on, off = self._drawn(is_round, place.width)
        widget.AS = Name.Off
        widget.AP = Dictionary(N=Dictionary({f"/{_state(place.value)}": on, "/Off": off}))

    def _drawn(self, is_round: bool, size: float) -> tuple[Object, Object]:
        """A cross in a box or a spot in a ring, and nothing; drawn once for each size."""
        key = (is_round, round(size, 1))
        if key not in self.marks:
            far, near, side = (round(size * share, 2) for share in (0.82, 0.18, 0.6))
            cross = f"1.4 w {near} {near} m {far} {far} l {near} {far} m {far} {near} l S"
            spot = f"{near} {near} {side} {side} re f"
            self.marks[key] = (self._stream(spot if is_round else cross, size), self._stream("", size))
        return self.marks[key]

    def _stream(self, drawing: str, size: float) -> Object:
        return self.document.make_stream(
            drawing.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, size, size])
        )


def _state(value: str) -> str:
    """An answer's value as the name of a field's state: what PDF does not take in a name is written as its number."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}" for c in value) or "_"
