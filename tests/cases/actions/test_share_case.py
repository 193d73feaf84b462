"""Sharing and ending it: with whom, what, until when; what the consent allows; what becomes of the keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import Part, standing
from palermo.access.models import Account, CaseGrant, Mission, Organisation, OrganisationKind, Role
from palermo.audit.models import AuditEntry
from palermo.cases.actions.record_consent import NewConsent, record_consent
from palermo.cases.actions.revoke_share import revoke_share
from palermo.cases.actions.share_case import share_case
from palermo.cases.actions.withdraw_consent import withdraw_consent
from palermo.cases.consent.gate import ConsentMissing
from palermo.cases.models import Case
from palermo.errors import NotFoundOrNotAllowed
from palermo.vault.opened import vault
from palermo.vault.sharing import holders
from tests.cases.consent.consents import excuse, make_partner, say, take_back
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
Commits = DjangoCaptureOnCommitCallbacks
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=30)


@pytest.fixture
def case() -> Case:
    return make_case(majority="18_and_over", nationality="UKR")


@pytest.fixture
def supervisor(account_of: Callable[..., Account], case: Case) -> Account:
    return account_of(Role.SUPERVISOR)


@pytest.fixture
def haven() -> Organisation:
    return make_partner()


@pytest.fixture
def officer(account_of: Callable[..., Account], haven: Organisation) -> Account:
    account = account_of(Role.PARTNER_OFFICER, email="officer@example.org")
    account.organisation = haven
    account.save()
    return account


def share(
    actor: Account, case: Case, to: Mission | Organisation, parts: Any = ("facts",), until: date = SOON
) -> CaseGrant:
    return share_case(actor=actor, case=case.opaque_id, to=to, parts=parts, until=until)


def test_the_recipient_reads_the_parts_and_no_more(
    supervisor: Account, case: Case, haven: Organisation, officer: Account
) -> None:
    consent = say(case, to_organisation=haven)
    assert standing(officer, case).is_none
    grant = share(supervisor, case, haven, ("identity", "facts"))
    assert standing(officer, case).readable == {Part.FACTS, Part.IDENTITY}
    assert not standing(officer, case).writable
    assert grant.ends_at is not None
    assert timezone.localdate(grant.ends_at) == SOON
    entry = AuditEntry.objects.get(act="case.shared")
    assert consent.opaque_id in str(entry.details)
    assert "shelter" in str(entry.details)


def test_without_consent_nothing_is_shared(supervisor: Account, case: Case, haven: Organisation) -> None:
    with pytest.raises(ConsentMissing):
        share(supervisor, case, haven)
    assert not CaseGrant.objects.exists()


def test_no_longer_than_the_consent(supervisor: Account, case: Case, haven: Organisation) -> None:
    say(case, to_organisation=haven, expires_on=TODAY + timedelta(days=5))
    with pytest.raises(NotAcceptedError) as caught:
        share(supervisor, case, haven)
    assert caught.value.details == {"field": "until"}
    share(supervisor, case, haven, until=TODAY + timedelta(days=5))


@pytest.mark.parametrize(
    ("parts", "until", "field"),
    [
        ((), SOON, "parts"),
        (("everything",), SOON, "parts"),
        (("facts", "facts'; DROP TABLE"), SOON, "parts"),
        (("facts",), TODAY - timedelta(days=1), "until"),
        (("facts",), TODAY + timedelta(days=366), "until"),
    ],
)
def test_hostile_and_mistaken_input(
    supervisor: Account, case: Case, haven: Organisation, parts: Any, until: date, field: str
) -> None:
    say(case, to_organisation=haven)
    with pytest.raises(NotAcceptedError) as caught:
        share(supervisor, case, haven, parts, until)
    assert caught.value.details == {"field": field}


@pytest.mark.parametrize(
    "kind", [OrganisationKind.GOVERNMENT, OrganisationKind.POLICE, OrganisationKind.DONOR]
)
def test_privileged_notes_are_closed_to_some(supervisor: Account, case: Case, kind: str) -> None:
    body = make_partner("body", kind)
    say(case, to_organisation=body)
    with pytest.raises(NotAcceptedError):
        share(supervisor, case, body, ("facts", "privileged"))
    office = Mission.objects.create(organisation=body, code="BODY", name="Body", country="DEU")
    with pytest.raises(NotAcceptedError):
        share(supervisor, case, office, ("privileged",))
    share(supervisor, case, body, ("facts", "story"))


def test_not_with_oneself_and_not_with_the_frozen(supervisor: Account, case: Case) -> None:
    frozen = make_mission("ROU")
    Mission.objects.filter(pk=frozen.pk).update(frozen_at=timezone.now())
    frozen.refresh_from_db()
    for to in (case.mission, case.mission.organisation, frozen):
        with pytest.raises(NotAcceptedError) as caught:
            share(supervisor, case, to)
        assert caught.value.details == {"field": "recipient"}


def test_who_may(
    account_of: Callable[..., Account], case: Case, haven: Organisation, officer: Account
) -> None:
    say(case, to_organisation=haven)
    for stranger in (
        account_of(Role.CASEWORKER),
        account_of(Role.DATA_STEWARD),
        account_of(Role.FOCAL_POINT),
        officer,
        account_of(Role.SUPERVISOR, make_mission("MDA"), "far@example.org"),
    ):
        with pytest.raises(NotFoundOrNotAllowed):
            share(stranger, case, haven)


def test_a_recipient_shares_nothing_on(
    supervisor: Account, case: Case, haven: Organisation, officer: Account
) -> None:
    say(case, recipient_class="assisting_partners")
    share(supervisor, case, haven, ("facts", "identity"))
    with pytest.raises(NotFoundOrNotAllowed):
        share(officer, case, make_partner("third"))


def test_twice_is_once_and_other_parts_replace(supervisor: Account, case: Case, haven: Organisation) -> None:
    say(case, to_organisation=haven)
    first = share(supervisor, case, haven)
    assert share(supervisor, case, haven) == first
    second = share(supervisor, case, haven, ("facts", "story"))
    first.refresh_from_db()
    assert first.ended_at is not None
    assert list(CaseGrant.objects.filter(ended_at=None)) == [second]


def test_the_country_of_origin_needs_more_than_consent(supervisor: Account, case: Case) -> None:
    home = make_partner("home-shelter", country="UKR")
    say(case, to_organisation=home)
    with pytest.raises(ConsentMissing) as caught:
        share(supervisor, case, home)
    assert caught.value.details["lack"] == "override"
    excuse(case, kind="origin", to_organisation=home)
    share(supervisor, case, home)


class TestKeys:
    def test_wrapped_for_the_mission_and_taken_back(
        self, supervisor: Account, case: Case, django_capture_on_commit_callbacks: Commits
    ) -> None:
        there = make_mission("MDA")
        say(case, to_mission=there)
        grant = share(supervisor, case, there, ("identity",))
        assert holders(vault(), case.individual_opaque) == ["UKR", "MDA"]
        with django_capture_on_commit_callbacks(execute=True):
            assert revoke_share(actor=supervisor, case=case.opaque_id, grant=grant.opaque_id)
        assert holders(vault(), case.individual_opaque) == ["UKR"]
        assert not revoke_share(actor=supervisor, case=case.opaque_id, grant=grant.opaque_id)

    def test_kept_where_another_share_or_case_needs_it(
        self, supervisor: Account, case: Case, django_capture_on_commit_callbacks: Commits
    ) -> None:
        there = make_mission("MDA")
        other = make_case(individual=case.individual, majority="18_and_over")
        for one in (case, other):
            say(one, to_mission=there)
        first = share(supervisor, case, there, ("identity",))
        second = share(supervisor, other, there, ("identity",))
        with django_capture_on_commit_callbacks(execute=True):
            revoke_share(actor=supervisor, case=case.opaque_id, grant=first.opaque_id)
        assert "MDA" in holders(vault(), case.individual_opaque)
        make_case(there, individual=case.individual)
        with django_capture_on_commit_callbacks(execute=True):
            revoke_share(actor=supervisor, case=other.opaque_id, grant=second.opaque_id)
        assert "MDA" in holders(vault(), case.individual_opaque)

    def test_none_for_coded_facts_and_none_left_behind_by_a_refusal(
        self, supervisor: Account, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        there = make_mission("MDA")
        consent = say(case, to_mission=there)
        share(supervisor, case, there)
        assert holders(vault(), case.individual_opaque) == []
        from palermo.cases.actions import share_case as module

        held = module.hold

        def hold_too_late(key: Any) -> Case:
            """In the last moment somebody takes the consent back."""
            found = held(key)
            take_back(consent)
            return found

        monkeypatch.setattr(module, "hold", hold_too_late)
        with pytest.raises(ConsentMissing):
            share(supervisor, case, there, ("identity",))
        assert holders(vault(), case.individual_opaque) == ["UKR"]


class TestTheConsentGoes:
    def test_the_shares_go_with_it(
        self, supervisor: Account, case: Case, haven: Organisation, officer: Account
    ) -> None:
        said = say(case, to_organisation=haven)
        elsewhere = make_partner("elsewhere", country="ROU")
        say(case, to_organisation=elsewhere)
        ended, kept = share(supervisor, case, haven), share(supervisor, case, elsewhere)
        withdraw_consent(actor=supervisor, case=case.opaque_id, consent=said.opaque_id)
        assert standing(officer, case).is_none
        for grant in (ended, kept):
            grant.refresh_from_db()
        assert ended.ended_at is not None
        assert kept.ended_at is None
        entry = AuditEntry.objects.get(act="case.share_revoked")
        assert "consent_withdrawn" in str(entry.details)

    def test_a_refusal_ends_them_too(self, supervisor: Account, case: Case, haven: Organisation) -> None:
        say(case, recipient_class="shelter")
        grant = share(supervisor, case, haven)
        refusal = NewConsent(purpose="sharing", decision="refused", form="written", given_on=TODAY)
        record_consent(actor=supervisor, case=case.opaque_id, new=refusal)
        grant.refresh_from_db()
        assert grant.ended_at is not None

    def test_a_refusal_of_something_else_ends_none(
        self, supervisor: Account, case: Case, haven: Organisation
    ) -> None:
        say(case, recipient_class="shelter")
        grant = share(supervisor, case, haven)
        refusal = NewConsent(purpose="research", decision="refused", form="written", given_on=TODAY)
        record_consent(actor=supervisor, case=case.opaque_id, new=refusal)
        grant.refresh_from_db()
        assert grant.ended_at is None
