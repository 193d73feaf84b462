"""An act and its entry live or die together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction

from palermo.access.models import Mission, Organisation
from palermo.audit.appending import INSERT
from palermo.audit.errors import EntryRefused, NotAudited, UnknownAct
from palermo.audit.models import AuditEntry
from palermo.audit.recording import audited, record, record_many
from palermo.audit.selectors import rate
from palermo.audit.walls import ENTRY
from palermo.vault.chain import GENESIS, ChainKeyMissing
from tests.audit.chains import CASES, Chain

CASE = CASES[0]


def read_case(case: str = CASE, **details: object) -> None:
    record("case.read", actor="account:17", object_kind="case", object_id=case, mission="UKR", **details)


@audited()
def register(*, fail: bool = False) -> None:
    """An act that changes something."""
    Organisation.objects.create(code="own", name="own")
    read_case()
    if fail:
        raise ZeroDivisionError


def objects() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("object_id", flat=True))


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_what() -> None:
    with audited():
        record("identity.uncovered", actor="account:17", object_kind="individual", object_id=CASE, mission="UKR",
               fields=["name", "birth_date"])  # fmt: skip
        assert not AuditEntry.objects.exists()
    entry = AuditEntry.objects.get()
    assert (entry.sequence, entry.actor, entry.act) == (1, "account:17", "identity.uncovered")
    assert (entry.object_kind, entry.object_id, entry.mission) == ("individual", CASE, "UKR")
    assert entry.details == '{"fields":["name","birth_date"]}'
    assert bytes(entry.previous) == GENESIS
    assert len(bytes(entry.hash)) == 32


@pytest.mark.django_db
def test_outside_a_transaction_of_the_audit_nothing_can_be_recorded() -> None:
    with pytest.raises(NotAudited):
        read_case()
    with transaction.atomic(), pytest.raises(NotAudited):
        read_case()
    assert not AuditEntry.objects.exists()


def test_the_transaction_must_be_the_outermost(chain: Chain) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"), audited():
        read_case()
    assert objects() == []


def test_what_is_rolled_back_leaves_nothing(chain: Chain) -> None:
    with pytest.raises(ZeroDivisionError):
        register(fail=True)
    assert objects() == []
    assert not Organisation.objects.exists()
    chain.act()
    assert chain.verdict().entries == 1


def test_a_rollback_that_is_asked_for_leaves_nothing(chain: Chain) -> None:
    with audited():
        read_case()
        transaction.set_rollback(True)
    assert objects() == []


def test_when_the_entry_cannot_be_written_the_act_does_not_happen(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain.act()
    monkeypatch.setattr("palermo.audit.appending.INSERT", INSERT.replace(ENTRY, "nowhere"))
    with pytest.raises(DatabaseError, match="nowhere"):
        register()
    assert not Organisation.objects.exists()
    assert chain.verdict().entries == 1


def test_an_act_that_cannot_be_committed_leaves_no_entry(chain: Chain) -> None:
    @audited()
    def act() -> None:
        # The organisation is looked for at the commit, after the entry was appended.
        Mission.objects.create(organisation_id=999, code="X", name="X", country="UKR")
        read_case()

    with pytest.raises(IntegrityError):
        act()
    assert objects() == []


@pytest.mark.django_db
def test_a_savepoint_that_is_rolled_back_takes_its_entries_along() -> None:
    @transaction.atomic()
    def plain_savepoint() -> None:
        read_case(CASES[1])
        with audited():
            read_case(CASES[2])
        raise ZeroDivisionError

    @audited()
    def audited_savepoint() -> None:
        read_case(CASES[4])
        raise ZeroDivisionError

    with audited():
        read_case(CASES[0])
        with pytest.raises(ZeroDivisionError):
            plain_savepoint()
        with audited():
            read_case(CASES[3])
        with pytest.raises(ZeroDivisionError):
            audited_savepoint()
        with transaction.atomic():
            read_case(CASES[5])
        read_case(CASES[6])
    assert objects() == [CASES[0], CASES[3], CASES[5], CASES[6]]


@pytest.mark.django_db
def test_nothing_is_appended_twice() -> None:
    for case in CASES[:3]:
        with audited():
            read_case(case)
    assert objects() == CASES[:3]


@pytest.mark.django_db
def test_an_act_without_entries_touches_no_head() -> None:
    with audited():
        Organisation.objects.create(code="own", name="own")
    assert not AuditEntry.objects.exists()
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_many_objects_have_an_entry_each() -> None:
    with audited():
        record_many("case.read", actor="account:17", object_kind="case", object_ids=CASES[:5], mission="UKR")
        record_many("case.read", actor="account:17", object_kind="case", object_ids=[])
    assert objects() == CASES[:5]
    assert len({entry.at for entry in AuditEntry.objects.all()}) == 1
    assert rate("account:17", "case.read", timedelta(minutes=1)) == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"act": "case.red"}, UnknownAct),
        ({"reason": "because"}, UnknownAct),
        ({"object_kind": "cases"}, UnknownAct),
        ({"actor": "Anna"}, EntryRefused),
        ({"actor": "anna@example.org"}, EntryRefused),
        ({"actor": ""}, EntryRefused),
        ({"actor": "account:17\n"}, EntryRefused),
        ({"object_id": "AB123456"}, EntryRefused),
        ({"object_id": ""}, EntryRefused),
        ({"object_id": 17}, EntryRefused),
        ({"mission": "in Kyiv"}, EntryRefused),
        ({"mission": None}, EntryRefused),
    ],
)
def test_what_an_entry_may_not_carry_stops_at_once(
    changes: dict[str, object], error: type[Exception]
) -> None:
    given: dict[str, object] = {
        "act": "case.read",
        "actor": "account:17",
        "object_kind": "case",
        "object_id": CASE,
    }
    given |= changes
    with pytest.raises(error) as refusal, audited():
        record(**given)  # type: ignore[arg-type]
    assert "anna@" not in str(refusal.value)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("actor", ["account:1", "system:command line", "anonymous"])
@pytest.mark.django_db
def test_those_who_act(actor: str) -> None:
    with audited():
        record("audit.read", actor=actor, object_kind="audit", object_id="")
    assert AuditEntry.objects.get().actor == actor


def test_the_key_is_made_with_the_first_entry_and_never_again(chain: Chain) -> None:
    secret = settings.HOME.keys / "audit_secret"
    chain.act()
    kept = secret.read_bytes()
    secret.unlink()
    try:
        with pytest.raises(ChainKeyMissing, match="audit_secret"):
            register()
        assert not Organisation.objects.exists()
        assert not secret.exists()
    finally:
        secret.write_bytes(kept)
    chain.act()
    assert chain.verdict().entries == 2
