"""The gate over the database: for one case and for a query, by the same rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey, NotSignedIn
from palermo.access.models import Mission, Organisation, OrganisationKind
from palermo.cases.consent.gate import (
    OWN,
    Basis,
    ConsentMissing,
    Recipient,
    bases,
    consenting,
    decisions_version,
    require_consent,
    require_consents,
    to_mission,
    to_organisation,
)
from palermo.cases.models import Case, ConsentForm, Purpose, RecipientClass
from palermo.errors import NotFoundOrNotAllowed
from tests.cases.consent.consents import excuse, make_partner, say, take_back
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")


@pytest.fixture
def case() -> Case:
    return make_case(majority="18_and_over", nationality="UKR")


def test_the_basis_names_what_it_rests_on(case: Case) -> None:
    haven = make_partner()
    consent = say(case, to_organisation=haven, expires_on=timezone.localdate() + timedelta(days=9))
    basis = require_consent(
        actor=SYSTEM, case=case, purpose=Purpose.SHARING, recipient=to_organisation(haven)
    )
    assert basis == Basis((consent.opaque_id,), until=consent.expires_on)


def test_the_error_says_what_for_and_what_to_do_and_never_who(case: Case) -> None:
    haven = make_partner("haven-of-lviv")
    with pytest.raises(ConsentMissing) as caught:
        require_consent(actor=SYSTEM, case=case, purpose=Purpose.SHARING, recipient=to_organisation(haven))
    error = caught.value
    assert error.as_dict()["details"] == {"purpose": "sharing", "recipient": "shelter", "lack": "consent"}
    assert (error.code, error.status) == ("consent_missing", 409)
    assert "record the answer" in error.message
    for secret in (case.opaque_id, case.case_ref, "lviv", "UKR"):
        assert secret not in error.message.lower()


def test_several_at_once_all_or_the_error(case: Case) -> None:
    haven, other = make_partner(), make_case(majority="18_and_over")
    ask = {"actor": SYSTEM, "purpose": Purpose.SHARING, "recipient": to_organisation(haven)}
    say(case, to_organisation=haven)
    with pytest.raises(ConsentMissing):
        require_consents(cases=[case, other], **ask)
    say(other, to_organisation=haven)
    assert set(require_consents(cases=[case, other], **ask)) == {case.opaque_id, other.opaque_id}


def test_no_actor_and_no_case(case: Case) -> None:
    with pytest.raises(NotSignedIn):
        require_consent(actor=None, case=case, purpose=Purpose.SHARING, recipient=OWN)
    with pytest.raises(NotFoundOrNotAllowed):
        require_consent(
            actor=SYSTEM, case=CaseKey("a" * 16, 1, "b" * 16), purpose=Purpose.SHARING, recipient=OWN
        )


@pytest.mark.parametrize(
    "facts",
    [{"nationality": ["MDA", "ROU"]}, {"country_of_birth": "ROU"}, {"country_of_residence": "ROU"}],
    ids=str,
)
def test_every_country_that_the_person_comes_from_counts(facts: dict[str, Any]) -> None:
    case = make_case(majority="18_and_over", nationality="MDA", facts=facts)
    recipient = to_organisation(make_partner("rescue", country="ROU"))
    say(case, recipient_class="shelter")
    with pytest.raises(ConsentMissing) as caught:
        require_consent(actor=SYSTEM, case=case, purpose=Purpose.SHARING, recipient=recipient)
    assert caught.value.details["lack"] == "override"


def test_exceptions_that_are_over_count_for_nothing(case: Case) -> None:
    now = timezone.now()
    excuse(case, starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1))
    excuse(case, starts_at=now + timedelta(days=1))
    with pytest.raises(ConsentMissing):
        require_consent(actor=SYSTEM, case=case, purpose=Purpose.SHARING, recipient=OWN)


def test_the_version_grows_with_everything_said(case: Case) -> None:
    versions = [decisions_version(Purpose.RESEARCH)]
    consent = say(case, purpose=Purpose.RESEARCH)
    versions.append(decisions_version(Purpose.RESEARCH))
    take_back(consent)
    versions.append(decisions_version(Purpose.RESEARCH))
    excuse(mission=case.mission, purpose=Purpose.RESEARCH)
    versions.append(decisions_version(Purpose.RESEARCH))
    say(case)
    versions.append(decisions_version(Purpose.RESEARCH))
    assert [version - versions[0] for version in versions] == [0, 1, 2, 3, 3]


def test_the_query_costs_the_same_for_any_number(case: Case) -> None:
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            found = consenting(Case.unscoped.all(), Purpose.RESEARCH, OWN)
            assert (found.withheld, found.cases.count()) == (5 * _round, 1)
        costs.append(len(queries))
        for _number in range(5):
            say(make_case(), "refused", Purpose.RESEARCH)
    assert costs == [2, 2]


# --- The property: the query leaves exactly those that the gate lets pass one by one ---------------------------
FORMS = st.sampled_from([ConsentForm.WRITTEN, ConsentForm.GUARDIAN, ConsentForm.CHILD_ASSENT])
COUNTRIES = st.sampled_from(["", "UKR", "MDA", "DEU"])
ADDRESSES = st.sampled_from(
    [
        {},
        {"to_mission": "mission"},
        {"to_organisation": "haven"},
        {"to_organisation": "police"},
        *({"recipient_class": word} for word in RecipientClass.values),
    ]
)
SAYINGS = st.fixed_dictionaries(
    {
        "decision": st.sampled_from(["given", "given", "refused", "withdraw"]),
        "form": FORMS,
        "address": ADDRESSES,
        "day": st.integers(-3, 1),
        "expires": st.sampled_from([None, None, -1, 0, 2]),
        "hour": st.integers(-30, 0),
        "purpose": st.sampled_from([Purpose.SHARING, Purpose.SHARING, Purpose.RESEARCH]),
    }
)
EXCEPTIONS = st.fixed_dictionaries(
    {
        "of_mission": st.booleans(),
        "kind": st.sampled_from(["consent", "origin"]),
        "address": ADDRESSES,
        "from": st.integers(-30, 1),
        "lasts": st.sampled_from([5, 100]),
    }
)
LIVES = st.fixed_dictionaries(
    {
        "majority": st.sampled_from(["", "under_18", "18_and_over", "18_and_over"]),
        "nationality": COUNTRIES,
        "facts": st.fixed_dictionaries(
            {},
            optional={
                "nationality": st.lists(st.sampled_from(["UKR", "MDA", "DEU"]), min_size=1, max_size=3),
                "country_of_birth": st.sampled_from(["UKR", "MDA", "~unknown"]),
            },
        ),
        "exploitation_country": COUNTRIES,
        "said": st.lists(SAYINGS, max_size=6),
        "excepted": st.lists(EXCEPTIONS, max_size=2),
    }
)


def live(life: dict[str, Any], names: dict[str, Mission | Organisation]) -> Case:
    now, today = timezone.now(), timezone.localdate()
    case = make_case(
        majority=life["majority"],
        nationality=life["nationality"],
        facts=life["facts"],
        exploitation_country=life["exploitation_country"],
    )

    def address(words: dict[str, str]) -> dict[str, Any]:
        return {key: names.get(word, word) for key, word in words.items()}

    given_so_far = []
    for one in life["said"]:
        when = {
            "given_on": today + timedelta(days=one["day"]),
            "recorded_at": now + timedelta(hours=one["hour"]),
        }
        if one["decision"] == "withdraw":
            if given_so_far:
                take_back(given_so_far.pop(), **when)
            continue
        expires = None if one["expires"] is None else today + timedelta(days=one["expires"])
        row = say(
            case, one["decision"], one["purpose"], form=one["form"], expires_on=expires, **when,
            **address(one["address"]),
        )  # fmt: skip
        if one["decision"] == "given":
            given_so_far.append(row)
    for one in life["excepted"]:
        starts = now + timedelta(hours=one["from"])
        scope = {"mission": case.mission} if one["of_mission"] else {"case": case}
        excuse(
            **scope, kind=one["kind"], starts_at=starts, ends_at=starts + timedelta(hours=one["lasts"]),
            **address(one["address"]),
        )  # fmt: skip
    return case


def plan_quickly() -> None:
    """A server that compiles each query to machine code takes a second for every one of some hundred."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")


