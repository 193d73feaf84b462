"""Every address x every role. The list of addresses comes from the resolver, so a new one without a row fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from palermo.access.models import Account, Role
from tests.cases.factory import make_case, make_mission

VISITOR = "visitor"
SIGNED_IN = frozenset(Role)
EVERYBODY = SIGNED_IN | {VISITOR}
SEES_THE_CASE = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.DATA_STEWARD, Role.ANALYST})
SEES_ALL_CASES = frozenset({Role.DATA_STEWARD, Role.ANALYST})
SEES_STATISTICS = SEES_THE_CASE | {Role.FOCAL_POINT}


@dataclass(frozen=True)
class Rule:
    """Who may open an address. Others: visitors are sent to the sign-in page, roles get the page that is not found."""

    allowed: frozenset[str]
    arguments: dict[str, str] | None = None
    method: str = "get"
    status: int = 200


#: Address name -> rules. ``OWN`` and ``OTHER`` stand for a case in the mission of the account and in another one.
MATRIX: dict[str, list[Rule]] = {
    "home": [Rule(SIGNED_IN)],
    "components": [Rule(SIGNED_IN)],
    "choose_theme": [Rule(EVERYBODY, method="post", status=302)],
    "choose_language": [Rule(EVERYBODY, method="post", status=302)],
    "leave": [Rule(EVERYBODY, method="post", status=302)],
    "away": [Rule(EVERYBODY)],
    "account_login": [Rule(frozenset({VISITOR})), Rule(SIGNED_IN, status=302)],
    "account_logout": [Rule(SIGNED_IN), Rule(SIGNED_IN, method="post", status=302)],
    "case_list": [Rule(SIGNED_IN)],
    "case_page": [
        Rule(SEES_THE_CASE, {"opaque_id": "OWN"}),
        Rule(SEES_ALL_CASES, {"opaque_id": "OTHER"}),
        Rule(frozenset(), {"opaque_id": "aaaaaaaaaaaaaaaa"}),
    ],
    "codebook": [Rule(SIGNED_IN)],
    "codebook_variable": [Rule(SIGNED_IN, {"name": "sex"}), Rule(frozenset(), {"name": "none"})],
    "codebook_lists": [Rule(SIGNED_IN)],
    "codebook_list": [Rule(SIGNED_IN, {"name": "sex"}), Rule(frozenset(), {"name": "none"})],
    "codebook_countries": [Rule(SIGNED_IN)],
    "codebook_country": [Rule(SIGNED_IN, {"code": "UKR"}), Rule(frozenset(), {"code": "ZZZ"})],
    "codebook_download": [
        Rule(SIGNED_IN, {"what": "variables", "form": "csv"}),
        Rule(frozenset(), {"what": "none", "form": "csv"}),
    ],
    "statistics": [Rule(SEES_STATISTICS)],
    "statistics_renew": [Rule(SEES_STATISTICS, method="post", status=302)],
    "statistics_table": [Rule(SEES_STATISTICS, {"name": "table08_sex"}), Rule(frozenset(), {"name": "none"})],
    "statistics_file": [Rule(SEES_STATISTICS, {"name": "table08_sex", "kind": "csv"})],
    "statistics_picture": [Rule(SEES_STATISTICS, {"name": "figure4_sex", "kind": "svg"})],
}
CASES = [
    pytest.param(name, rule, who, id=f"{name}-{number}-{rule.method}-{who}")
    for name, rules in MATRIX.items()
    for number, rule in enumerate(rules)
    for who in (*Role.values, VISITOR)
    # The sign-in page has one rule for visitors and one for all others.
    if name != "account_login" or (who == VISITOR) == (VISITOR in rule.allowed)
]


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name or f"without a name: {pattern.pattern}"


def test_every_address_has_a_row() -> None:
    assert set(names(get_resolver().url_patterns)) == set(MATRIX)


@pytest.mark.usefixtures("clean_extracts")
@pytest.mark.parametrize(("name", "rule", "who"), CASES)
def test_who_may_open_it(
    client: Client, account_of: Callable[..., Account], name: str, rule: Rule, who: str
) -> None:
    numbers = {
        "OWN": make_case(make_mission("UKR")).opaque_id,
        "OTHER": make_case(make_mission("MDA")).opaque_id,
    }
    if who != VISITOR:
        client.force_login(account_of(who))
    arguments = {key: numbers.get(value, value) for key, value in (rule.arguments or {}).items()}
    address = reverse(name, kwargs=arguments)
    response = client.get(address) if rule.method == "get" else client.post(address, {"language": "en"})
    if who in rule.allowed:
        assert response.status_code == rule.status
    elif who == VISITOR and name != "account_logout":
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
    elif who == VISITOR:
        assert response.status_code == 302
    else:
        assert response.status_code == 404


@pytest.mark.django_db
def test_hidden_and_missing_cases_give_the_same_page(
    client: Client, account_of: Callable[..., Account]
) -> None:
    hidden = make_case(make_mission("MDA")).opaque_id
    client.force_login(account_of(Role.CASEWORKER))
    answers = [client.get(reverse("case_page", args=[number])) for number in (hidden, "aaaaaaaaaaaaaaaa")]
    pages = [
        answer.content.decode().replace(number, "")
        for answer, number in zip(answers, (hidden, "aaaaaaaaaaaaaaaa"), strict=True)
    ]
    for page in pages:
        assert "There is nothing here that you can open" in page
    assert without_tokens(pages[0]) == without_tokens(pages[1])
    assert [answer.status_code for answer in answers] == [404, 404]


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("name", ["away", "account_login"])
@pytest.mark.django_db
def test_pages_are_not_stored(client: Client, name: str) -> None:
    cache = client.get(reverse(name))["Cache-Control"]
    assert "no-store" in cache
    assert "private" in cache
