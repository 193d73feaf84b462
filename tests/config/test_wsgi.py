"""What comes before Django itself."""

from __future__ import annotations

import io
from typing import Any

import pytest

from palermo.config.wsgi import application

pytestmark = pytest.mark.django_db


def ask(content_type: str) -> str:
    """The status with which a post of this kind is answered."""
    heard: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/openrosa/submission",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": "1",
        "wsgi.input": io.BytesIO(b"x"),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    }
    for _piece in application(environ, lambda status, _headers: heard.append(status)):
        pass
    return heard[0][:3]


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/xml",
        "multipart/form-data; boundary*=klingon'x'%ff",
        "a/b; charset*=x'y'z",
        ";;;",
        "\u00ff; =\u00ff",
    ],
)
def test_an_odd_kind_of_content_is_the_sender_s_mistake(content_type: str) -> None:
    assert ask(content_type) == "401"
