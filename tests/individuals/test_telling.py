"""What was told under the codebook's names becomes an identity; what cannot be taken is named and not repeated."""

from __future__ import annotations

from palermo.codebook import load_codebook
from palermo.individuals.kinds import FamilyRelation, Safety
from palermo.individuals.telling import told_identity
from palermo.individuals.values import IdentityDraft


def told(**said: str) -> tuple[IdentityDraft, list[tuple[str, str]]]:
    refused: list[tuple[str, str]] = []
    draft = told_identity(said, load_codebook(), lambda name, expected: refused.append((name, expected)))
    return draft, refused


def test_names_in_the_order_in_which_they_are_said() -> None:
    draft, refused = told(family_name="Вигадана", first_name="Олена", other_names="Lena | Olenka")
    assert [one.text for one in draft.names] == ["Олена Вигадана", "Lena", "Olenka"]
    assert refused == []


def test_one_flaw_takes_nothing_else_along() -> None:
    draft, refused = told(first_name="12345", birth_date="1990-13", mobile_phone="+380441234567")
    assert (draft.names, draft.births) == ((), ())
    assert [one.value for one in draft.contacts] == ["+380441234567"]
    assert [name for name, _expected in refused] == ["first_name", "birth_date"]
    assert "12345" not in str(refused)


def test_how_to_call_safely_is_never_cut() -> None:
    draft, refused = told(mobile_phone="+380441234567", safe_contact="x" * 500)
    assert draft.contacts[0].safety == Safety.UNKNOWN
    assert draft.contacts[0].ask_for == ""
    assert [name for name, _expected in refused] == ["safe_contact"]


def test_a_country_that_nobody_knows_leaves_the_address() -> None:
    draft, refused = told(address_city="Nowhere", address_country="Atlantis")
    assert (draft.addresses[0].place, draft.addresses[0].country) == ("Nowhere", "")
    assert [name for name, _expected in refused] == ["address_country"]


def test_a_guardian_is_family() -> None:
    draft, _refused = told(guardian_name="An Aunt")
    assert [(one.relation, one.name) for one in draft.family] == [(FamilyRelation.GUARDIAN, "An Aunt")]
