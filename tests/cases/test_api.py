"""What the operations on cases do. Every answer is checked against the description by ``ApiClient``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from palermo.access import brakes
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.cases.models import Case, Consent
from tests.api_contract import ApiClient
from tests.cases.factory import make_case, make_mission
from tests.cases.identities import draft, register

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db
PERSON: dict[str, Any] = {
    "registered_on": "2026-01-05",
    "facts": {"sex": "female", "nationality": ["UKR"], "age": "~refused"},
    "event_facts": {"exploitation_country": ["RUS"]},
    "identity": {
        "names": [{"text": "Олена Шевченко"}, {"text": "Lena", "kind": "nickname"}],
        "births": [{"on": "1990-02"}],
        "contacts": [{"value": "+380441234567", "safety": "never"}],
        "addresses": [{"place": "Lviv", "country": "UKR"}],
        "family": [{"relation": "child", "name": "Ivan"}],
        "documents": [{"number": "KA 1", "expires": "2031"}],
    },
}
KEY = {"Idempotency-Key": "a-key-of-a-form"}


@pytest.fixture
def worker(account_of: Accounts) -> ApiClient:
    return ApiClient(account_of(Role.CASEWORKER))


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


class TestReading:
    def test_lists_are_filtered_as_the_page_is(self, worker: ApiClient) -> None:
        make_case(sex="female", case_ref="A-1", event={"exploitation_type": ["begging"]})
        make_case(sex="male", case_ref="A-2")
        make_case(make_mission("MDA"), sex="female", case_ref="A-3")
        page = worker.ask("GET", "/cases?sex=female").json()
        assert [case["case_ref"] for case in page["cases"]] == ["A-1"]
        assert (page["count"], page["is_capped"]) == (1, False)
        assert acts()[-1] == "case.listed"

    def test_pages_are_bound(self, worker: ApiClient) -> None:
        for number in range(30):
            make_case(case_ref=f"A-{number:02}")
        first = worker.ask("GET", "/cases?order=oldest").json()
        assert (len(first["cases"]), first["count"], first["earlier"]) == (25, 30, "")
        second = worker.ask("GET", f"/cases?order=oldest&after={first['later']}").json()
        assert [len(second["cases"]), second["later"]] == [5, ""]
        assert worker.ask("GET", "/cases?page_size=1000").status_code == 422

    def test_a_case(self, worker: ApiClient) -> None:
        case = make_case(facts={"sex": "female", "age": 20}, event={"exploitation_type": ["begging"]})
        answer = worker.ask("GET", f"/cases/{case.opaque_id}").json()
        assert answer["facts"] == {"sex": "female", "age": 20}
        assert answer["events"][0]["facts"] == {"exploitation_type": ["begging"]}
        assert (answer["may_read"], answer["may_write"]) == (["facts"], [])
        assert acts()[-1] == "case.read"

    def test_headquarters_see_codes_and_no_identity(self, account_of: Accounts) -> None:
        key = register(account_of(Role.CASEWORKER))
        for role in (Role.DATA_STEWARD, Role.ANALYST):
            caller = ApiClient(account_of(role))
            assert caller.ask("GET", f"/cases/{key.opaque_id}").status_code == 200
            assert caller.ask("GET", f"/cases/{key.opaque_id}/identity").status_code == 404
            assert caller.ask("POST", "/people/search", {"name": "Олена"}).status_code == 404
            assert caller.ask("POST", "/cases", PERSON, **KEY).status_code == 404


class TestRegistering:
    def test_everything_is_stored(self, worker: ApiClient) -> None:
        body = PERSON | {
            "consent": {"decision": "given", "form": "verbal_witnessed", "given_on": "2026-01-05"}
        }
        response = worker.ask("POST", "/cases", body, **KEY)
        assert response.status_code == 201
        case = Case.unscoped.get(opaque_id=response.json()["id"])
        assert case.facts == PERSON["facts"]
        assert Consent.unscoped.get().form == "verbal_witnessed"
        assert "Олена" not in str(list(AuditEntry.objects.values()))

    def test_the_same_key_is_the_same_case(self, worker: ApiClient) -> None:
        answers = [worker.ask("POST", "/cases", PERSON, **KEY) for _time in range(3)]
        assert len({answer.json()["id"] for answer in answers}) == Case.unscoped.count() == 1
        other = worker.ask("POST", "/cases", PERSON | {"registered_on": "2026-01-06"}, **KEY)
        assert (other.status_code, other.json()["code"]) == (409, "form_used")

    def test_another_case_of_the_same_person(self, worker: ApiClient) -> None:
        first = worker.ask("POST", "/cases", PERSON, **KEY).json()["id"]
        body = PERSON | {"same_as": first, "registered_on": "2026-02"}
        second = worker.ask("POST", "/cases", body, **{"Idempotency-Key": "another-key"}).json()["id"]
        answer = worker.ask("GET", f"/cases/{second}").json()
        assert [other["id"] for other in answer["others"]] == [first]

    @pytest.mark.parametrize("key", ["", "short", "with space", "x" * 65])
    def test_a_key_is_needed(self, worker: ApiClient, key: str) -> None:
        headers = {"Idempotency-Key": key} if key else {}
        response = worker.ask("POST", "/cases", PERSON, **headers)
        assert (response.status_code, response.json()["code"]) == (422, "not_understood")
        assert not Case.unscoped.exists()

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"registered_on": "yesterday"},
            PERSON | {"facts": {"sex": "no such code"}},
            PERSON | {"facts": {"first_name": "Canary"}},
            PERSON | {"facts": {"sex": {"deep": 1}}},
            PERSON | {"identity": {"names": [{"text": "A"}] * 51}},
            PERSON | {"identity": {"names": [{"text": "Canary\x00"}]}},
            PERSON | {"identity": {"names": [{"text": "\ud800 Canary"}]}},
            PERSON | {"identity": {"names": [{"text": "Canary" * 1000}]}},
            PERSON | {"identity": {"contacts": [{"value": "1", "safety": "Canary"}]}},
            PERSON | {"identity": {"births": [{"on": "1990-02-31"}]}},
            PERSON | {"identity": {"photos": []}},
            PERSON | {"case_ref": "=cmd"},
            PERSON | {"consent": {"decision": "withdrawn", "given_on": "2026-01-05"}},
            PERSON | {"consent": {"decision": "given", "given_on": "2999-01-05"}},
            PERSON | {"consent": {"decision": "given", "form": "guardian", "given_on": "2026-01-05"}},
            PERSON | {"mission": "MDA"},
        ],
    )
    def test_what_cannot_be_taken(self, worker: ApiClient, body: dict[str, Any]) -> None:
        response = worker.ask("POST", "/cases", body, **KEY)
        assert response.status_code == 422
        assert "Canary" not in response.content.decode()
        assert not Case.unscoped.exists()

    @pytest.mark.parametrize(
        "name", ["نور الهدى", "李小龍", "\u202eanelO", "Ó" * 200, "O'Neil <b>", "A\u200dB"]
    )
    def test_names_of_every_kind(self, worker: ApiClient, name: str) -> None:
        number = worker.ask(
            "POST", "/cases", PERSON | {"identity": {"names": [{"text": name}]}}, **KEY
        ).json()["id"]
        assert worker.ask("GET", f"/cases/{number}/identity").json()["identity"]["names"][0]["text"] == name


class TestIdentity:
    def test_is_given_and_put_on_record(self, worker: ApiClient) -> None:
        number = worker.ask("POST", "/cases", PERSON, **KEY).json()["id"]
        answer = worker.ask("GET", f"/cases/{number}/identity").json()
        assert acts()[-1] == "identity.uncovered"
        assert [name["text"] for name in answer["identity"]["names"]] == ["Олена Шевченко", "Lena"]
        assert answer["identity"]["contacts"][0]["safety"] == "never"

    def test_comes_back_as_it_was_given(self, worker: ApiClient) -> None:
        number = worker.ask("POST", "/cases", PERSON, **KEY).json()["id"]
        before = worker.ask("GET", f"/cases/{number}/identity").json()
        change = {"version": before["version"], "identity": before["identity"]}
        assert worker.ask("PUT", f"/cases/{number}/identity", change).status_code == 204
        after = worker.ask("GET", f"/cases/{number}/identity").json()
        assert after["identity"] == before["identity"]
        assert after["version"] != before["version"]

    def test_a_change_that_comes_second_is_refused(self, worker: ApiClient) -> None:
        number = worker.ask("POST", "/cases", PERSON, **KEY).json()["id"]
        version = worker.ask("GET", f"/cases/{number}/identity").json()["version"]
        change = {"version": version, "identity": {"names": [{"text": "Olena"}]}}
        assert worker.ask("PUT", f"/cases/{number}/identity", change).status_code == 204
        response = worker.ask("PUT", f"/cases/{number}/identity", change)
        assert (response.status_code, response.json()["code"]) == (409, "changed_meanwhile")

    def test_details_of_another_person_are_not_found(self, worker: ApiClient) -> None:
        first = worker.ask("POST", "/cases", PERSON, **KEY).json()["id"]
        second = worker.ask("POST", "/cases", PERSON, **{"Idempotency-Key": "another-key"}).json()["id"]
        stolen = worker.ask("GET", f"/cases/{first}/identity").json()["identity"]
        version = worker.ask("GET", f"/cases/{second}/identity").json()["version"]
        change = {"version": version, "identity": stolen}
        assert worker.ask("PUT", f"/cases/{second}/identity", change).status_code == 404

    def test_who_has_not_the_case_finds_nothing(self, account_of: Accounts) -> None:
        key = register(account_of(Role.CASEWORKER))
        colleague = ApiClient(account_of(Role.CASEWORKER, email="colleague@example.org"))
        missing = colleague.ask("GET", f"/cases/{'a' * 16}/identity")
        hidden = colleague.ask("GET", f"/cases/{key.opaque_id}/identity")
        assert (hidden.status_code, hidden.content) == (404, missing.content)
        change = {"version": "", "identity": {}}
        assert colleague.ask("PUT", f"/cases/{key.opaque_id}/identity", change).status_code == 404

    def test_reading_too_fast_is_stopped(self, account_of: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
        window = brakes.LIMITS["identity.uncovered"][0][0]
        monkeypatch.setattr(brakes, "LIMITS", {**brakes.LIMITS, "identity.uncovered": ((window, 2),)})
        account = account_of(Role.CASEWORKER)
        key, caller = register(account), ApiClient(account)
        codes = [caller.ask("GET", f"/cases/{key.opaque_id}/identity").status_code for _time in range(3)]
        assert codes == [200, 200, 429]


class TestSearching:
    def test_answers_are_covered(self, account_of: Accounts) -> None:
        account = account_of(Role.CASEWORKER)
        key = register(account, draft(birth="1990-02-03", phone="+380441234567"), case_ref="KV-1")
        response = ApiClient(account).ask("POST", "/people/search", {"name": "Shevchenko, Olena"})
        assert response.json()["people"] == [
            {
                "case": key.opaque_id,
                "case_ref": "KV-1",
                "mission": "Ukraine",
                "covered": "О. Ш.",
                "likeness": response.json()["people"][0]["likeness"],
                "matched": ["name"],
            }
        ]
        assert "Олена" not in response.content.decode()
        assert acts()[-1] == "identity.searched"

    def test_only_those_whose_identity_one_may_read(self, account_of: Accounts) -> None:
        register(account_of(Role.CASEWORKER))
        for caller in (
            account_of(Role.CASEWORKER, email="colleague@example.org"),
            account_of(Role.SUPERVISOR, mission=make_mission("MDA")),
        ):
            assert ApiClient(caller).ask("POST", "/people/search", {"name": "Олена Шевченко"}).json() == {
                "people": [],
                "is_cut": False,
            }

    @pytest.mark.parametrize(
        "query", [{}, {"name": "  "}, {"birth": "1990"}, {"birth": "x"}, {"phone": "-"}, {"name": "\x00"}]
    )
    def test_nothing_to_search_for(self, worker: ApiClient, query: dict[str, str]) -> None:
        assert worker.ask("POST", "/people/search", query).status_code in (200, 422)
