"""Recognises the references of erased people without keeping them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from palermo.cases.models import ErasedReference
from palermo.vault.tokens import tokeniser


def reference_tokens() -> Callable[[str, str], bytes]:
    """From a mission's code and a reference to the 32-byte token under which an erasure is remembered."""
    token = tokeniser(settings.HOME, "erased reference")
    return lambda mission, reference: token(f"{mission}\n{reference}")


def erased_tokens() -> frozenset[bytes]:
    """The tokens of all erased references; few, because erasures are."""
    return frozenset(bytes(token) for token in ErasedReference.objects.values_list("token", flat=True))
