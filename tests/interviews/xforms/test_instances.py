"""Filled forms as strangers send them: read, or refused with a sentence, and nothing else."""

from __future__ import annotations

import pytest

from palermo.interviews.xforms.instances import (
    LARGEST,
    InstanceRefused,
    answers_of,
    files_of,
    read_instance,
    require_form,
)
from palermo.interviews.xforms.model import XForm
from tests.interviews.xforms.conftest import form_of, question

SMALL = b'<data id="example" version="1"><name>Noor</name></data>'


@pytest.fixture(scope="module")
def form() -> XForm:
    return form_of(
        [
            question("text", "name"),
            question("image", "picture"),
            question("begin repeat", "stop"),
            question("begin group", "page"),
            question("text", "country"),
            question("audio", "sound"),
            {"type": "end group"},
            {"type": "end repeat"},
        ]
    )


def refusal(content: bytes) -> str:
    with pytest.raises(InstanceRefused) as caught:
        read_instance(content)
    assert caught.value.status == 400
    return caught.value.message


def test_an_instance_says_which_form_it_is() -> None:
    instance = read_instance(SMALL)
    assert (instance.form_id, instance.version, instance.namespace) == ("example", "1", "")
    assert (instance.instance_id, instance.deprecated_id) == ("", "")


@pytest.mark.parametrize(
    "meta",
    [
        "<meta><instanceID>uuid:1</instanceID><deprecatedID>uuid:0</deprecatedID></meta>",
        (
            '<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>uuid:1</orx:instanceID>'
            "<orx:deprecatedID> uuid:0\n</orx:deprecatedID></orx:meta>"
        ),
        '<meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:1</instanceID><deprecatedID>uuid:0</deprecatedID></meta>',
        '<meta><instanceID xmlns="http://openrosa.org/xforms">uuid:1</instanceID><deprecatedID>uuid:0</deprecatedID></meta>',
    ],
)
def test_ids_stand_in_the_meta_block_of_either_namespace(meta: str) -> None:
    instance = read_instance(f'<data id="example">{meta}</data>'.encode())
    assert (instance.instance_id, instance.deprecated_id) == ("uuid:1", "uuid:0")


def test_ids_of_a_namespace_that_nobody_uses_are_none() -> None:
    instance = read_instance(
        b'<data id="example"><meta xmlns="urn:other"><instanceID>uuid:1</instanceID></meta></data>'
    )
    assert instance.instance_id == ""


@pytest.mark.parametrize(
    "content",
    [
        SMALL,
        b"\xef\xbb\xbf" + SMALL,
        b'<?xml version="1.0"?>\n' + SMALL,
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + SMALL,
        b"<?xml version='1.0' encoding='us-ascii'?>" + SMALL,
        f'<?xml version="1.0" encoding="UTF-16"?>{SMALL.decode()}'.encode("utf-16"),
        SMALL.decode().encode("utf-16"),
        b"<!-- a --><?pi b?>" + SMALL + b"<!-- c -->",
        b'<data id="example" version="1"><name>No<!-- x -->or</name></data>',
        b'<data id="example" version="1"><name><![CDATA[Noor]]></name></data>',
    ],
)
def test_ways_of_writing_the_same(content: bytes, form: XForm) -> None:
    instance = read_instance(content)
    require_form(form, instance)
    assert [(answer.path, answer.value) for answer in answers_of(form, instance)] == [("/data/name", "Noor")]


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE data [<!ENTITY a "Noor">]><data id="example">&a;</data>',
        b'<?xml version="1.0"?><!-- x --><!DOCTYPE data SYSTEM "file:///etc/passwd"><data id="example"/>',
        b'<!DOCTYPE data [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><data id="&b;">&b;</data>',
        b'\n <!DOCTYPE data><data id="example"/>',
    ],
)
def test_a_document_type_is_refused(content: bytes) -> None:
    assert "DOCTYPE" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="iso-8859-1"?>' + SMALL,
        b'<?xml version="1.0" encoding="UTF-7"?>' + SMALL,
        b'<?xml version="1.0" encoding="UTF-16"?>' + SMALL,
        '<data id="example"><name>Zoë</name></data>'.encode("latin-1"),
        f'<?xml version="1.0" encoding="utf-32"?>{SMALL.decode()}'.encode("utf-32"),
    ],
)
def test_only_utf_8_and_utf_16_are_taken(content: bytes) -> None:
    assert "UTF-8" in refusal(content) or "damaged" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [b"", b" ", b"\0", b"Noor", b"<data", SMALL[:-4], SMALL + b"<more/>", b"<data>&unknown;</data>", b"<a:b/>",
     b'<data id="example"><name>\x01</name></data>', b"PK\x03\x04", b"{}"],
)  # fmt: skip
def test_what_is_no_xml_is_refused(content: bytes) -> None:
    assert "no XML" in refusal(content)


def test_an_instance_has_its_limits() -> None:
    assert "larger than 2 MB" in refusal(b" " * (LARGEST + 1))
    deep = b"<a>" * 60 + b"</a>" * 60
    assert "more in it" in refusal(b'<data id="example">' + deep + b"</data>")
    assert "more in it" in refusal(b'<data id="example">' + b"<a/>" * 60_000 + b"</data>")
    assert "no XML" in refusal(b"<a>" * 1_000 + b"</a>" * 1_000)
    assert "longer id" in refusal(b'<data id="' + b"x" * 200 + b'"/>')
    assert "which form" in refusal(b"<data/>")


def test_a_refusal_repeats_nothing() -> None:
    assert "Noor" not in refusal(b"<data><name>Noor</data>")
    with pytest.raises(InstanceRefused) as caught:
        read_instance(b"<data><name>Noor</data>")
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "Noor" not in str(chain)
        assert "name" not in str(chain)
        chain = chain.__cause__


@pytest.mark.parametrize(
    "content",
    [
        b'<data id="other" version="1"/>',
        b'<data id="example" version="2"/>',
        b'<data id="example"/>',
        b'<other id="example" version="1"/>',
        b'<data xmlns="urn:other" id="example" version="1"/>',
    ],
)
def test_another_form_is_refused(content: bytes, form: XForm) -> None:
    with pytest.raises(InstanceRefused):
        require_form(form, read_instance(content))


def test_answers_have_the_positions_of_repeats(form: XForm) -> None:
    instance = read_instance(
        b'<data id="example" version="1"><name> Noor\n</name><picture>a.jpg</picture>'
        b"<stop><page><country>ITA</country><sound/></page></stop>"
        b"<stop><page><country> </country><sound>b.m4a</sound></page></stop>"
        b"<name>twice</name><unknown>x</unknown></data>"
    )
    found = {answer.path: answer.value for answer in answers_of(form, instance)}
    assert found == {
        "/data/name": "Noor",
        "/data/picture": "a.jpg",
        "/data/stop[1]/page/country": "ITA",
        "/data/stop[2]/page/sound": "b.m4a",
    }
    assert files_of(form, instance) == {"a.jpg": "/data/picture", "b.m4a": "/data/stop[2]/page/sound"}


def test_neither_an_instance_nor_an_answer_shows_itself(form: XForm) -> None:
    instance = read_instance(SMALL)
    assert "Noor" not in repr(instance)
    assert "Noor" not in repr(answers_of(form, instance))
