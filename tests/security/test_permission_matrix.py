"""Everything that leads to a case x every role x every relation: opened where the rule says so, and everywhere else the
very answer of a case that does not exist. The rule is that of ``tests/access/gate/rule.py``.

Addresses without a case: ``tests/web/test_route_matrix.py``. Rows: ``permissions.py``.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import palermo
from palermo.access.actions.stop_reading import stop_reading
from palermo.access.models import Account
from palermo.audit.models import AuditEntry
from palermo.commands import cli
from palermo.config.api import operations
from tests.access.people import People
from tests.access.walls.role import in_role, make_role
from tests.security.permissions import (
    CASE_OPERATIONS,
    CASE_PAGES,
    CASE_PARAMETERS,
    COMMANDS,
    INNER_PARAMETERS,
    OTHER_OPERATIONS,
    OTHER_PARAMETERS,
    Need,
)
from tests.security.relations import CANARY, Look, Looker, build, stored
from tests.undoing import undone

MISSING, NONE = "a" * 16, "b" * 16
#: Here each refusal is looked at; elsewhere each third, in turns: they all ask the same gate, and time is short.
EVERY_REFUSAL = {"case_page", "read_case", "uncover_identity", "change_identity"}
#: What differs from answer to answer, whatever is asked.
_PASSING = re.compile(r'(name="csrfmiddlewaretoken" value|nonce|data-csrf|content)="[A-Za-z0-9+/=_-]{16,}"')


def patterns(found: list[URLPattern | URLResolver], api: bool = False) -> Iterator[tuple[URLPattern, bool]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, api or one.namespace == "api")
        else:
            yield one, api


def commands(group: click.Command, *before: str) -> Iterator[tuple[str, ...]]:
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from commands(command, *before, name)
    else:
        yield before


def parameters(pattern: URLPattern) -> set[str]:
    return {*pattern.pattern.regex.groupindex, *getattr(pattern.pattern, "converters", {})}


class TestEverythingHasARow:
    def test_addresses_with_a_case(self) -> None:
        pages = [one for one, is_api in patterns(get_resolver().url_patterns) if not is_api]
        known = CASE_PARAMETERS | INNER_PARAMETERS | OTHER_PARAMETERS
        unknown = {one.name: parameters(one) - known for one in pages if parameters(one) - known}
        assert not unknown, "say in permissions.py whether these parameters name something of a case"
        lost = {
            one.name
            for one in pages
            if parameters(one) & INNER_PARAMETERS and not parameters(one) & CASE_PARAMETERS
        }
        assert not lost, "something of a case is addressed through its case"
        assert {one.name for one in pages if parameters(one) & CASE_PARAMETERS} == set(CASE_PAGES)

    def test_operations_of_the_api(self) -> None:
        found = {operation.operation_id: operation.path for operation in operations()}
        assert set(found) == {*CASE_OPERATIONS, *OTHER_OPERATIONS}
        assert {name for name, path in found.items() if "{" in path} == set(CASE_OPERATIONS)

    def test_commands(self) -> None:
        assert {" ".join(words) for words in commands(cli)} == set(COMMANDS)


# --- Pages and operations -------------------------------------------------------------------------------------


def ask(client: Client, need: Need, address: str, *, is_api: bool) -> HttpResponse:
    with undone():
        if is_api:
            data = json.dumps(need.body) if need.method != "get" else ""
            return client.generic(need.method.upper(), address, data, content_type="application/json")
        return getattr(client, need.method)(address, need.body)  # type: ignore[no-any-return]


def bare(answer: HttpResponse, *numbers: str) -> tuple[int, dict[str, str], str]:
    """Everything of an answer but the numbers asked for and what is new in every answer."""
    asked = re.compile("|".join(map(re.escape, numbers)))
    headers = {
        name: asked.sub("", _PASSING.sub("", re.sub(r"'nonce-[^']+'", "", value)))
        for name, value in answer.headers.items()
    }
    headers.pop("Content-Length", None)
    return answer.status_code, headers, asked.sub("", _PASSING.sub("", answer.content.decode()))


def opens(need: Need, looker: Looker, look: Look) -> bool:
    if looker.viewer.role in need.roles:
        return True
    if (need.only and looker.viewer.role not in need.only) or (need.grants and look.kind not in need.grants):
        return False
    open_parts = set(need.parts) & (look.writes if need.write else look.reads)
    return open_parts == set(need.parts) if need.every else bool(open_parts)


def places() -> Iterator[tuple[str, Need, str, bool]]:
    """Name, what opens it, its address with NUMBER in it, whether it is of the API."""
    resolved = {one.name: one for one, is_api in patterns(get_resolver().url_patterns) if not is_api}
    for name, needs in CASE_PAGES.items():
        given = {one: MISSING if one in CASE_PARAMETERS else NONE for one in parameters(resolved[name])}
        address = reverse(name, kwargs=given).replace(MISSING, "NUMBER").replace(NONE, "INNER")
        for need in needs:
            yield name, need, address, False
    for operation in operations():
        if operation.operation_id in CASE_OPERATIONS:
            address = re.sub(r"\{[^}]*\}", "NUMBER", operation.path)
            yield operation.operation_id, CASE_OPERATIONS[operation.operation_id], address, True


@pytest.fixture
def lookers(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Looker]]:
    """Nobody is stopped by the brake, who opens so many here, nor asked for a new proof (tests/access/sign_in).

    On PostgreSQL everything runs behind the second wall, with a role that does not see through it.
    """
    monkeypatch.setattr("palermo.access.sign_in.step_up.is_fresh", lambda _request: True)
    monkeypatch.setattr(
        "palermo.access.brakes.LIMITS",
        dict.fromkeys(("identity.uncovered", "identity.searched"), ((timedelta(minutes=10), 10**6),)),
    )
    found = build()
    if connection.vendor != "postgresql":
        yield found
        return
    make_role()
    with in_role():
        yield found


def test_every_page_and_operation_for_everybody(lookers: list[Looker]) -> None:
    wrong, opened, refused = [], 0, 0
    visitor = Client()
    for turn, (name, need, address, is_api) in enumerate(places()):
        for looker in lookers:
            nowhere = address.replace("NUMBER", MISSING).replace("INNER", NONE)
            missing = bare(ask(looker.client, need, nowhere, is_api=is_api), MISSING, NONE)
            for step, look in enumerate(looker.looks):
                number = look.case.opaque_id
                may = opens(need, looker, look)
                if not may and name not in EVERY_REFUSAL and (step + turn) % 3:
                    continue
                here = address.replace("NUMBER", number).replace("INNER", look.grant)
                answer = ask(looker.client, need, here, is_api=is_api)
                place = f"{name} {need.method} {looker.name}, {look.relation}"
                if may:
                    opened += 1
                    if answer.status_code not in need.status:
                        wrong.append(f"{place}: {answer.status_code} instead of {sorted(need.status)}")
                    shows = CANARY in answer.content.decode()
                    if shows and "i" not in look.reads:
                        wrong.append(f"{place}: shows an identity")
                    if name == "uncover_identity" and not shows:
                        wrong.append(f"{place}: shows no identity")
                else:
                    refused += 1
                    if answer.status_code != 404:
                        wrong.append(f"{place}: {answer.status_code} instead of 404")
                    if bare(answer, number, look.grant) != missing:
                        wrong.append(f"{place}: not the answer of a case that does not exist")
        for number in (MISSING, lookers[0].looks[0].case.opaque_id):
            answer = ask(
                visitor, need, address.replace("NUMBER", number).replace("INNER", NONE), is_api=is_api
            )
            if answer.status_code != (401 if is_api else 302) or CANARY in answer.content.decode():
                wrong.append(f"{name}: {answer.status_code} for a visitor")
    assert not wrong, "\n".join(wrong[:40])
    assert opened > 150
    assert refused > 400


def test_lists_and_other_operations(lookers: list[Looker]) -> None:
    lists_name_no_case_that_cannot_be_opened(lookers)
    other_operations_answer_by_role(lookers)


def lists_name_no_case_that_cannot_be_opened(lookers: list[Looker]) -> None:
    """Neither its number nor its reference, on any page or operation that lists; only a mission's own are listed."""
    every = {look.case.opaque_id for looker in lookers for look in looker.looks}
    readable_by_all_headquarters = {"data_steward", "analyst"}
    for looker in lookers:
        seen = {number for number, look in looker.numbers.items() if look.reads}
        for address, is_api in (
            (reverse("home"), False),
            (reverse("case_list"), False),
            ("/api/v1/cases", True),
        ):
            answer = ask(looker.client, Need(), address, is_api=is_api)
            assert answer.status_code in {200, 404}, (looker.name, address)
            named = {number for number in every if number in answer.content.decode()}
            if looker.viewer.role not in readable_by_all_headquarters:
                assert named <= seen, (looker.name, address)
            assert CANARY not in answer.content.decode()


