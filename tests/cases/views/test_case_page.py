"""The page of one case: what is recorded, in words, with its four kinds of answer; nothing that may not lie open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.cases.models import Case, TraffickingEvent
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(client: Client, account_of: Callable[..., Account]) -> Callable[..., str]:
    def show(case: Case, role: Role = Role.CASEWORKER) -> str:
        client.force_login(account_of(role))
        return client.get(reverse("case_page", args=[case.opaque_id])).content.decode()

    return show


def main(page: str) -> str:
    """The page without its frame, spaces run together."""
    return re.sub(r"\s+", " ", page.partition("<main")[2].partition("</main>")[0])


def test_says_who_and_where_without_a_name(show: Callable[..., str]) -> None:
    case = make_case(
        case_ref="UKR-9",
        sex="female",
        majority="under_18",
        nationality="MDA",
        registered_on=date(2011, 5, 1),
        registered_precision="m",
        status="follow_up",
    )
    page = main(show(case))
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading is not None
    assert re.sub(r"<[^>]+>", "", heading[1]).strip() == "Female · Under 18 · Moldova"
    for words in ("UKR-9", "May 2011", "follow-up", "Ukr"):
        assert words in page


ANSWERS: list[tuple[dict[str, Any], str]] = [
    ({"age": 17}, "17 years"),
    ({"marital_status": "single"}, "Single"),
    ({"nationality": ["MDA", "ROU"]}, "<li>Moldova</li>"),
    ({"marital_status": "~unknown"}, "asked, not known"),
    ({"marital_status": "~refused"}, "asked, preferred not to say"),
]


@pytest.mark.parametrize(("facts", "words"), ANSWERS, ids=str)
def test_answers_in_words(show: Callable[..., str], facts: dict[str, Any], words: str) -> None:
    assert words in main(show(make_case(facts=facts)))


@pytest.mark.parametrize("facts", [{}, {"marital_status": "~not_asked"}], ids=str)
def test_what_was_not_asked_is_shown_on_demand_only(show: Callable[..., str], facts: dict[str, Any]) -> None:
    page = main(show(make_case(facts=facts)))
    folded = "".join(re.findall(r'<details class="fold">.*?</details>', page))
    assert "Marital status" in folded
    assert "Marital status" not in page.replace(folded, "")
    assert "asked, not known" not in page


def test_meaning_of_a_question_on_demand(show: Callable[..., str]) -> None:
    page = main(show(make_case(facts={"age": 17})))
    assert "<summary>Age</summary> <p>Age in full years on the day the case was registered.</p>" in page


def test_events_are_grouped_and_glanced_at(show: Callable[..., str]) -> None:
    case = make_case(
        facts={"months_in_trafficking": 6},
        event={
            "exploitation_type": ["forced_labour"],
            "exploitation_start": "2010-02",
            "recruiter_relation": "~unknown",
        },
    )
    page = main(show(case))
    glance = re.search(r'<dl class="glance card">(.*?)</dl>', page)
    assert glance is not None
    assert "Forced labour" in glance[1]
    assert "6 months" in glance[1]
    assert "What happened: exploitation" in page
    timeline = re.search(r'<ol class="story">(.*?)</ol>', page)
    assert timeline is not None
    assert (
        timeline[1].index("February 2010")
        < timeline[1].index("17 May 2011")
        < timeline[1].index("Entered into Palermo")
    )


def test_case_without_any_answer(show: Callable[..., str]) -> None:
    page = main(show(make_case()))
    assert "What happened is not recorded" in page
    assert "No answer is recorded yet." in page
    assert "glance" not in page


@pytest.mark.parametrize("name", ["full_name", "birth_date", "no_such_variable"])
def test_what_may_not_lie_open_is_not_shown(show: Callable[..., str], name: str) -> None:
    """The importer refuses such answers; if one were there all the same, the page would not repeat it."""
    page = show(make_case(facts={name: "1999-09-09"}, event={name: "1999-09-09"}))
    assert "1999" not in page
    assert "Sept. 9" not in page


def test_other_cases_of_the_person(show: Callable[..., str]) -> None:
    """Those of other missions only for readers of all missions."""
    case = make_case(case_ref="UKR-1")
    make_case(case_ref="UKR-2", individual=case.individual)
    make_case(make_mission("MDA"), case_ref="MDA-1", individual=case.individual)
    page = show(case)
    assert "UKR-2" in page
    assert "MDA-1" not in page
    assert "MDA-1" in show(case, Role.ANALYST)


def test_only_the_person_with_other_cases_has_the_heading(show: Callable[..., str]) -> None:
    case = make_case()
    make_case(make_mission("MDA"), individual=case.individual)
    assert "Other cases of this person" not in show(case)


def test_cost_does_not_grow_with_what_is_recorded(client: Client, account_of: Callable[..., Account]) -> None:
    client.force_login(account_of(Role.CASEWORKER))
    plain = make_case()
    rich = make_case(facts={"age": 17}, event={"exploitation_type": ["forced_labour"]})
    TraffickingEvent.unscoped.create(case=rich, position=1, facts={"exploitation_country": ["RUS"]})
    client.get(
        reverse("case_page", args=[plain.opaque_id])
    )  # the first entry ever makes the head of the audit
    costs = []
    for case in (plain, rich):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("case_page", args=[case.opaque_id]))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 36
