"""What was said about consent becomes consents, and nothing that was not said."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from palermo.cases.models import Decision
from palermo.interviews.mapping.consents import consents_said

DAY = date(2026, 10, 1)
YES: dict[str, Any] = {
    "consent_interview": "yes",
    "consent_form": "written",
    "consent_purposes": ["assistance", "research"],
    "consent_recipients": ["ngo"],
    "consent_informed_purpose": "yes",
    "consent_informed_use": "~unknown",
    "consent_language": "uk",
    "consent_expiry": "2027-10-01",
}


def said(**changes: Any) -> list[tuple[str, str, str]]:
    facts = {name: answer for name, answer in (YES | changes).items() if answer is not None}
    return [(one.purpose, one.recipient_class, one.decision) for one in consents_said(facts, day=DAY)]


def test_each_purpose_for_the_own_organisation_and_each_recipient() -> None:
    assert said() == [(purpose, to, "given") for purpose in ("assistance", "research") for to in ("", "ngo")]


def test_questions_keep_their_states() -> None:
    one = consents_said(YES, day=DAY)[0]
    assert one.answers == {
        "consent_interview": "yes", "consent_informed_purpose": "yes", "consent_informed_use": "~unknown"
    }  # fmt: skip
    assert (one.given_on, one.expires_on, one.language) == (DAY, date(2027, 10, 1), "uk")


def test_without_a_yes_only_the_help_counts() -> None:
    for answer in ("no", "~refused", None):
        assert said(consent_interview=answer) == []
        assert said(consent_interview=answer, consent_assistance="yes") == [("assistance", "", "given")]


def test_refusing_help_is_a_refusal() -> None:
    found = said(consent_assistance="no")
    assert ("assistance", "", "refused") in found
    assert ("assistance", "", "given") not in found
    assert ("assistance", "ngo", "given") not in found


def test_nothing_when_nobody_wrote_how_it_was_given() -> None:
    assert said(consent_form=None) == []
    assert said(consent_form="~unknown") == []


def test_a_month_is_no_last_day_and_no_end_lies_before_the_beginning() -> None:
    assert consents_said(YES | {"consent_expiry": "2027-10"}, day=DAY)[0].expires_on is None
    assert consents_said(YES | {"consent_expiry": "2020-01-01"}, day=DAY)[0].expires_on is None
    assert consents_said(YES | {"consent_date": "2026-09-01"}, day=DAY)[0].given_on == date(2026, 9, 1)


@given(st.sampled_from(["~unknown", "~refused", "no"]), st.booleans())
def test_no_state_is_ever_a_consent(state: str, with_help: bool) -> None:
    facts = YES | {"consent_interview": state} | ({"consent_assistance": state} if with_help else {})
    assert all(one.decision != Decision.GIVEN for one in consents_said(facts, day=DAY))
