"""From the database to the extract, through the real import."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Mission
from palermo.cases.models import Case, ConsentException, EventKind, Purpose, TraffickingEvent
from palermo.errors import NotFoundOrNotAllowed
from palermo.exchange.actions.import_caseload import Options, import_rows
from palermo.statistics.actions.build_extract import build_extract
from palermo.statistics.asking import ask
from palermo.statistics.compute import compute
from palermo.statistics.errors import NoExtract
from palermo.statistics.extract import store
from palermo.statistics.extract.format import Extract
from tests.cases.consent.consents import say, take_back

SYSTEM = SystemActor("test")
ROW = {
    "mission": "UKR", "case_ref": "1", "individual_ref": "P1", "registered_on": "2011-05-17", "sex": "female",
    "age": "17", "nationality": "UKR", "exploitation_country": "RUS|POL", "exploitation_type": "forced_labour",
    "trafficking_type": "international", "means_of_control": "threats|debt_bondage", "age_band": "",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def bring_in(*rows: dict[str, str], **options: bool) -> None:
    outcome = import_rows(
        [{**ROW, **row} for row in rows], actor=SYSTEM, source_name="test", options=Options(**options)
    )
    assert outcome.is_stored, outcome.problems.sorted()


def values(extract: Extract, column: str) -> list[object]:
    words = extract.dictionary(column)
    return [words[code] for code in extract.column(column)]


def test_every_coded_answer_arrives_and_days_do_not(clean_extracts: None) -> None:
    bring_in(
        {},
        {"case_ref": "2", "age": "", "age_band": "18_and_over", "registered_on": "2011", "sex": "refused"},
        {"case_ref": "3", "age": "unknown", "registered_on": "2011-06", "sex": "", "individual_ref": ""},
    )
    extract = build_extract(actor=SYSTEM)
    assert extract.rows == 3
    assert values(extract, "registered") == ["2011-05", "2011", "2011-06"]
    assert values(extract, "sex") == ["female", "~refused", "~not_asked"]
    assert values(extract, "majority") == ["under_18", "18_and_over", "~unknown"]
    assert values(extract, "exploitation_country")[0] == ("RUS", "POL")
    assert set(values(extract, "means_of_control")[0]) == {"threats", "debt_bondage"}  # type: ignore[call-overload]
    assert extract.manifest.individuals == 2
    assert extract.repeated.tolist() == [0, 1]


def test_nothing_is_built_twice_and_a_new_import_makes_it_old(clean_extracts: None) -> None:
    bring_in({})
    first = build_extract(actor=SYSTEM)
    assert build_extract(actor=SYSTEM).manifest.snapshot == first.manifest.snapshot
    bring_in({"case_ref": "2"})
    second = build_extract(actor=SYSTEM)
    assert second.rows == 2
    current = store.current()
    assert current is not None
    assert current.manifest.snapshot == second.manifest.snapshot
    assert store.named(first.manifest.snapshot).rows == 1


def test_old_extracts_are_cleared_away(clean_extracts: None) -> None:
    for number in range(store.KEEP + 2):
        bring_in({"case_ref": str(number)})
        build_extract(actor=SYSTEM)
    whole = [path for path in store.folder().iterdir() if path.is_dir()]
    assert len(whole) == store.KEEP


def test_several_events_become_one_answer(clean_extracts: None) -> None:
    bring_in({})
    case = Case.unscoped.get()
    TraffickingEvent.unscoped.create(
        case=case,
        position=1,
        kind=EventKind.EXPLOITATION,
        facts={
            "exploitation_type": ["sexual_exploitation"],
            "exploitation_country": ["POL", "DEU"],
            "trafficking_type": "internal",
        },
    )
    extract = build_extract(actor=SYSTEM)
    assert extract.rows == 1
    assert set(values(extract, "exploitation_type")[0]) == {"forced_labour", "sexual_exploitation"}  # type: ignore[call-overload]
    assert values(extract, "exploitation_country") == [("RUS", "POL", "DEU")]
    assert values(extract, "trafficking_type") == ["international"]
    table = compute(extract, ask(year=2011), tables=["table12_exploitation"]).table("table12_exploitation")
    assert [row.label for row in table.body] == ["Combined sexual & forced labour"]


def test_no_case_no_extract(clean_extracts: None) -> None:
    with pytest.raises(NoExtract):
        build_extract(actor=SYSTEM)
    assert store.current() is None
    assert list(store.folder().iterdir()) == []


def test_only_those_who_may_see_statistics_build_one(clean_extracts: None, account_of: object) -> None:
    bring_in({})
    with pytest.raises(NotSignedIn):
        build_extract(actor=None)  # type: ignore[arg-type]
    with pytest.raises(NotFoundOrNotAllowed):
        build_extract(actor=account_of("administrator"))  # type: ignore[operator]
    assert Mission.objects.count() == 1


class TestConsent:
    def test_a_refusal_and_a_withdrawal_stay_out_at_once(self, clean_extracts: None) -> None:
        bring_in({"age": "30"}, {"case_ref": "2", "age": "30"}, {"case_ref": "3", "age": "30"})
        assert build_extract(actor=SYSTEM).rows == 3
        first, second, _third = Case.unscoped.order_by("pk")
        say(first, "refused", Purpose.RESEARCH)
        consent = say(second, "given", Purpose.RESEARCH)
        assert build_extract(actor=SYSTEM).rows == 2
        take_back(consent)
        extract = build_extract(actor=SYSTEM)
        assert (extract.rows, extract.manifest.withheld, extract.manifest.without_basis) == (1, 2, 0)
        say(first, "given", Purpose.RESEARCH)
        assert build_extract(actor=SYSTEM).rows == 2

    def test_a_lapsed_basis_is_said_and_an_import_renews_it(self, clean_extracts: None) -> None:
        bring_in({}, {"mission": "MDA", "case_ref": "2"})
        now = timezone.now()
        past = ConsentException.unscoped.filter(mission__code="UKR")
        past.update(starts_at=now - timedelta(days=400), ends_at=now - timedelta(days=35))
        extract = build_extract(actor=SYSTEM)
        assert (extract.rows, extract.manifest.withheld, extract.manifest.without_basis) == (1, 1, 1)
        caveats = " ".join(compute(extract, ask(year=2011)).about.caveats)
        assert "left out" in caveats
        assert "legal basis" in caveats
        bring_in({"case_ref": "3"})
        assert build_extract(actor=SYSTEM).rows == 3

    def test_without_any_basis_it_says_what_to_do(self, clean_extracts: None) -> None:
        bring_in({})
        ConsentException.unscoped.all().delete()
        with pytest.raises(NoExtract, match="renew"):
            build_extract(actor=SYSTEM)