def other_operations_answer_by_role(lookers: list[Looker]) -> None:
    visitor = Client()
    for operation in operations():
        if operation.operation_id in CASE_OPERATIONS:
            continue
        need = OTHER_OPERATIONS[operation.operation_id]
        for looker in lookers:
            answer = ask(looker.client, need, operation.path, is_api=True)
            # Nobody of a frozen mission has anything to search or to register in.
            may = looker.viewer.role in need.roles and not (need.method == "post" and "frozen" in looker.name)
            # A body is looked at before the gate is asked: the answer says nothing of anybody.
            assert answer.status_code in (need.status if may else {404, 422}), (
                operation,
                looker.name,
                answer.content,
            )
        assert ask(visitor, need, operation.path, is_api=True).status_code == 401


# --- Commands -------------------------------------------------------------------------------------------------

#: What opens an identity. No command names any of it.
OPENERS = {
    "uncovered", "searching", "listing", "reworking", "clearance", "identity_of", "read_photo", "covered_lines",
    "search_people", "find_people", "individual_keys", "glass_reason",
}  # fmt: skip


def test_no_command_opens_an_identity() -> None:
    folder = Path(palermo.__file__).parent / "commands"
    for path in folder.glob("*.py"):
        named = {
            name.name if isinstance(name, ast.alias) else getattr(name, "id", getattr(name, "attr", ""))
            for name in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(name, ast.alias | ast.Name | ast.Attribute)
        }
        assert not named & OPENERS, path.name


