"""The case list and the case page as a browser asks for them, at the size of the database in the environment.

Run as a program inside ``benchmarks.statistics``; prints one JSON object.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from typing import Any
from urllib.parse import urlencode

#: What people ask for: nothing, one filter, several, filters that nobody fits, an order, a reference.
QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"order": "oldest"},
    {"order": "reference"},
    {"sex": "female"},
    {"sex": "female", "majority": "under_18", "nationality": "UKR"},
    {"nationality": "KIR"},
    {"exploitation_country": "RUS", "sex": "male"},
    {"mission": "UKR"},
    {"mission": "SEN", "sex": "female", "majority": "under_18", "nationality": "HTI"},
    {"sex": "-", "majority": "-", "nationality": "LAO", "exploitation_country": "CHE"},
    {"status": "closed"},
    {"registered_from": "2011-06", "registered_to": "2011-06"},
    {"reference": "UKR-2011"},
)
REPEAT = 5
PAGES_ON = 10
LATER = re.compile(r'href="([^"]*[?&](?:amp;)?after=[^"]*)"')
CASE = re.compile(r'href="(/cases/[a-z2-7]{16}/)"')


def main() -> None:
    from palermo.commands import set_up_django

    set_up_django()
    from django.conf import settings
    from django.test import Client

    from palermo.access.models import Account, Role

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PALERMO_SECOND_FACTOR = "off"
    account, _ = Account.objects.get_or_create(
        email="bench@example.org", defaults={"display_name": "Bench", "role": Role.DATA_STEWARD}
    )
    client = Client()
    client.force_login(account)
    client.get("/cases/")

    times: list[float] = []
    slowest: tuple[float, str] = (0.0, "")

    def ask(address: str) -> str:
        nonlocal slowest
        start = time.perf_counter()
        response: Any = client.get(address)
        taken = 1000 * (time.perf_counter() - start)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")
        times.append(taken)
        slowest = max(slowest, (taken, address))
        return str(response.content.decode())

    page = ""
    for _round in range(REPEAT):
        for query in QUERIES:
            page = ask(f"/cases/?{urlencode(query)}")
    page = ask("/cases/")
    for _step in range(PAGES_ON):
        later = LATER.search(page)
        if later is None:
            break
        page = ask(
            later[1].replace("&amp;", "&")
            if later[1].startswith("/")
            else f"/cases/{later[1].replace('&amp;', '&')}"
        )
    listing = sorted(times)
    times.clear()
    for address in CASE.findall(page)[:20]:
        ask(address)
    print(
        json.dumps(
            {
                "list_p50": statistics.median(listing),
                "list_p95": listing[int(0.95 * len(listing))],
                "slowest": slowest[1],
                "slowest_ms": slowest[0],
                "case_p50": statistics.median(times),
                "case_p95": sorted(times)[int(0.95 * len(times))],
            }
        )
    )


if __name__ == "__main__":
    main()
