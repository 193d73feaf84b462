"""A small form with a question of every class, a repeat, a file and a calculation, and filled ones of it."""

from __future__ import annotations

import io
import itertools
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from palermo.access.models import Mission
from palermo.interviews.intake.arrival import Arrival, ArrivedFile
from palermo.interviews.models import Channel, Form, FormVersion
from tests.individuals.pictures.samples import png

_BINDS = """
<bind nodeset="/data/sex" type="string" palermo:variable="sex"/>
<bind nodeset="/data/age" type="int" palermo:variable="age" constraint=". &lt; 120"/>
<bind nodeset="/data/first_name" type="string" palermo:variable="first_name"/>
<bind nodeset="/data/first_name_blank" type="string" palermo:state="first_name" relevant="/data/first_name = ''"/>
<bind nodeset="/data/expecting" type="string" palermo:local="coded" relevant="/data/sex = 'female'"/>
<bind nodeset="/data/told" type="string" palermo:local="sensitive"/>
<bind nodeset="/data/advice" type="string" palermo:local="privileged"/>
<bind nodeset="/data/portrait" type="binary" palermo:local="identifying"/>
<bind nodeset="/data/paper" type="binary" palermo:local="sensitive"/>
<bind nodeset="/data/journey/country" type="string" palermo:local="coded"/>
<bind nodeset="/data/journey/how" type="string" palermo:local="sensitive"/>
<bind nodeset="/data/twice" type="string" calculate="/data/age * 2" palermo:local="coded"/>
<bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/>
"""
_BODY = """
<select1 ref="/data/sex"><label>Sex</label>
 <item><label>Woman</label><value>female</value></item><item><label>Man</label><value>male</value></item></select1>
<input ref="/data/age"><label>Age</label></input>
<input ref="/data/first_name"><label>First name</label></input>
<select1 ref="/data/first_name_blank"><label>Why blank</label>
 <item><label>Not known</label><value>~unknown</value></item>
 <item><label>Prefers not to say</label><value>~refused</value></item></select1>
<select1 ref="/data/expecting"><label>Expecting</label>
 <item><label>Yes</label><value>yes</value></item><item><label>No</label><value>no</value></item></select1>
<input ref="/data/told"><label>What happened</label></input>
<input ref="/data/advice"><label>Legal advice</label></input>
<upload ref="/data/portrait" mediatype="image/*"><label>Portrait</label></upload>
<upload ref="/data/paper" mediatype="application/*"><label>Paper</label></upload>
<group ref="/data/journey"><label>Journey</label><repeat nodeset="/data/journey">
 <input ref="/data/journey/country"><label>Country</label></input>
 <input ref="/data/journey/how"><label>How</label></input></repeat></group>
"""
#: Repeats and meta are written where they are filled.
_NAMES = ("sex", "age", "first_name", "first_name_blank", "expecting", "told", "advice", "portrait", "paper")
_numbers = itertools.count(1)


def xform(form_id: str = "small", version: str = "1", more: str = "") -> str:
    """``more``: the names of further plain questions, apart by blanks."""
    empty = "".join(f"<{name}/>" for name in (*_NAMES, *more.split()))
    binds = "".join(
        f'<bind nodeset="/data/{name}" type="string" palermo:local="sensitive"/>' for name in more.split()
    )
    asked = "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in more.split())
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
 xmlns:palermo="https://palermo.invalid/xforms"><h:head><h:title>Small</h:title><model>
<instance><data id="{form_id}" version="{version}">{empty}<journey jr:template=""><country/><how/></journey>
<journey><country/><how/></journey><twice/><orx:meta><orx:instanceID/></orx:meta></data></instance>
{_BINDS}{binds}</model></h:head><h:body>{_BODY}{asked}</h:body></h:html>"""


def publish(
    mission: Mission | None = None, form_id: str = "small", version: str = "1", more: str = ""
) -> FormVersion:
    """The rows alone."""
    form, _created = Form.objects.get_or_create(mission=mission, form_id=form_id)
    row = FormVersion(
        form=form,
        version=version,
        titles={"en": "Small"},
        xform=xform(form_id, version, more),
        md5="0" * 32,
        checked="validated",
    )
    row.save()
    return row


def instance_id(number: int | None = None) -> str:
    return f"uuid:{UUID(int=number or (10_000 + next(_numbers)))}"


def filled(
    instance: str = "",
    *,
    started_from: str = "",
    form_id: str = "small",
    version: str = "1",
    journey: tuple[tuple[str, str], ...] = (),
    inside: str = "",
    **answers: str,
) -> bytes:
    """A filled form. ``journey``: pairs of country and how; ``inside``: XML put in as it is."""
    whole = dict.fromkeys((*_NAMES, "twice"), "") | {
        "twice": str(2 * int(answers.get("age", "0"))) * ("age" in answers)
    }
    said = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in (whole | answers).items())
    legs = "".join(
        f"<journey><country>{escape(country)}</country><how>{escape(how)}</how></journey>"
        for country, how in journey
    )
    before = f"<orx:deprecatedID>{started_from}</orx:deprecatedID>" if started_from else ""
    return (
        f'<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="{form_id}" version="{version}">'
        f"{said}{legs}{inside}<orx:meta><orx:instanceID>{instance or instance_id()}</orx:instanceID>{before}</orx:meta>"
        "</data>"
    ).encode()


def file(name: str, content: bytes | None = None, *, stream: bool = False) -> ArrivedFile:
    given = png() if content is None else content
    return ArrivedFile(name, io.BytesIO(given) if stream else given, "image/png")


def arrival(xml: bytes | None = None, *files: ArrivedFile, **more: Any) -> Arrival:
    more.setdefault("channel", Channel.BROWSER)
    return Arrival(xml=filled(sex="female") if xml is None else xml, files=files, **more)
