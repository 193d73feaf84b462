"""Who may count, and from which snapshot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.errors import NotFoundOrNotAllowed
from palermo.exchange.actions.import_caseload import Options, import_rows
from palermo.statistics import selectors
from palermo.statistics.asking import ask
from palermo.statistics.errors import BadQuestion, NoExtract

SYSTEM = SystemActor("test")
QUESTION = ask(year=2011)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]


def bring_in(reference: str, year: int = 2011) -> None:
    row = {"mission": "UKR", "case_ref": reference, "registered_on": f"{year}-03", "sex": "male"}
    assert import_rows([row], actor=SYSTEM, source_name="test", options=Options()).is_stored


def number(actor: Account | SystemActor = SYSTEM, snapshot: str | None = None) -> int:
    return selectors.publication(actor, QUESTION, with_figures=False, snapshot=snapshot).about.n


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CASEWORKER, True),
        (Role.SUPERVISOR, True),
        (Role.DATA_STEWARD, True),
        (Role.ANALYST, True),
        (Role.FOCAL_POINT, True),
        (Role.PARTNER_OFFICER, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_the_gate_of_statistics(account_of: Callable[..., Account], role: str, may: bool) -> None:
    bring_in("1")
    account = account_of(role)
    calls = (
        lambda: number(account),
        lambda: selectors.current_extract(account),
        lambda: selectors.years(account),
        lambda: selectors.missions(account),
    )
    for call in calls:
        if may:
            assert call()
        else:
            with pytest.raises(NotFoundOrNotAllowed):
                call()


def test_nobody_counts_without_a_name() -> None:
    bring_in("1")
    with pytest.raises(NotSignedIn):
        selectors.publication(None, QUESTION)


def test_a_small_caseload_is_counted_as_it_is_now() -> None:
    bring_in("1")
    assert number() == 1
    bring_in("2")
    assert number() == 2


def test_a_large_one_is_counted_from_the_last_snapshot_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in("1")
    before = selectors.publication(SYSTEM, QUESTION).about
    assert not before.is_stale
    monkeypatch.setattr(selectors, "RENEW_AT_ONCE", 0)
    bring_in("2")
    late = selectors.publication(SYSTEM, QUESTION).about
    assert (late.n, late.is_stale, late.snapshot) == (1, True, before.snapshot)
    fresh = selectors.publication(SYSTEM, QUESTION, fresh=True).about
    assert (fresh.n, fresh.is_stale) == (2, False)


def test_a_kept_snapshot_counts_as_it_did() -> None:
    bring_in("1")
    first = selectors.publication(SYSTEM, QUESTION).about.snapshot
    bring_in("2")
    assert number() == 2
    assert number(snapshot=first) == 1
    with pytest.raises(BadQuestion, match=first):
        number(snapshot="../../keys")


def test_years_and_emptiness() -> None:
    assert selectors.years(SYSTEM) == []
    with pytest.raises(NoExtract):
        selectors.publication(SYSTEM, QUESTION)
    bring_in("1", 2009)
    bring_in("2", 2011)
    assert selectors.years(SYSTEM) == [2011, 2009]
    assert selectors.missions(SYSTEM) == [("UKR", "Ukraine")]
