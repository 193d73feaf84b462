"""Registered people for tests, made through the real action."""

from __future__ import annotations

import itertools
from typing import Any

from palermo.access.gate import CaseKey
from palermo.access.models import Account
from palermo.cases.actions.register_case import NewCase, register_case
from palermo.individuals.values import BirthDetail, ContactDetail, DocumentDetail, IdentityDraft, NameDetail

_forms = itertools.count(1)


def draft(name: str = "Олена Шевченко", **details: Any) -> IdentityDraft:
    """An identity with a name, and ``birth``, ``phone``, ``document`` where given."""
    births = (BirthDetail(on=details["birth"]),) if "birth" in details else ()
    contacts = (
        (ContactDetail(value=details["phone"], safety="ask_for", safe_times="not after 18:00"),)
        if "phone" in details
        else ()
    )
    documents = (DocumentDetail(number=details["document"]),) if "document" in details else ()
    return IdentityDraft(
        names=(NameDetail(text=name),), births=births, contacts=contacts, documents=documents
    )


def register(actor: Account, identity: IdentityDraft | None = None, **said: Any) -> CaseKey:
    """A person whom ``actor`` has registered."""
    said.setdefault("registered_on", "2026-01-05")
    new = NewCase(identity=identity if identity is not None else draft(), **said)
    return register_case(actor=actor, new=new, form=f"form-{next(_forms)}")
