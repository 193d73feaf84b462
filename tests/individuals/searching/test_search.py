"""People are found by what is known of them, spelt as people spell, and only by who may see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey, CaseLike, NotSignedIn
from palermo.access.models import Account, Mission, Role
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.actions.store_identities import store_identities
from palermo.individuals.index import lookup
from palermo.individuals.models import Individual
from palermo.individuals.searching import SearchQuery, search_people
from palermo.individuals.searching import search as module
from tests.individuals.conftest import Register, scope_of
from tests.individuals.drafts import full_draft, named

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")
#: Others, among whom somebody must be found.
OTHERS = (
    "Olena Melnyk", "Тарас Шевчук", "Ion Popescu", "محمد الحسن", "Nguyễn Thị Lan", "李勇强", "Fatima Zahra",
    "Blessing Okafor", "Нино Беридзе", "Oksana Bondar", "Olga Shevchenko", "Wang Fang",
)  # fmt: skip


@pytest.fixture
def others(register: Register, mission: Mission) -> list[CaseKey]:
    cases = [register() for _name in OTHERS]
    rows = [(case.individual_opaque, named(name)) for case, name in zip(cases, OTHERS, strict=True)]
    store_identities(rows, actor=SYSTEM, mission=mission)
    return cases


@pytest.fixture
def oksana(case: CaseKey) -> CaseKey:
    record_identity(actor=SYSTEM, case=case, draft=full_draft())
    return case


Best = Callable[..., CaseLike | None]


@pytest.fixture
def best(oksana: CaseKey, others: list[CaseKey], supervisor: Account) -> Best:
    def ask(**query: str) -> CaseLike | None:
        found = search_people(supervisor, SearchQuery(**query), scope_of(oksana, *others))
        return found[0].case if found else None

    return ask


@pytest.mark.parametrize(
    "name",
    [
        "Оксана Петрівна Шевченко", "Шевченко Оксана", "Oksana Shevchenko", "Oxana Schewtschenko", "Oksana Shevcenko",
        "Oksana Shevhcenko", "أوكسانا شيفشنكو", "OKSANA  SHEVCHENKO", "Ксюша", "Oksana Petrivna",
    ],
)  # fmt: skip
def test_by_name_with_slips_and_in_other_scripts(best: Best, oksana: CaseKey, name: str) -> None:
    assert best(name=name) == oksana


@pytest.mark.parametrize(
    "query",
    [
        {"document": "FB730412"}, {"document": "fb 73O4l2"}, {"document": "FB-730412", "name": "Anna"},
        {"phone": "+380671234567"}, {"phone": "067 123-45-67"}, {"phone": "00380 (67) 1234567"},
        {"phone": "٠٦٧١٢٣٤٥٦٧"},
        {"email": " Oksana.S@Example.org"}, {"birth": "1993-05-17"}, {"birth": "1993-05"},
        {"birth": "1993-05", "name": "Oxana Shevchenko"}, {"birth": "1993", "name": "Oxana Shevchenko"},
    ],
)  # fmt: skip
def test_by_numbers_addresses_and_dates(best: Best, oksana: CaseKey, query: dict[str, str]) -> None:
    assert best(**query) == oksana


@pytest.mark.parametrize(
    "query",
    [
        {"name": "Zoltan Horvath"}, {"document": "FB 730413"}, {"phone": "+380 67 123 45 68"},
        {"email": "oksana@example.org"}, {"birth": "1993-06"}, {"birth": "1993-05-18"},
    ],
)  # fmt: skip
def test_who_is_not_there_is_not_found(best: Best, query: dict[str, str]) -> None:
    assert best(**query) is None


def test_a_date_with_day_and_month_exchanged(
    register: Register, supervisor: Account, others: list[CaseKey]
) -> None:
    case = register()
    record_identity(actor=SYSTEM, case=case, draft=named("Mira Hoxha", birth="1998-04-09"))
    found = search_people(supervisor, SearchQuery(birth="1998-09-04"), scope_of(case, *others))
    assert [match.case for match in found] == [case]
    assert found[0].likeness < 1


def test_somebody_of_whom_only_the_month_is_known(register: Register, supervisor: Account) -> None:
    case = register()
    record_identity(actor=SYSTEM, case=case, draft=named("Mira Hoxha", birth="1998-04"))
    scope = scope_of(case)
    assert search_people(supervisor, SearchQuery(birth="1998-04-09"), scope)[0].case == case
    assert search_people(supervisor, SearchQuery(birth="1998-04"), scope)[0].matched == {"birth"}
    assert not search_people(supervisor, SearchQuery(birth="1998-05-09"), scope)


def test_a_birth_date_tells_namesakes_apart(register: Register, supervisor: Account) -> None:
    cases = [register() for _ in range(3)]
    for case, birth in zip(cases, ("1990-01-02", "1993-05-17", "2001-12-30"), strict=True):
        record_identity(actor=SYSTEM, case=case, draft=named("Maria Popescu", birth=birth))
    found = search_people(supervisor, SearchQuery(name="Maria Popescu", birth="1993-05-17"), scope_of(*cases))
    assert found[0].case == cases[1]
    assert found[0].matched == {"name", "birth"}
    assert found[0].likeness > found[1].likeness


def test_a_match_is_covered(oksana: CaseKey, supervisor: Account) -> None:
    match = search_people(supervisor, SearchQuery(name="Ксюша"), scope_of(oksana))[0]
    assert match.covered == "О. П. Ш."
    assert match.opaque_id == oksana.individual_opaque
    assert "Ш." not in repr(match)


def test_nobody_outside_the_scope_is_found_or_opened(
    oksana: CaseKey, others: list[CaseKey], supervisor: Account
) -> None:
    assert not search_people(supervisor, SearchQuery(name="Oksana Shevchenko"), scope_of(*others[:3]))
    entry = AuditEntry.objects.latest("sequence")
    assert entry.act == "identity.searched"
    assert '"opened":0' in entry.details


def test_a_scope_that_lets_through_too_much_is_refused(
    oksana: CaseKey, account_of: Callable[..., Account], other_mission: Mission
) -> None:
    stranger = account_of(Role.SUPERVISOR, mission=other_mission, email="elsewhere@example.org")
    for account in (stranger, account_of(Role.DATA_STEWARD), account_of(Role.ADMINISTRATOR)):
        with pytest.raises(NotFoundOrNotAllowed):
            search_people(account, SearchQuery(name="Oksana Shevchenko"), scope_of(oksana))
    with pytest.raises(NotSignedIn):
        search_people(None, SearchQuery(name="Oksana"), scope_of(oksana))


def test_one_entry_for_a_search(best: Best, oksana: CaseKey) -> None:
    before = AuditEntry.objects.count()
    best(name="Oksana Shevchenko", phone="0671234567")
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("sequence")
    assert entry.act == "identity.searched"
    assert oksana.individual_opaque not in entry.details
    assert "Oksana" not in entry.details
    assert "phone" in entry.details


@pytest.mark.parametrize(
    "query", [{}, {"name": "..."}, {"birth": "1993"}, {"birth": "x"}, {"name": "A" * 201}, {"phone": "12"}]
)
def test_a_question_that_is_none(supervisor: Account, query: dict[str, str]) -> None:
    with pytest.raises(NotAcceptedError):
        search_people(supervisor, SearchQuery(**query), lambda _people: {})


def test_what_many_share_is_bounded_and_says_so(
    register: Register, mission: Mission, supervisor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [register() for _ in range(30)]
    store_identities(
        [(case.individual_opaque, named(f"Zoltan {'abcdefghij'[n % 10]}ombor", birth="1990-03-04")) for n, case in
         enumerate(cases)], actor=SYSTEM, mission=mission,
    )  # fmt: skip
    scope = scope_of(*cases)
    asked: list[int] = []

    def counting(people: Sequence[int]) -> Mapping[int, CaseLike]:
        asked.extend(people)
        return scope(people)

    assert len(search_people(supervisor, SearchQuery(birth="1990-03-04"), counting)) == 30
    monkeypatch.setattr(module, "OPENED", 10)
    found = search_people(supervisor, SearchQuery(birth="1990-03-04"), counting)
    assert (len(found), found.is_cut) == (10, True)
    monkeypatch.setattr(lookup, "MOST_OF_ONE", 4)
    asked.clear()
    found = search_people(supervisor, SearchQuery(birth="1990-03-04"), counting)
    assert (len(asked), found.is_cut) == (4, True)
    monkeypatch.setattr(lookup, "MOST_OF_ALL", 3)
    assert search_people(supervisor, SearchQuery(name="Zoltan"), counting).is_cut


def test_the_scope_is_asked_on_until_enough_are_found(
    register: Register, mission: Mission, supervisor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mission's own Maria is found among those of all missions."""
    monkeypatch.setattr(module, "ASKED_AT_ONCE", 5)
    cases = [register() for _ in range(23)]
    rows = [(case.individual_opaque, named("Maria Ionescu")) for case in cases]
    store_identities(rows, actor=SYSTEM, mission=mission)
    own = max(cases, key=lambda case: Individual.objects.get(opaque_id=case.individual_opaque).pk)
    found = search_people(supervisor, SearchQuery(name="Maria Ionescu"), scope_of(own))
    assert [match.case for match in found] == [own]


