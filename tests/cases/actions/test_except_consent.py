"""Exceptions: by whom, for how long, who is told; and the standing basis that imports renew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from palermo.access.actions.assign_case import assign_case
from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Audience, Notice, NoticeKind, Role
from palermo.audit.models import AuditEntry
from palermo.cases.actions.except_consent import NewException, except_case, except_mission
from palermo.cases.actions.renew_standing_basis import renew_every_standing_basis, renew_standing_basis
from palermo.cases.consent.gate import OWN, Basis, bases, consenting, to_organisation
from palermo.cases.models import Case, ConsentException, Purpose
from palermo.errors import NotFoundOrNotAllowed
from tests.cases.consent.consents import make_partner, say, take_back
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SYSTEM = SystemActor("test")
NEW = NewException(
    kind="consent",
    purpose="sharing",
    reason_code="vital_interest",
    reason="Unconscious in the hospital; the surgeon needs to know.",
    ends_on=TODAY + timedelta(days=3),
)


@pytest.fixture
def case() -> Case:
    return make_case(majority="18_and_over")


def test_a_supervisor_answers_by_name(account_of: Callable[..., Account], case: Case) -> None:
    supervisor, haven = account_of(Role.SUPERVISOR), make_partner()
    exception = except_case(actor=supervisor, case=case.opaque_id, new=replace(NEW, to_organisation=haven))
    assert (exception.named, exception.named_as) == (supervisor, f"account:{supervisor.pk}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM cases_consentexception WHERE case_id IS NOT NULL")
        assert b"surgeon" not in bytes(cursor.fetchone()[0])
    notices = Notice.objects.filter(kind=NoticeKind.EXCEPTION_RECORDED)
    assert {notice.audience for notice in notices} == set(Audience)
    assert AuditEntry.objects.filter(act="consent.excepted", object_id=case.opaque_id).count() == 1
    found = bases(SYSTEM, [case.opaque_id], Purpose.SHARING, to_organisation(haven))[case.opaque_id]
    assert isinstance(found, Basis)
    assert found.exception == exception.opaque_id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "everything"}, "kind"),
        ({"purpose": ""}, "purpose"),
        ({"reason_code": "standing_basis"}, "reason_code"),
        ({"reason": "because"}, "reason"),
        ({"reason": "a\x00" * 20}, "reason"),
        ({"ends_on": TODAY + timedelta(days=366)}, "ends_on"),
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"kind": "origin"}, "recipient"),
        ({"recipient_class": "any"}, "recipient"),
    ],
)
def test_what_does_not_hold_together(
    account_of: Callable[..., Account], case: Case, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotAcceptedError) as caught:
        except_case(actor=account_of(Role.SUPERVISOR), case=case.opaque_id, new=replace(NEW, **change))
    assert caught.value.details == {"field": field}


def test_nobody_else(account_of: Callable[..., Account], case: Case) -> None:
    worker, supervisor = account_of(Role.CASEWORKER), account_of(Role.SUPERVISOR)
    assign_case(actor=supervisor, case=case, account=worker)
    for actor in (worker, account_of(Role.FOCAL_POINT), account_of(Role.ADMINISTRATOR), SYSTEM):
        with pytest.raises(NotFoundOrNotAllowed):
            except_case(actor=actor, case=case.opaque_id, new=NEW)
    with pytest.raises(NotFoundOrNotAllowed):
        except_mission(actor=supervisor, mission=case.mission, new=NEW)


def test_for_a_mission_by_the_focal_point(account_of: Callable[..., Account], case: Case) -> None:
    focal = account_of(Role.FOCAL_POINT)
    exception = except_mission(actor=focal, mission=case.mission, new=NEW)
    assert exception.reason_sealed is None
    with pytest.raises(NotAcceptedError):
        except_mission(
            actor=focal, mission=case.mission, new=replace(NEW, kind="origin", to_organisation=make_partner())
        )


class TestStandingBasis:
    def test_renewed_once_a_month(self, account_of: Callable[..., Account], case: Case) -> None:
        ConsentException.unscoped.all().delete()
        steward = account_of(Role.DATA_STEWARD)
        assert renew_standing_basis(actor=steward, missions=[case.mission_id]) == 1
        assert renew_standing_basis(actor=steward, missions=[case.mission_id]) == 0
        ConsentException.unscoped.update(ends_at=timezone.now() + timedelta(days=300))
        assert renew_every_standing_basis(actor=steward) == 1
        kept = ConsentException.unscoped.order_by("pk").last()
        assert kept is not None
        assert (kept.named, kept.purpose, kept.mission) == (steward, "research", case.mission)
        assert not Notice.objects.exists()
        assert AuditEntry.objects.filter(act="consent.excepted", object_kind="mission").count() == 2

    def test_not_by_everybody(self, account_of: Callable[..., Account], case: Case) -> None:
        for role in (Role.CASEWORKER, Role.SUPERVISOR, Role.ANALYST, Role.FOCAL_POINT, Role.ADMINISTRATOR):
            with pytest.raises(NotFoundOrNotAllowed):
                renew_every_standing_basis(actor=account_of(role))

    def test_the_latest_no_beats_it_and_a_lapse_ends_it(self, case: Case) -> None:
        silent, refusing, wavering, withdrawing = (make_case(majority="18_and_over") for _ in range(4))
        elsewhere = make_case(make_mission("MDA"), majority="18_and_over")
        say(refusing, "refused", Purpose.RESEARCH)
        say(wavering, "refused", Purpose.RESEARCH)
        say(wavering, "given", Purpose.RESEARCH)
        take_back(say(withdrawing, "given", Purpose.RESEARCH))
        agreeing = make_case(make_mission("MDA"), majority="18_and_over")
        say(agreeing, "given", Purpose.RESEARCH)

        def counted() -> set[Case]:
            return set(consenting(Case.unscoped.all(), Purpose.RESEARCH, OWN).cases)

        assert counted() == {case, silent, wavering, elsewhere, agreeing}
        ConsentException.unscoped.filter(mission=elsewhere.mission).update(
            starts_at=timezone.now() - timedelta(days=366), ends_at=timezone.now() - timedelta(days=1)
        )
        assert counted() == {case, silent, wavering, agreeing}
        found = consenting(Case.unscoped.all(), Purpose.RESEARCH, OWN)
        assert (found.withheld, set(found.unasked)) == (3, {elsewhere})
