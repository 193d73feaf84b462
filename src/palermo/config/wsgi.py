"""The door for the web server."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.config.settings")
_product = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The product. A kind of content that Django cannot read counts as none.

    Django reads it before anything of ours is asked, and lets the error go on to the web server, which knows no better
    answer than 500 for what is the sender's mistake."""
    try:
        parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    except (ValueError, LookupError):
        environ["CONTENT_TYPE"] = ""
    return _product(environ, start_response)
