"""Invented people interviewed with a telephone: the real way in, with pictures of them in names, answers and files."""

from __future__ import annotations

import io

from django.http import HttpResponse
from django.test import Client

from palermo.access.models import Account
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.models import DeviceKind
from tests.individuals.pictures.samples import chunk, png
from tests.interviews.intake.small_form import filled, instance_id
from tests.security.canaries import Canary


class Telephone:
    """One telephone of one caseworker."""

    def __init__(self, worker: Account) -> None:
        self._secret = register_device(actor=worker, kind=DeviceKind.COLLECT, name="Telephone").secret
        self._client = Client()

    def post(self, xml: bytes, **files: bytes) -> HttpResponse:
        """What the server answers to one post; a file's name is its part's."""
        parts = {"xml_submission_file": ("form.xml", xml, "text/xml")} | {
            name: (name, content, "application/octet-stream") for name, content in files.items()
        }
        data = {}
        for part, (name, content, media_type) in parts.items():
            stream = io.BytesIO(content)
            stream.name, stream.content_type = name, media_type  # type: ignore[attr-defined]
            data[part] = stream
        return self._client.post(  # type: ignore[return-value]
            f"/openrosa/key/{self._secret}/submission", data, headers={"X-OpenRosa-Version": "1.0"}
        )


def told(person: Canary, number: str = "", **changes: str) -> bytes:
    """The filled form of this person, every word of whom stands in it."""
    said = {
        "sex": "female",
        "first_name": f"{person.given} {person.family}",
        "told": f"{person.note}, {person.street}, born {person.born}",
        "advice": f"{person.document} {person.phone}",
        "portrait": f"{person.given}.png",
        "paper": f"{person.email}.csv",
    }
    return filled(number, **said | changes)


def picture(person: Canary) -> bytes:
    """With words beside the picture, as cameras write them."""
    return png(chunk(b"tEXt", b"Author\x00" + person.note.encode()))


def paper(person: Canary) -> bytes:
    return f"name,telephone\n{person.given} {person.family},{person.phone}\n{person.note}\n".encode()


def hand_in(telephone: Telephone, person: Canary) -> None:
    """The interview and an edit of it that another one got before, so that a difference waits."""
    first = instance_id(50_000_000 + person.number)
    files = {f"{person.given}.png": picture(person), f"{person.email}.csv": paper(person)}
    assert telephone.post(told(person, first), **files).status_code == 201
    for change in ("in the morning", "at night"):
        edit = told(person, told=f"{person.note} {change}").replace(
            b"</orx:meta>", f"<orx:deprecatedID>{first}</orx:deprecatedID></orx:meta>".encode()
        )
        assert telephone.post(edit).status_code == 201


def slip(telephone: Telephone, person: Canary) -> None:
    """What is refused: half a form, another content under the same number, files that are none, a form of nowhere."""
    number = instance_id(60_000_000 + person.number)
    whole = told(person, number)
    broken = [
        (whole[: len(whole) // 2], {}),
        (whole, {f"{person.email}.csv": b"\x7fELF" + paper(person)}),
        (whole, {f"{person.given}.png": picture(person)[:-5]}),
        (whole.replace(b'id="small"', f'id="{person.document}"'.encode()), {}),
        (whole.replace(b"<data", f"<!DOCTYPE a [<!ENTITY b '{person.note}'>]><data".encode()), {}),
    ]
    for xml, files in broken:
        assert 400 <= telephone.post(xml, **files).status_code < 500
