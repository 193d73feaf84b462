"""An import is one entry, in its own transaction; without it nothing is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.audit import appending
from palermo.audit.selectors import entries
from palermo.cases.models import Case
from palermo.exchange.actions.import_caseload import Options, import_caseload
from palermo.exchange.models import ImportRun
from palermo.vault.chain import CHAIN_SECRET, ChainKeyMissing

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("command line")
ROWS = "mission,case_ref,registered_on,sex\nUKR,A-1,2011,female\nUKR,A-2,2011,male\n"


@pytest.fixture
def caseload(tmp_path: Path) -> Path:
    path = tmp_path / "caseload.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.fixture
def no_key(caseload: Path, tmp_path: Path) -> Iterator[None]:
    other = tmp_path / "other.csv"
    other.write_text(ROWS.replace("A-", "B-"), encoding="utf-8")
    import_caseload(other, actor=SYSTEM)
    path = settings.HOME.keys / CHAIN_SECRET
    aside = path.rename(path.with_name("aside"))
    yield
    aside.rename(path)


def imported() -> list[dict[str, Any]]:
    return [dict(entry.details) for entry in entries().entries if entry.act == "caseload.imported"]


def test_with_its_counts_and_the_files_fingerprint(caseload: Path) -> None:
    import_caseload(caseload, actor=SYSTEM)
    newest = entries().entries[0]
    assert (newest.act, newest.actor) == ("caseload.imported", "system:command line")
    assert newest.object_id == str(ImportRun.objects.get().pk)
    assert newest.details == {
        "count": 2,
        "created": 2,
        "updated": 0,
        "file": hashlib.sha256(ROWS.encode()).hexdigest(),
    }
    acts = [entry.act for entry in reversed(entries().entries)]
    assert acts[:2] == ["organisation.created", "mission.created"]
    assert acts[-1] == "caseload.imported"


def test_by_whom(caseload: Path, account_of: Callable[..., Account]) -> None:
    import_caseload(caseload, actor=SYSTEM)
    caseload.write_text(ROWS + "UKR,A-3,2011,male\n", encoding="utf-8")
    steward = account_of(Role.DATA_STEWARD)
    import_caseload(caseload, actor=steward)
    assert entries().entries[0].actor == f"account:{steward.pk}"
    assert entries().entries[0].details["created"] == 1


def test_what_changes_nothing_is_no_act(caseload: Path) -> None:
    import_caseload(caseload, actor=SYSTEM, options=Options(dry_run=True))
    assert entries().entries == ()
    import_caseload(caseload, actor=SYSTEM)
    import_caseload(caseload, actor=SYSTEM)
    assert len(imported()) == 1


@pytest.mark.usefixtures("no_key")
def test_without_a_record_nothing_is_stored(caseload: Path) -> None:
    with pytest.raises(ChainKeyMissing):
        import_caseload(caseload, actor=SYSTEM)
    assert not Case.unscoped.filter(case_ref__startswith="A-").exists()
    assert ImportRun.objects.count() == 1
    assert len(imported()) == 1


def test_the_head_of_the_chain_is_locked_after_all_is_stored(
    caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    lock_head = appending.lock_head

    def watched(*arguments: Any) -> Any:
        seen.append(Case.unscoped.count())
        return lock_head(*arguments)

    monkeypatch.setattr(appending, "lock_head", watched)
    import_caseload(caseload, actor=SYSTEM)
    assert seen == [2], "locked once, when both cases were stored"
