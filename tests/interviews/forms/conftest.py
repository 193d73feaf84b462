"""The forms of the project, built and compiled once for all tests of this folder."""

from __future__ import annotations

from functools import cache

import pytest

from palermo.codebook import Codebook, load_codebook
from palermo.interviews.forms import FORMS, BuiltForm, Compiled, compile_form, load_form


@cache
def built(name: str) -> BuiltForm:
    return load_form(name)


@cache
def compiled(name: str) -> Compiled:
    return compile_form(built(name))


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> BuiltForm:
    """Each form in turn."""
    return built(request.param)


@pytest.fixture
def codebook() -> Codebook:
    return load_codebook()
