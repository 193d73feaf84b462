"""The door of the API and the form of its errors; what the operations do is tested beside their packages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from palermo.access.models import Account, Role
from palermo.config.api import api, operations
from palermo.config.api_errors import NotUnderstood
from tests.api_contract import ApiClient, description
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
Accounts = Callable[..., Account]


class TestDoor:
    def test_nobody_gets_in_without_signing_in(self) -> None:
        visitor = ApiClient()
        for operation in operations():
            path = operation.path.removeprefix("/api/v1").replace("{slug:case_id}", "a" * 16)
            response = visitor.ask(operation.method, path)
            assert (response.status_code, response.json()["code"]) == (401, "not_signed_in"), operation

    def test_what_is_not_there_is_no_exception(self) -> None:
        assert ApiClient().ask("GET", "/nothing").json()["code"] == "not_signed_in"

    def test_a_cookie_alone_changes_nothing(self, account_of: Accounts) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(account_of(Role.CASEWORKER))
        for operation in operations():
            if operation.method != "GET":
                path = re.sub(r"\{slug:\w+\}", "a" * 16, operation.path)
                response = client.generic(operation.method, path, "{}", content_type="application/json")
                assert (response.status_code, response.json()["code"]) == (403, "form_expired")

    def test_somebody_who_may_no_longer_sign_in_is_nobody(self, account_of: Accounts) -> None:
        account = account_of(Role.CASEWORKER)
        caller = ApiClient(account)
        Account.objects.filter(pk=account.pk).update(is_active=False)
        assert caller.ask("GET", "/cases").status_code == 401


class TestErrors:
    def test_hidden_and_missing_are_one_answer(self, account_of: Accounts) -> None:
        hidden = make_case(make_mission("MDA")).opaque_id
        caller = ApiClient(account_of(Role.CASEWORKER))
        for tail in ("", "/identity"):
            answers = [caller.ask("GET", f"/cases/{number}{tail}") for number in (hidden, "a" * 16)]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].content == answers[1].content
            assert dict(answers[0].headers.items()) == dict(answers[1].headers.items())

    @pytest.mark.parametrize(
        "path", ["/nothing", "/", "/cases/", "/cases/%00", "/cases/a%20b", "/cases/a/b/c"]
    )
    def test_other_addresses_are_not_found(self, account_of: Accounts, path: str) -> None:
        code = ApiClient(account_of(Role.CASEWORKER)).ask("GET", path).json()["code"]
        assert code == ("senseless_request" if "%00" in path else "not_found")

    def test_a_method_that_is_not_there(self, account_of: Accounts) -> None:
        response = ApiClient(account_of(Role.CASEWORKER)).ask("DELETE", "/cases")
        assert (response.status_code, response.json()["code"]) == (405, "method_refused")
        assert set(response["Allow"].split(", ")) == {"GET", "POST"}

    @pytest.mark.parametrize("body", ["", "{", "null", "[]", '"x"', "\xff", "[" * 100_000, "NaN"])
    def test_a_body_that_is_none(self, account_of: Accounts, body: str) -> None:
        response = ApiClient(account_of(Role.CASEWORKER)).ask(
            "POST", "/people/search", body.encode("latin-1")
        )
        assert response.status_code in (400, 422)
        assert response.json()["code"] in ("no_json", "not_understood")

    def test_a_body_that_is_too_large(self, account_of: Accounts) -> None:
        response = ApiClient(account_of(Role.CASEWORKER)).ask(
            "POST", "/people/search", '{"name":"%s"}' % ("x" * 3_000_000)
        )
        assert (response.status_code, response.json()["code"]) == (413, "too_large")

    def test_nothing_that_was_sent_comes_back(self, account_of: Accounts) -> None:
        caller = ApiClient(account_of(Role.CASEWORKER))
        canary = "Oksana-Canary"
        bodies = [
            {canary: 1},
            {"name": [canary]},
            {"name": "", "birth": canary[:10]},
            {"name": {canary: canary}},
            {"name": canary * 50},
            {"phone": canary, "birth": 7},
        ]
        for body in bodies:
            assert canary[:10] not in caller.ask("POST", "/people/search", body).content.decode()
        for path in (
            f"/cases?sex={canary}",
            f"/cases?{canary}=1",
            f"/cases?after={canary}",
            f"/cases?registered_from={canary}",
        ):
            response = caller.ask("GET", path)
            assert response.status_code == 422
            assert canary not in response.content.decode()

    def test_the_field_and_the_rule_are_named(self, account_of: Accounts) -> None:
        caller = ApiClient(account_of(Role.CASEWORKER))
        body = {"registered_on": "2026", "identity": {"names": [{"text": "A"}, {"kind": "no such kind"}]}}
        error = caller.ask("POST", "/cases", body, **{"Idempotency-Key": "a-key-of-a-form"}).json()
        assert error["code"] == NotUnderstood.code
        assert {"field": "identity.names.1.text", "rule": "missing"} in error["details"]["fields"]

    def test_what_nobody_foresaw_says_nothing(
        self, account_of: Accounts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_arguments: object, **_named: object) -> None:
            raise RuntimeError("Oksana-Canary")

        monkeypatch.setattr("palermo.cases.api.get_case", fail)
        caller = ApiClient(account_of(Role.CASEWORKER))
        caller.client.raise_request_exception = False
        response = caller.ask("GET", f"/cases/{'a' * 16}")
        assert response.status_code == 500
        assert response.json()["code"] == "internal"
        assert "Canary" not in response.content.decode()


class TestDescription:
    def test_is_for_signed_in_people(self, account_of: Accounts) -> None:
        client = Client()
        assert client.get("/api/v1/openapi.json").status_code == 401
        client.force_login(account_of(Role.ADMINISTRATOR))
        schema = client.get("/api/v1/openapi.json").json()
        assert schema["openapi"].startswith("3.1")
        assert schema == json.loads(json.dumps(description()))

    def test_names_of_operations_are_stable(self) -> None:
        """Programs are generated from these names: change one only with the version of the API."""
        assert {(one.operation_id, one.method, one.path) for one in operations()} >= {
            ("read_description", "GET", "/api/v1/openapi.json"),
            ("list_cases", "GET", "/api/v1/cases"),
            ("register_case", "POST", "/api/v1/cases"),
            ("read_case", "GET", "/api/v1/cases/{slug:case_id}"),
            ("uncover_identity", "GET", "/api/v1/cases/{slug:case_id}/identity"),
            ("change_identity", "PUT", "/api/v1/cases/{slug:case_id}/identity"),
            ("search_people", "POST", "/api/v1/people/search"),
            ("list_variables", "GET", "/api/v1/codebook/variables"),
        }

    def test_every_operation_has_a_name_of_its_own(self) -> None:
        names = [one.operation_id for one in operations()]
        assert all(names)
        assert len(set(names)) == len(names)

    def test_no_page_of_the_library_is_served(self, account_of: Accounts) -> None:
        client = Client()
        client.force_login(account_of(Role.CASEWORKER))
        for path in ("docs", "docs/", ""):
            assert client.get(f"/api/v1/{path}").status_code == 404
        assert api.docs_url is None

    def test_what_is_personal_never_stands_in_an_address(self) -> None:
        """Addresses end in logs: what identifies somebody travels in bodies only."""
        parameters = {
            parameter["name"]
            for methods in description()["paths"].values()
            for operation in methods.values()
            for parameter in operation["parameters"]
            if parameter["in"] in ("query", "path")
        }
        assert not parameters & {"name", "birth", "document", "phone", "email", "handle", "text", "value"}
        assert {"case_id", "reference"} <= parameters


def test_variables_of_the_codebook(account_of: Accounts) -> None:
    found = ApiClient(account_of(Role.ANALYST)).ask("GET", "/codebook/variables").json()
    by_name = {one["name"]: one for one in found}
    assert by_name["sex"]["codes"][:2] == ["male", "female"]
    assert by_name["first_name"]["field_class"] == "identifying"


def test_the_document_lists_every_operation() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs/api.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \| `(\w+) (\S+)` \|", text, re.M))
    assert listed == {
        (one.operation_id, one.method, one.path.removeprefix("/api/v1").replace("slug:", ""))
        for one in operations()
    }
