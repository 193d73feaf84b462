"""A whole identity goes in, sealed, and comes out again."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import CaseKey, NotSignedIn
from palermo.access.models import Account, Mission, Role
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.groups import GROUPS, detail_of
from palermo.individuals.index.writing import EXACT, NAMES
from palermo.individuals.models import Individual, PersonName
from palermo.individuals.selectors import identity_of
from palermo.individuals.values import BirthDetail, ContactDetail, IdentityDraft, NameDetail
from palermo.vault.clearance import clearance
from tests.individuals.conftest import Register, everything_stored
from tests.individuals.drafts import SECRETS, full_draft, named
from tests.individuals.tables import entries_of

pytestmark = pytest.mark.django_db


def test_what_was_recorded_comes_back(case: CaseKey, supervisor: Account) -> None:
    draft = full_draft()
    record_identity(actor=supervisor, case=case, draft=draft)
    view = identity_of(supervisor, case)
    for (name, given_), (_same, found) in zip(draft.groups(), view.groups(), strict=True):
        assert [one.content() for one in given_] == [one.content() for one in found], name
        assert all(one.opaque_id for one in found)
    assert view.name == "Оксана Петрівна Шевченко"
    assert view.birth is not None
    assert view.birth.on == "1993-05-17"
    assert view.births[1].is_approximate
    assert view.individual == case.individual_opaque


def test_nothing_of_it_is_stored_in_clear(case: CaseKey, supervisor: Account) -> None:
    record_identity(actor=supervisor, case=case, draft=full_draft())
    stored = everything_stored()
    assert any(case.individual_opaque.encode() in value for value in stored)
    for secret in (*SECRETS, "passport", "nickname", "false_document", "ask_for"):
        assert not any(secret.encode() in value for value in stored), secret


def test_it_is_in_the_audit_without_its_content(case: CaseKey, supervisor: Account) -> None:
    record_identity(actor=supervisor, case=case, draft=named("Anna Kovach", birth="1990"))
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.act, entry.object_id, entry.mission) == ("identity.recorded", case.individual_opaque, "UKR")
    assert "Anna" not in entry.details
    assert "names" in entry.details
    assert "documents" not in entry.details
    identity_of(supervisor, case)
    assert AuditEntry.objects.latest("sequence").act == "identity.uncovered"


def test_recording_again_replaces_all_but_the_named_rows(case: CaseKey, supervisor: Account) -> None:
    record_identity(actor=supervisor, case=case, draft=full_draft())
    before = identity_of(supervisor, case)
    kept = before.names[1]
    draft = IdentityDraft(
        names=(
            NameDetail(text="Oksana Shevchuk", opaque_id=kept.opaque_id, is_preferred=True),
            NameDetail(text="Рая"),
        )
    )
    record_identity(actor=supervisor, case=case, draft=draft)
    after = identity_of(supervisor, case)
    assert [(one.text, one.is_preferred) for one in after.names] == [
        ("Oksana Shevchuk", True),
        ("Рая", False),
    ]
    assert after.names[0].opaque_id == kept.opaque_id
    assert not any([after.births, after.documents, after.contacts, after.addresses, after.family])
    person = Individual.objects.get(opaque_id=case.individual_opaque).pk
    rows = PersonName.unscoped.filter(individual_id=case.individual_opaque)
    expected = {bytes(row.tokens)[at : at + 8] for row in rows for at in range(0, len(row.tokens), 8)}
    assert entries_of(NAMES, person) == len(expected)
    assert entries_of(EXACT, person) == 0


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (IdentityDraft(names=(NameDetail(text="  "),)), "text"),
        (IdentityDraft(names=(NameDetail(text="..."),)), "text"),
        (IdentityDraft(names=(NameDetail(text="Anna\x00"),)), "text"),
        (IdentityDraft(names=(NameDetail(text="A" * 201),)), "text"),
        (IdentityDraft(names=(NameDetail(text="Anna", kind="secret"),)), "kind"),
        (IdentityDraft(names=(NameDetail(text="Anna", language="not a code"),)), "language"),
        (IdentityDraft(names=tuple(NameDetail(text="Anna") for _ in range(51))), "names"),
        (
            IdentityDraft(names=tuple(NameDetail(text="Anna", is_preferred=True) for _ in range(2))),
            "names",
        ),
        (IdentityDraft(births=(BirthDetail(on="17.05.1993"),)), "on"),
        (IdentityDraft(births=(BirthDetail(on="1993-02-30"),)), "on"),
        (IdentityDraft(births=(BirthDetail(on="1700"),)), "on"),
        (IdentityDraft(births=(BirthDetail(on="2999-01-01"),)), "on"),
        (IdentityDraft(contacts=(ContactDetail(value="1", safety="perhaps"),)), "safety"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    case: CaseKey, supervisor: Account, draft: IdentityDraft, field: str
) -> None:
    record_identity(actor=supervisor, case=case, draft=named("Anna Kovach"))
    with pytest.raises(NotAcceptedError) as caught:
        record_identity(actor=supervisor, case=case, draft=draft)
    assert caught.value.details["field"] == field
    assert "Anna" not in caught.value.message
    assert identity_of(supervisor, case).name == "Anna Kovach"


def test_only_who_may_write_the_identity(
    case: CaseKey, account_of: Callable[..., Account], other_mission: Mission
) -> None:
    refused = [
        account_of(Role.CASEWORKER, email="unassigned@example.org"),
        account_of(Role.SUPERVISOR, mission=other_mission, email="elsewhere@example.org"),
        account_of(Role.DATA_STEWARD), account_of(Role.ADMINISTRATOR), account_of(Role.FOCAL_POINT),
    ]  # fmt: skip
    for account in refused:
        with pytest.raises(NotFoundOrNotAllowed):
            record_identity(actor=account, case=case, draft=named("Anna"))
        with pytest.raises(NotFoundOrNotAllowed):
            identity_of(account, case)
    with pytest.raises(NotSignedIn):
        record_identity(actor=None, case=case, draft=named("Anna"))
    assert not PersonName.unscoped.exists()


def test_a_row_of_another_person_is_not_replaced(
    case: CaseKey, register: Register, supervisor: Account
) -> None:
    other = register()
    record_identity(actor=supervisor, case=other, draft=named("Bela Novak"))
    stranger = identity_of(supervisor, other).names[0].opaque_id
    with pytest.raises(NotFoundOrNotAllowed):
        record_identity(
            actor=supervisor,
            case=case,
            draft=IdentityDraft(names=(NameDetail(text="Anna", opaque_id=stranger),)),
        )
    assert identity_of(supervisor, other).name == "Bela Novak"


def test_a_person_who_is_not_there(case: CaseKey, supervisor: Account) -> None:
    nobody = CaseKey(case.opaque_id, case.mission_id, "a" * 16)
    with pytest.raises(NotFoundOrNotAllowed):
        record_identity(actor=supervisor, case=nobody, draft=named("Anna"))


def test_drafts_and_views_do_not_show_themselves() -> None:
    assert "Шевченко" not in repr(full_draft()) + repr(full_draft().names[0])


text = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60).map(
    lambda said: "х" + said + "y"
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(text, min_size=1, max_size=4), value=text)
def test_any_text_of_any_script_comes_back(
    case: CaseKey, supervisor: Account, names: list[str], value: str
) -> None:
    draft = IdentityDraft(
        names=tuple(NameDetail(text=name) for name in names), contacts=(ContactDetail(value=value),)
    )
    record_identity(actor=supervisor, case=case, draft=draft)
    with clearance("test", individuals=[case.individual_opaque]):
        found = [
            detail_of(GROUPS[group], row).content()
            for group in ("names", "contacts")
            for row in GROUPS[group].model.objects.of_people([case.individual_opaque])
        ]
    assert [one.get("text") or one["value"] for one in found] == [
        unicodedata.normalize("NFC", said) for said in (*names, value)
    ]
