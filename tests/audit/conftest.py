"""Tests of the audit commit, and Django has to be able to tidy up after them."""

from __future__ import annotations

from tests.audit.chains import chain
from tests.audit.flushing import let_tests_flush

__all__ = ["chain"]

let_tests_flush()