@pytest.mark.usefixtures("clean_extracts")
def test_what_commands_print_names_nobody(db: None) -> None:
    """Each that can be run here, over a case whose person has a name, a reference and an emergency behind it."""
    people = People()
    case = stored(people.here)
    Account.objects.filter(pk=people.worker.pk).update(email="worker@canary.example.org")
    stop_reading(people.worker)
    secrets = (*CANARY.split(), case.opaque_id, case.individual_opaque, f"REF {case.opaque_id}")
    ran = 0
    for name, row in COMMANDS.items():
        if row.run is None:
            continue
        with undone():
            result = CliRunner().invoke(cli, [*name.split(), *row.run])
        ran += 1
        # An error is shown by the entry point as its message; it may name nobody either.
        said = result.output + str(result.exception or "")
        assert not any(secret in said for secret in secrets), name
    assert ran > 12


def test_commands_act_as_a_part_of_the_system(db: None) -> None:
    """What a command changes is on record under the command line's name, never under a person's."""
    People()
    for words in (("mission", "freeze", "UKR"), ("mission", "unfreeze", "UKR")):
        assert CliRunner().invoke(cli, words).exit_code == 0
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {"system:command line"}


def test_the_tests_run_without_a_second_factor_only_here() -> None:
    """The matrix asks about roles and relations; who has no second factor is stopped before (tests/access/sign_in)."""
    assert settings.PALERMO_SECOND_FACTOR == "off"