def recipients(names: dict[str, Any]) -> list[Recipient]:
    return [
        OWN,
        to_mission(names["mission"]),
        to_organisation(names["haven"]),
        to_organisation(names["police"]),
    ]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lives=st.lists(LIVES, min_size=1, max_size=4))
def test_both_forms_agree(db: None, lives: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        plan_quickly()
        names = {
            "mission": make_mission("DEU"),
            "haven": make_partner(),
            "police": make_partner("police", OrganisationKind.POLICE, "UKR"),
        }
        cases = [live(life, names) for life in lives]
        numbers = [case.opaque_id for case in cases]
        asked = Case.unscoped.filter(opaque_id__in=numbers)
        for recipient in recipients(names):
            one_by_one = bases(SYSTEM, numbers, Purpose.SHARING, recipient)
            passing = {number for number, basis in one_by_one.items() if isinstance(basis, Basis)}
            found = consenting(asked, Purpose.SHARING, recipient)
            assert set(found.cases.values_list("opaque_id", flat=True)) == passing
            assert set(found.kept_back.values_list("opaque_id", flat=True)) == set(numbers) - passing
        transaction.set_rollback(True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES, word=st.sampled_from(["refused", "withdraw"]))
def test_a_last_no_that_names_nobody_always_stops_it(db: None, life: dict[str, Any], word: str) -> None:
    """Whatever was said or excepted before: after "no, nobody" nothing goes to anybody."""
    with transaction.atomic():
        names = {
            "mission": make_mission("DEU"),
            "haven": make_partner(),
            "police": make_partner("police", OrganisationKind.POLICE, "UKR"),
        }
        life = {**life, "said": [one for one in life["said"] if one["day"] <= 0]}
        case = live(life, names)
        later = timezone.now() + timedelta(hours=2)
        for form in (ConsentForm.WRITTEN, ConsentForm.GUARDIAN):
            if word == "refused":
                say(case, "refused", form=form, recorded_at=later)
            else:
                take_back(say(case, form=form, recorded_at=later), recorded_at=later + timedelta(seconds=1))
        for recipient in recipients(names):
            found = bases(SYSTEM, [case.opaque_id], Purpose.SHARING, recipient)[case.opaque_id]
            assert not isinstance(found, Basis)
        transaction.set_rollback(True)


def test_any_account_may_ask(account_of: Callable[..., Any]) -> None:
    """The gate asks who acts, not what the actor may see: that gate was passed before."""
    case = make_case(majority="18_and_over")
    say(case)
    assert require_consent(
        actor=account_of("analyst"), case=case, purpose=Purpose.SHARING, recipient=OWN
    ).consents
