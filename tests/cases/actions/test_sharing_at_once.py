"""Two at once: whoever takes a consent back and whoever shares never pass each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from palermo.access.models import Account, CaseGrant, GrantKind, Role
from palermo.cases.actions.share_case import share_case
from palermo.cases.actions.withdraw_consent import withdraw_consent
from palermo.cases.consent.gate import ConsentMissing
from palermo.cases.models import Consent
from tests.cases.consent.consents import make_partner, say
from tests.cases.factory import make_case

ROUNDS = 4


@pytest.mark.django_db(transaction=True)
def test_no_share_survives_the_withdrawal(account_of: Callable[..., Account]) -> None:
    supervisor = account_of(Role.SUPERVISOR)
    partners = [make_partner(f"haven{number}") for number in range(3)]
    until = timezone.localdate() + timedelta(days=9)
    for _round in range(ROUNDS):
        case = make_case(majority="18_and_over")
        consent = say(case, recipient_class="shelter")
        start = threading.Barrier(len(partners) + 2)
        troubles: list[BaseException] = []

        def run(
            act: Callable[[], object],
            start: threading.Barrier = start,
            troubles: list[BaseException] = troubles,
        ) -> None:
            try:
                start.wait(10)
                act()
            except ConsentMissing:
                pass
            except BaseException as error:  # noqa: BLE001 - told to the test's own thread
                troubles.append(error)
            finally:
                connection.close()

        acts: list[Callable[[], object]] = [
            lambda partner=partner, case=case: share_case(  # type: ignore[misc]
                actor=supervisor, case=case.opaque_id, to=partner, parts=["facts"], until=until
            )
            for partner in partners
        ]
        acts += [
            lambda case=case, consent=consent: withdraw_consent(  # type: ignore[misc]
                actor=supervisor, case=case.opaque_id, consent=consent.opaque_id
            )
        ] * 2
        threads = [threading.Thread(target=run, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert troubles == []
        assert Consent.unscoped.filter(withdraws=consent).count() == 1
        assert not CaseGrant.objects.filter(
            case=case.opaque_id, kind=GrantKind.SHARE, ended_at__isnull=True
        ).exists()
