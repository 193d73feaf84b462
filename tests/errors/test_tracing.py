from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from palermo.errors.tracing import place, route_of

SECRET = "Anna Kovalenko"


def fail(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def caught(name: str) -> BaseException:
    try:
        try:
            fail(name)
        except ValueError as error:
            raise KeyError(name) from error
    except KeyError as error:
        return error
    raise AssertionError


def test_tells_where_and_what_kind_but_no_value() -> None:
    told = place(caught(SECRET))
    assert SECRET not in told
    first, second = told.splitlines()
    assert first.startswith("ValueError at test_tracing.py:")
    assert " fail < " in first
    assert second.startswith("KeyError at test_tracing.py:")


def test_files_of_libraries_are_named_from_their_package_on() -> None:
    with pytest.raises(Resolver404) as raised:
        resolve("/no/such/address/")
    assert "django/urls/resolvers.py:" in place(raised.value)


def test_an_exception_that_was_never_raised_has_no_place() -> None:
    assert place(ValueError(SECRET)) == "ValueError at an unknown place"


def test_a_circle_of_causes_ends() -> None:
    one, other = ValueError("a"), ValueError("b")
    one.__cause__, other.__cause__ = other, one
    assert len(place(one).splitlines()) == 2


def test_the_route_stands_for_the_path() -> None:
    request = RequestFactory().get(f"/cases/{SECRET}/")
    assert route_of(request) == "(no address of ours)"
    request.resolver_match = resolve("/cases/aaaaaaaaaaaaaaaa/")
    assert route_of(request) == "/cases/<slug:opaque_id>/"
