"""A phone for tests: its device, what it posts, and a form of its own with a picture and a document."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from palermo.access.gate import CaseKey, Part
from palermo.access.models import Account, Mission
from palermo.access.uncovering import uncovered
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.intake import files
from palermo.interviews.models import (
    Attachment,
    Checked,
    Device,
    DeviceKind,
    Form,
    FormMedia,
    FormVersion,
    Submission,
)

FORM_ID, FORM_VERSION = "handover", "2026112101"
#: A form as pyxform makes one, with what the project's forms have little of: files, a place, media.
XFORM = f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
 xmlns:odk="http://www.opendatakit.org/xforms" xmlns:palermo="https://palermo.invalid/xforms">
<h:head><h:title>Handover</h:title><model odk:xforms-version="1.0.0">
<itext><translation lang="English (en)" default="true()">
<text id="/data/words:label"><value>What was handed over?</value></text>
<text id="/data/how_many:label"><value>How many?</value></text>
<text id="/data/photo:label"><value>A picture of it</value></text>
<text id="/data/paper:label"><value>The signed paper</value></text>
</translation></itext>
<instance><data id="{FORM_ID}" version="{FORM_VERSION}"><words/><how_many/><photo/><paper/>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/words" type="string" palermo:local="sensitive"/>
<bind nodeset="/data/how_many" type="int" constraint=". &lt; 60" jr:constraintMsg="Fewer." palermo:local="coded"/>
<bind nodeset="/data/photo" type="binary" palermo:local="identifying"/>
<bind nodeset="/data/paper" type="binary" palermo:local="sensitive"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
<!--submission--></model></h:head><h:body>
<input ref="/data/words"><label ref="jr:itext('/data/words:label')"/></input>
<input ref="/data/how_many"><label ref="jr:itext('/data/how_many:label')"/></input>
<upload ref="/data/photo" mediatype="image/*"><label ref="jr:itext('/data/photo:label')"/></upload>
<upload ref="/data/paper" mediatype="application/*"><label ref="jr:itext('/data/paper:label')"/></upload>
</h:body></h:html>
"""
QUESTIONS = {
    name: {"type": kind, "variable": "", "field_class": field_class, "state_of": "", "voice": "say"}
    for name, kind, field_class in (
        ("words", "text", "sensitive"),
        ("how_many", "integer", "coded"),
        ("photo", "image", "identifying"),
        ("paper", "file", "sensitive"),
    )
}


@dataclass(frozen=True)
class Phone:
    """A device with its secret, and how it shows it."""

    device: Device
    secret: str

    @property
    def basic(self) -> str:
        return "Basic " + base64.b64encode(f"{self.device.opaque_id}:{self.secret}".encode()).decode()

    def get(self, client: Client, address: str, **more: Any) -> HttpResponse:
        return client.get(f"/openrosa/{address}", headers={"authorization": self.basic}, **more)  # type: ignore[return-value]

    def head(self, client: Client, address: str) -> HttpResponse:
        return client.head(f"/openrosa/{address}", headers={"authorization": self.basic})  # type: ignore[return-value]

    def post(self, client: Client, parts: Iterable[bytes], *, content_type: str = "") -> HttpResponse:
        return client.generic(  # type: ignore[return-value]
            "POST",
            "/openrosa/submission",
            b"".join(parts),
            content_type=content_type or f"multipart/form-data; boundary={LINE}",
            headers={"authorization": self.basic},
        )

    def send(
        self, client: Client, xml: bytes, attached: Mapping[str, bytes] | None = None, *, more: bool = False
    ) -> HttpResponse:
        """One post as Collect makes it."""
        return self.post(client, body(xml, attached or {}, more=more))


LINE = "line-between-parts"


def phone_of(account: Account) -> Phone:
    made = register_device(actor=account, kind=DeviceKind.COLLECT, name="phone")
    return Phone(made.device, made.secret)


def body(xml: bytes, attached: Mapping[str, bytes], *, more: bool = False) -> list[bytes]:
    """The parts of a post."""
    parts = [part("xml_submission_file", xml, "submission.xml", "text/xml")]
    parts += [part(name, content, name, "application/octet-stream") for name, content in attached.items()]
    if more:
        parts.append(part("*isIncomplete*", b"yes"))
    return [*parts, f"--{LINE}--\r\n".encode()]


def part(name: str, content: bytes, file: str = "", kind: str = "") -> bytes:
    head = f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"'
    if file:
        head += f'; filename="{file}"\r\nContent-Type: {kind}'
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"


def filled(number: int = 1, *, words: str = "a coat", photo: str = "", paper: str = "", **ids: str) -> bytes:
    """A filled form by hand. ``ids`` may change ``form_id``, ``version`` and ``instance_id``."""
    instance_id = ids.get("instance_id", f"uuid:00000000-0000-4000-8000-{number:012}")
    return (
        f'<data id="{ids.get("form_id", FORM_ID)}" version="{ids.get("version", FORM_VERSION)}"'
        ' xmlns:orx="http://openrosa.org/xforms">'
        f"<words>{words}</words><how_many>3</how_many><photo>{photo}</photo><paper>{paper}</paper>"
        f"<orx:meta><orx:instanceID>{instance_id}</orx:instanceID></orx:meta></data>"
    ).encode()


def publish_handover(
    mission: Mission | None, *, number: str = "", key: tuple[str, bytes] | None = None
) -> FormVersion:
    """The form of these tests, with a list that comes along. ``key``: of an encrypted form, for version ``number``."""
    xform = XFORM
    if key is not None:
        xform = xform.replace("<!--submission-->", f'<submission base64RsaPublicKey="{key[0]}"/>')
    form = Form.objects.create(mission=mission, form_id=FORM_ID, is_encrypted=key is not None)
    version = FormVersion(
        form=form,
        version=FORM_VERSION,
        titles={"en": "Handover", "fr": "Remise"},
        languages=["en"],
        xform=xform,
        md5=hashlib.md5(xform.encode(), usedforsecurity=False).hexdigest(),
        questions=QUESTIONS,
        checked=Checked.COMPILED,
        public_key=key[0] if key else "",
        sealed_private_key=key[1] if key else None,
    )
    if number:
        version.opaque_id = number
    version.save()
    content = "name,label\na,Приют\n".encode()
    FormMedia(
        version=version,
        name="places of help.csv",
        media_type="text/csv",
        content=content,
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
    ).save()
    return version


@dataclass(frozen=True)
class Stored:
    """One submission as it lies here, opened."""

    xml: bytes
    files: dict[str, bytes]


def stored(account: Account) -> dict[str, Stored]:
    """Everything received, by instance id, opened through the gate for ``account``."""
    found = {}
    for row in Submission.unscoped.select_related("interview").order_by("pk"):
        interview = row.interview
        key = CaseKey(interview.gate_number, interview.mission_id, row.individual_id)
        with uncovered(account, {row.individual_id: key}, Part.STORY, "test"):
            attached = {
                one.about["name"]: files.read(one.opaque_id, row.individual_id)
                for one in Attachment.unscoped.filter(submission=row)
            }
            xml = row.raw.encode()
        instance = re.search(rb"instanceID>([^<]*)<", xml)
        assert instance is not None
        found[instance[1].decode()] = Stored(xml, attached)
    return found


def pdf(words: str = "signed") -> bytes:
    """A small document that a reader opens."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": words})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
