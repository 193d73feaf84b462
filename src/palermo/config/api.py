"""The API at ``/api/v1/``: the operations of the packages joined, with one door and one form of error.

Who is signed in on a page is signed in here; there are no tokens yet. A request that changes something carries the
token against forged requests (header ``X-CSRFToken``). Each package describes its operations in its own ``api.py``;
they call the selectors and actions that the pages call, so the gate, the brakes and the audit are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf, normalize_path

import palermo
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account
from palermo.cases.api import router as cases_router
from palermo.codebook.api import router as codebook_router
from palermo.config.api_errors import EVERYWHERE, FormExpired, MethodRefused, add_handlers
from palermo.errors import NotFoundOrNotAllowed
from palermo.interviews.api import router as interviews_router
from palermo.web.error_pages import error_response

DESCRIPTION = """Cases, identities and interviews for programs of signed-in people.

Sign in on the page; the session's cookie is the key. Requests that change something carry the header X-CSRFToken.
Whatever is hidden answers as if it did not exist. Reading a case or an identity is put on record, as on the pages.
"""
ERROR = {
    "type": "object",
    "title": "Error",
    "description": "A stable code for programs, a sentence in the reader's language, and what more can be said.",
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "message": {"type": "string"},
        "details": {"type": "object"},
    },
    "required": ["code", "message", "details"],
    "additionalProperties": False,
}
ROOT = "/api/v1/"
View = Callable[..., HttpResponseBase]


class SignedIn(APIKeyCookie):
    """Whoever is signed in. The cookie alone is not enough to change something: other sites can send it along."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Account:
        if not isinstance(request.user, Account):
            raise NotSignedIn
        if check_csrf(request) is not None:
            raise FormExpired
        return request.user

    def authenticate(self, request: HttpRequest, key: str | None) -> Account | None:
        """Asked for by the library; the call above decides."""
        return request.user if isinstance(request.user, Account) else None


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One operation: its stable identifier, its method, its address (with ``{parameters}``), one line of words."""

    operation_id: str
    method: str
    path: str
    summary: str


class PalermoAPI(NinjaAPI):
    """Every view answers anonymous visitors and wrong methods itself: a program has no use for a sign-in page."""

    def _get_urls(self) -> list[Any]:
        patterns = [one for one in super()._get_urls() if isinstance(one, URLPattern)]
        patterns = [one for one in patterns if one.name != "api-root"]
        for pattern in patterns:
            pattern.callback = _door(pattern.callback)
        return [*patterns, re_path("", _door(_nothing_here), name="api-nothing")]

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return ROOT

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, with the errors that every operation may answer."""
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {})["Error"] = ERROR
        said = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        for methods in schema["paths"].values():
            for operation in methods.values():
                for error in EVERYWHERE:
                    words = {"description": str((error.__doc__ or "").splitlines()[0]), "content": said}
                    operation["responses"].setdefault(int(error.status), words)
                operation["responses"]["default"] = {"description": "Any other error.", "content": said}
        return schema


api = PalermoAPI(
    title="Palermo",
    version=palermo.__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=SignedIn(),
)
add_handlers(api)
api.add_router("/", cases_router)
api.add_router("/", interviews_router)
api.add_router("/codebook", codebook_router)


@api.get("/openapi.json", include_in_schema=False, operation_id="read_description", url_name="description")
def read_description(request: HttpRequest) -> HttpResponse:
    """This API in OpenAPI 3.1."""
    return HttpResponse(_description(), content_type="application/json; charset=utf-8")


@cache
def _description() -> bytes:
    return orjson.dumps(api.get_openapi_schema(), option=orjson.OPT_NON_STR_KEYS)


def operations() -> Iterator[OperationLine]:
    """Every operation, for tests and for the page that lists them; the description itself included."""
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    address = normalize_path(f"{ROOT}{bound.prefix}/{path}")
                    name = operation.operation_id or ""
                    yield OperationLine(name, method, address, str(operation.summary))


def _door(view: View) -> View:
    """No sign-in page, and errors of the web server's kind in our form."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
        response = view(request, *args, **parameters)
        if isinstance(response, HttpResponseNotAllowed):
            refused = error_response(request, MethodRefused())
            refused["Allow"] = response["Allow"]
            return refused
        return response

    answer.login_required = False  # type: ignore[attr-defined]
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _nothing_here(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, Account):
        return error_response(request, NotSignedIn())
    return error_response(request, NotFoundOrNotAllowed())
