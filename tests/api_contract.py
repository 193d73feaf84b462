"""Checks what the API answers against what it says of itself: a small reader of JSON Schema, as far as it is used.

No validator of JSON Schema is among the locked packages; the keywords that pydantic writes are few. A keyword that this
file does not know fails the test, so nothing is passed over unseen.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.test import Client

from palermo.config.api import api

#: Keywords that say something to people and nothing to a checker.
_WORDS = {"title", "description", "default", "format", "examples", "discriminator"}
_TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int, "number": (int, float),
}  # fmt: skip


@cache
def description() -> dict[str, Any]:
    """The description of the API, as a program receives it."""
    schema: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return schema


def flaws(value: Any, schema: dict[str, Any], place: str = "$") -> list[str]:
    """Where ``value`` is not what ``schema`` says; empty when it is."""
    found: list[str] = []
    for keyword, said in schema.items():
        if keyword in _WORDS:
            continue
        if keyword not in _CHECKS:
            found.append(f"{place}: the keyword {keyword} is not known here")
        else:
            found += _CHECKS[keyword](value, said, schema, place)
    return found


def _ref(value: Any, said: str, _schema: Any, place: str) -> list[str]:
    return flaws(value, description()["components"]["schemas"][said.rsplit("/", 1)[1]], place)


def _type(value: Any, said: str, _schema: Any, place: str) -> list[str]:
    is_it = isinstance(value, _TYPES[said]) and (said == "boolean" or not isinstance(value, bool))
    return [] if is_it else [f"{place}: not a {said}"]


def _any_of(value: Any, said: list[Any], _schema: Any, place: str) -> list[str]:
    return [] if any(not flaws(value, one, place) for one in said) else [f"{place}: none of several"]


def _all_of(value: Any, said: list[Any], _schema: Any, place: str) -> list[str]:
    return [flaw for one in said for flaw in flaws(value, one, place)]


def _properties(value: Any, said: dict[str, Any], _schema: Any, place: str) -> list[str]:
    known = value if isinstance(value, dict) else {}
    return [
        flaw
        for name, one in said.items()
        if name in known
        for flaw in flaws(known[name], one, f"{place}.{name}")
    ]


def _required(value: Any, said: list[str], _schema: Any, place: str) -> list[str]:
    return [f"{place}: {name} is missing" for name in said if name not in (value or {})]


def _additional(value: Any, said: Any, schema: dict[str, Any], place: str) -> list[str]:
    others = [name for name in value if name not in schema.get("properties", {})]
    if said is False:
        return [f"{place}: {name} is not described" for name in others]
    return [
        flaw for name in others if said is not True for flaw in flaws(value[name], said, f"{place}.{name}")
    ]


def _items(value: Any, said: dict[str, Any], _schema: Any, place: str) -> list[str]:
    return [flaw for number, one in enumerate(value) for flaw in flaws(one, said, f"{place}[{number}]")]


def _simple(holds: Any, words: str) -> Any:
    return lambda value, said, _schema, place: [] if holds(value, said) else [f"{place}: {words}"]


_CHECKS: dict[str, Any] = {
    "$ref": _ref,
    "type": _type,
    "anyOf": _any_of,
    "allOf": _all_of,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "items": _items,
    "enum": _simple(lambda value, said: value in said, "not one of the words"),
    "const": _simple(lambda value, said: value == said, "not the word"),
    "pattern": _simple(lambda value, said: re.search(said, value) is not None, "not of the form"),
    "maxLength": _simple(lambda value, said: len(value) <= said, "too long"),
    "minLength": _simple(lambda value, said: len(value) >= said, "too short"),
    "maxItems": _simple(lambda value, said: len(value) <= said, "too many"),
}


class ApiClient:
    """Asks the API as a browser would, with the token against forged requests, and checks every answer."""

    def __init__(self, account: Any = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        if account is not None:
            self.client.force_login(account)
        # Any page that holds a form sets the cookie; this one does for everybody.
        self.client.get("/accounts/login/" if account is None else "/")
        self.token = self.client.cookies["csrftoken"].value if "csrftoken" in self.client.cookies else ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response to ``/api/v1`` + path."""
        options: dict[str, Any] = {"headers": {"X-CSRFToken": self.token, **headers}}
        if body is not None:
            options |= {"content_type": "application/json"}
            options["data"] = body if isinstance(body, str | bytes) else json.dumps(body)
        response = self.client.generic(method, f"/api/v1{path}", **_data(options))
        self._check(method, path, response)
        return response

    def _check(self, method: str, path: str, response: Any) -> None:
        assert "no-store" in response["Cache-Control"]
        said = _answer_said(method, path, response.status_code)
        if said is None:
            assert not response.content, "an answer with a body that is not described"
            return
        assert response["Content-Type"].startswith("application/json")
        found = flaws(response.json(), said)
        assert not found, found


def _data(options: dict[str, Any]) -> dict[str, Any]:
    return {"content_type": "application/json", "data": "", **options}


def _answer_said(method: str, path: str, status: int) -> dict[str, Any] | None:
    """The schema of an answer; of an address that is not described, the schema of errors."""
    error: dict[str, Any] = {"$ref": "#/components/schemas/Error"}
    bare = f"/api/v1{path.split('?')[0]}"
    for address, methods in description()["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", address), bare):
            operation = methods.get(method.lower())
            if operation is None:
                return error
            answer = operation["responses"].get(str(status), operation["responses"]["default"])
            content = answer.get("content")
            return content["application/json"]["schema"] if content else None
    return error