def test_cut_is_said_of_equals_only(
    register: Register, mission: Mission, supervisor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who shares less is always left out; whoever was found need not be told."""
    monkeypatch.setattr(module, "OPENED", 2)
    cases = [register() for _ in range(6)]
    names = ["Zoltan Kovacsevic", *["Zoltan Szabolcsi"] * 5]
    rows = [(case.individual_opaque, named(name)) for case, name in zip(cases, names, strict=True)]
    store_identities(rows, actor=SYSTEM, mission=mission)
    found = search_people(supervisor, SearchQuery(name="Zoltan Kovacsevic"), scope_of(*cases))
    assert (found[0].case, found.is_cut) == (cases[0], False)
    found = search_people(supervisor, SearchQuery(name="Zoltan Szabolcsi"), scope_of(*cases))
    assert (len(found), found.is_cut) == (2, True)


def test_a_namesake_who_lacks_a_part_does_not_end_the_search(
    register: Register, mission: Mission, supervisor: Account
) -> None:
    """The one who is meant is found in the second stage, beside somebody with two of the three parts."""
    short, meant = register(), register()
    rows = [
        (short.individual_opaque, named("Zoltan Kovacsevic")),
        (meant.individual_opaque, named("Gabor Zoltan Kofahsebits")),
    ]
    store_identities(rows, actor=SYSTEM, mission=mission)
    found = search_people(supervisor, SearchQuery(name="Gabor Zoltan Kovacsevic"), scope_of(short, meant))
    assert {match.case for match in found} == {short, meant}
