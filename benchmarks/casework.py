"""One audited, encrypted write and one audited read, at the size of the database in the environment.

Run as a program inside ``benchmarks.statistics``; prints one JSON object. Which part of the time goes into the audit
and into the vault is asked of the stack a thousand times a second, from outside, so that measuring changes nothing.
"""

from __future__ import annotations

import json
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

TIMES = 150
#: Seconds between two looks at the stack.
EVERY = 0.001


#: Package -> part of the time.
PARTS = {"palermo.vault": "vault", "palermo.audit": "audit"}


class Shares:
    """Looks at what the thread that made it is doing, until the block ends. ``parts``: package -> part; where one works
    for another, the first of them in this order counts."""

    def __init__(self, parts: Mapping[str, str] = PARTS) -> None:
        self.parts = parts

    def __enter__(self) -> Shares:
        self.seen: Counter[str] = Counter()
        self._watched = threading.get_ident()
        self._over = threading.Event()
        self._former = sys.getswitchinterval()
        sys.setswitchinterval(EVERY / 2)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        sys.setswitchinterval(self._former)

    def percent(self, part: str) -> float:
        """Of all looks, how many fell into ``part`` (audit, vault), in percent."""
        return 100 * self.seen[part] / max(self.seen.total(), 1)

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            frame: Any = sys._current_frames().get(self._watched)
            found = {"other"}
            while frame is not None:
                name = frame.f_globals.get("__name__", "")
                found |= {part for package, part in self.parts.items() if name.startswith(package)}
                frame = frame.f_back
            # In the order of ``parts``: a statement of the audit is the audit's.
            part = next((each for each in self.parts.values() if each in found), "other")
            self.seen[part] += 1


def main() -> None:
    from palermo.commands import set_up_django

    set_up_django()
    from django.test.utils import override_settings

    from palermo.access.models import Account, Mission, Role
    from palermo.cases.actions.register_case import NewCase, register_case
    from palermo.cases.keys import case_key
    from palermo.cases.selectors import get_case
    from palermo.individuals.selectors import identity_of
    from palermo.individuals.values import (
        BirthDetail,
        ContactDetail,
        DocumentDetail,
        IdentityDraft,
        NameDetail,
    )

    mission = Mission.objects.order_by("code").first()
    account, _ = Account.objects.get_or_create(
        email="casework@example.org",
        defaults={"display_name": "Bench", "role": Role.CASEWORKER, "mission": mission},
    )
    made: list[str] = []

    def write(number: int) -> None:
        identity = IdentityDraft(
            names=(NameDetail(text=f"Zenovia{number} Karpenchuk"), NameDetail(text="Zena", kind="nickname")),
            births=(BirthDetail(on="1990-02-03"),),
            documents=(DocumentDetail(number=f"KA {number:06d}"),),
            contacts=(ContactDetail(value=f"+380 44 {number:07d}"),),
        )
        new = NewCase(
            registered_on="2026-01-05",
            identity=identity,
            facts={"sex": "female", "age": 30, "nationality": ["UKR"]},
        )
        made.append(register_case(actor=account, new=new, form=f"bench-{time.time_ns()}").opaque_id)

    def read(number: int) -> None:
        if get_case(account, made[number % len(made)]) is None:
            raise RuntimeError("the case is not there")

    def uncover(number: int) -> None:
        identity_of(account, case_key(account, made[number % len(made)]))

    from palermo.access import brakes

    # The brake exists to stop exactly this.
    brakes.LIMITS = dict.fromkeys(brakes.LIMITS, ())
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        found = {
            name: _measure(work) for name, work in (("write", write), ("read", read), ("uncover", uncover))
        }
    print(json.dumps(found))


def _measure(work: Callable[[int], None]) -> dict[str, float]:
    for number in range(5):
        work(number)
    times = []
    with Shares() as shares:
        for number in range(TIMES):
            start = time.perf_counter()
            work(number)
            times.append(1000 * (time.perf_counter() - start))
    times.sort()
    return {
        "p50": statistics.median(times),
        "p95": times[int(0.95 * len(times))],
        "audit": shares.percent("audit"),
        "vault": shares.percent("vault"),
    }


if __name__ == "__main__":
    main()
