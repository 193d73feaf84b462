"""Text that no database can keep is a mistake of whoever sent it, at every place of every body."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from palermo.access.models import Account, Role
from palermo.cases.models import Case
from tests.api_contract import ApiClient
from tests.cases.test_api import KEY, PERSON

pytestmark = pytest.mark.django_db
ODD = ["\x00", "a\x00b", "\ud800", "x\udfff"]
FULL: dict[str, Any] = PERSON | {
    "case_ref": "A-1",
    "same_as": "",
    "consent": {"decision": "given", "given_on": "2026-01-05", "guardian": "G", "witness": "W"},
}
QUERY = dict.fromkeys(("name", "birth", "document", "phone", "email", "handle"), "x")


def spoilt(body: Any, odd: str) -> Iterator[Any]:
    """The body again and again, each time with one text or one name replaced."""
    if isinstance(body, str):
        yield odd
    elif isinstance(body, list):
        for number, value in enumerate(body):
            for other in spoilt(value, odd):
                yield [*body[:number], other, *body[number + 1 :]]
    elif isinstance(body, dict):
        for name, value in body.items():
            for other in spoilt(value, odd):
                yield copy.deepcopy(body) | {name: other}
        yield copy.deepcopy(body) | {odd: "x"}


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> ApiClient:
    return ApiClient(account_of(Role.CASEWORKER))


@pytest.mark.parametrize("odd", ODD)
def test_registering(worker: ApiClient, odd: str) -> None:
    bodies = list(spoilt(FULL, odd))
    assert len(bodies) > 20
    assert {worker.ask("POST", "/cases", body, **KEY).status_code for body in bodies} == {422}
    assert not Case.unscoped.exists()


@pytest.mark.parametrize("odd", ODD)
def test_searching(worker: ApiClient, odd: str) -> None:
    assert {worker.ask("POST", "/people/search", body).status_code for body in spoilt(QUERY, odd)} == {422}


@pytest.mark.parametrize("odd", ODD)
def test_changing_an_identity(worker: ApiClient, odd: str) -> None:
    worker.ask("POST", "/cases", PERSON, **KEY)
    number = Case.unscoped.get().opaque_id
    found = worker.ask("GET", f"/cases/{number}/identity").json()
    change = {"version": found["version"], "identity": found["identity"]}
    bodies = list(spoilt(change, odd))
    assert {worker.ask("PUT", f"/cases/{number}/identity", body).status_code for body in bodies} == {422}


@pytest.mark.parametrize("body", ["\x00", '{"a": "\x00"}', b"\xff\xfe", '"\\u0000"', '["\\u0000"]', "null"])
def test_bodies_that_are_no_object(worker: ApiClient, body: str | bytes) -> None:
    for method, path in (("POST", "/cases"), ("POST", "/people/search")):
        assert worker.ask(method, path, body, **KEY).status_code in {400, 422}


def test_ordinary_text_passes(worker: ApiClient) -> None:
    assert worker.ask("POST", "/cases", FULL, **KEY).status_code == 201
