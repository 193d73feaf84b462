"""Any sequence of what may happen to a session leads to the state that a plain model of the rule says."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.access.locking.carrying import Ticket, owner_mark
from palermo.access.models import Account
from tests.access.locking.conftest import PASSWORD, Clock

pytestmark = pytest.mark.django_db
LIMIT, TRIES = 15 * 60, 5
STEPS = st.lists(
    st.one_of(
        st.sampled_from(["request", "touch", "ask", "lock", "right", "wrong", "sign out", "sign in"]),
        st.integers(1, 2 * LIMIT),
    ),
    max_size=25,
)


@dataclass
class Model:
    """What should be so. ``seen`` is known to a minute only, because signs of life are written at most once in one."""

    state: str = "open"
    seen: int = 0
    tries: int = 0

    def settle(self, at: int) -> None:
        if self.state == "open" and at - self.seen >= LIMIT:
            self.state, self.tries = "locked", 0

    def live(self, at: int) -> None:
        if self.state == "open" and at - self.seen >= 60:
            self.seen = at


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_sequence(steps: list[str | int], account: Account, clock: Clock, addresses: None) -> None:
    client, model = Client(), Model(seen=clock.at)
    client.force_login(account)
    ticket = Ticket(owner_mark(account), "/note/").sealed()
    for step in steps:
        if isinstance(step, int):
            clock.at += step
            continue
        model.settle(clock.at)
        before = model.state
        if step == "request":
            answer = client.get("/note/").status_code
            assert answer == {"open": 200, "locked": 423, "ended": 302}[before]
            model.live(clock.at)
        elif step == "touch":
            answer = client.post("/accounts/lock/touch/").status_code
            assert answer == {"open": 204, "locked": 423, "ended": 302}[before]
            model.live(clock.at)
        elif step == "ask":
            assert client.get("/accounts/lock/state/").json()["state"] == before
        elif step == "lock":
            client.post("/accounts/lock/")
            model.state, model.tries = ("ended", 0) if before == "ended" else ("locked", model.tries)
        elif step in ("right", "wrong"):
            secret = PASSWORD if step == "right" else "wrong"
            client.post("/accounts/unlock/", {"ticket": ticket, "secret": secret})
            if before == "locked" and step == "right":
                model.state, model.seen, model.tries = "open", clock.at, 0
            elif before == "locked":
                model.tries += 1
                model.state = "ended" if model.tries == TRIES else "locked"
            model.live(clock.at)
        elif step == "sign out":
            client.post("/leave/")
            model.state, model.tries = "ended", 0
        elif step == "sign in":
            client.force_login(account)
            model.state, model.seen, model.tries = "open", clock.at, 0
        found = client.get("/accounts/lock/state/").json()["state"]
        assert found == model.state, (step, before)
