"""Every address x every role. The list of addresses comes from the resolver, so a new one without a row fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.audit.recording import audited, record
from tests.cases.factory import make_case, make_mission
from tests.interviews.conftest import publish
from tests.undoing import undone

VISITOR = "visitor"
SIGNED_IN = frozenset(Role)
EVERYBODY = SIGNED_IN | {VISITOR}
SEES_THE_CASE = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.DATA_STEWARD, Role.ANALYST})
SEES_ALL_CASES = frozenset({Role.DATA_STEWARD, Role.ANALYST})
#: Whoever registers people is whoever can have an identity to look for (partner officers only with a share).
REGISTERS = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
SEES_STATISTICS = SEES_THE_CASE | {Role.FOCAL_POINT}
WATCHES = frozenset({Role.FOCAL_POINT})
FREEZES = frozenset({Role.FOCAL_POINT, Role.ADMINISTRATOR, Role.SUPERVISOR})
READS_FORMS = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.DATA_STEWARD})
PUBLISHES_FORMS = frozenset({Role.SUPERVISOR, Role.DATA_STEWARD})
EVERYWHERE = frozenset({Role.DATA_STEWARD})
RECEIVES = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.PARTNER_OFFICER})


@dataclass(frozen=True)
class Rule:
    """Who may open an address. Others: visitors are sent to the sign-in page, roles get the page that is not found."""

    allowed: frozenset[str]
    arguments: dict[str, str] | None = None
    method: str = "get"
    status: int = 200


#: Address name -> rules. ``OWN`` and ``OTHER`` stand for a case in the mission of the account and in another one,
#: ``ME`` for the account, ``ENTRY`` for an entry of the audit.
MATRIX: dict[str, list[Rule]] = {
    "home": [Rule(SIGNED_IN)],
    "components": [Rule(SIGNED_IN), Rule(SIGNED_IN, method="post")],
    "lock": [Rule(SIGNED_IN, method="post", status=302)],
    "lock_state": [Rule(EVERYBODY)],
    "lock_touch": [Rule(SIGNED_IN, method="post", status=204)],
    "unlock": [Rule(EVERYBODY, method="post", status=302)],
    # Refused to accounts without a passkey, as everything is to a locked session.
    "unlock_passkey": [Rule(SIGNED_IN, method="post", status=423)],
    "choose_theme": [Rule(EVERYBODY, method="post", status=302)],
    "choose_language": [Rule(EVERYBODY, method="post", status=302)],
    "leave": [Rule(EVERYBODY, method="post", status=302)],
    "away": [Rule(EVERYBODY)],
    "account_login": [Rule(frozenset({VISITOR})), Rule(SIGNED_IN, status=302)],
    "account_logout": [Rule(SIGNED_IN), Rule(SIGNED_IN, method="post", status=302)],
    "mfa_login_webauthn": [Rule(EVERYBODY, status=302), Rule(EVERYBODY, method="post", status=302)],
    "mfa_authenticate": [Rule(EVERYBODY, status=302), Rule(EVERYBODY, method="post", status=302)],
    "sign_in_start_over": [Rule(EVERYBODY, method="post", status=302)],
    "openid_connect_login": [Rule(EVERYBODY, {"provider_id": "organisation"}, method="post", status=302)],
    "openid_connect_callback": [Rule(EVERYBODY, {"provider_id": "organisation"}, status=302)],
    "account_reauthenticate": [Rule(SIGNED_IN), Rule(SIGNED_IN, method="post")],
    "mfa_index": [Rule(SIGNED_IN)],
    # These ask for a new proof first: GET leads to the page that asks, POST is answered with it.
    "mfa_activate_totp": [Rule(SIGNED_IN, status=302), Rule(SIGNED_IN, method="post")],
    "mfa_add_webauthn": [Rule(SIGNED_IN, status=302), Rule(SIGNED_IN, method="post")],
    "sign_in_remove_factor": [
        Rule(SIGNED_IN, {"number": "999999"}, status=302),
        Rule(SIGNED_IN, {"number": "999999"}, method="post"),
    ],
    "mfa_view_recovery_codes": [Rule(SIGNED_IN, status=302), Rule(SIGNED_IN, method="post")],
    "mfa_generate_recovery_codes": [Rule(SIGNED_IN, method="post")],
    "account_change_password": [Rule(SIGNED_IN, status=302), Rule(SIGNED_IN, method="post")],
    "usersessions_list": [Rule(SIGNED_IN)],
    "sign_in_end_others": [Rule(SIGNED_IN, method="post")],
    "sign_in_end_place": [Rule(SIGNED_IN, {"number": "999999"}, method="post")],
    "case_list": [Rule(SIGNED_IN)],
    "case_page": [
        Rule(SEES_THE_CASE, {"opaque_id": "OWN"}),
        Rule(SEES_ALL_CASES, {"opaque_id": "OTHER"}),
        Rule(frozenset(), {"opaque_id": "aaaaaaaaaaaaaaaa"}),
    ],
    "shared": [Rule(RECEIVES)],
    "consent_record": [
        Rule(frozenset({Role.SUPERVISOR}), {"opaque_id": "OWN"}),
        Rule(frozenset({Role.SUPERVISOR}), {"opaque_id": "OWN"}, method="post", status=422),
        Rule(frozenset(), {"opaque_id": "OTHER"}),
        Rule(frozenset(), {"opaque_id": "OTHER"}, method="post"),
    ],
    "case_photo_add": [
        Rule(frozenset({Role.SUPERVISOR}), {"opaque_id": "OWN"}),
        Rule(frozenset({Role.SUPERVISOR}), {"opaque_id": "OWN"}, method="post", status=422),
        Rule(frozenset(), {"opaque_id": "OTHER"}),
        Rule(frozenset(), {"opaque_id": "OTHER"}, method="post"),
    ],
    "case_photo": [
        Rule(frozenset(), {"opaque_id": "OWN", "photo": "aaaaaaaaaaaaaaaa"}, method="post"),
        Rule(frozenset(), {"opaque_id": "OTHER", "photo": "aaaaaaaaaaaaaaaa"}, method="post"),
    ],
    "case_photo_remove": [
        Rule(frozenset(), {"opaque_id": "OWN", "photo": "aaaaaaaaaaaaaaaa"}, method="post"),
        Rule(frozenset(), {"opaque_id": "OTHER", "photo": "aaaaaaaaaaaaaaaa"}, method="post"),
    ],
    "consent_names": [
        Rule(frozenset({Role.SUPERVISOR}), {"opaque_id": "OWN"}, method="post"),
        Rule(frozenset(), {"opaque_id": "OTHER"}, method="post"),
    ],
    "consent_withdraw": [
        Rule(frozenset(), {"opaque_id": "OWN", "consent": "aaaaaaaaaaaaaaaa"}),
        Rule(frozenset(), {"opaque_id": "OTHER", "consent": "aaaaaaaaaaaaaaaa"}, method="post"),
    ],
    "share_revoke": [
        Rule(frozenset(), {"opaque_id": "OWN", "grant": "aaaaaaaaaaaaaaaa"}, method="post"),
        Rule(frozenset(), {"opaque_id": "OTHER", "grant": "aaaaaaaaaaaaaaaa"}, method="post"),
    ],
    "case_assign": [
        Rule(frozenset({Role.SUPERVISOR}), {"opaque_id": "OWN"}, method="post", status=302),
        Rule(frozenset(), {"opaque_id": "OTHER"}, method="post"),
    ],
    "case_unassign": [
        Rule(frozenset(), {"opaque_id": "OWN", "grant": "aaaaaaaaaaaaaaaa"}, method="post"),
        Rule(frozenset(), {"opaque_id": "OTHER", "grant": "aaaaaaaaaaaaaaaa"}, method="post"),
    ],
    # These ask for a new proof before anything else; tests/cases/views holds them to the gate after it.
    "case_share": [
        Rule(SIGNED_IN, {"opaque_id": "OWN"}, status=302),
        Rule(SIGNED_IN, {"opaque_id": "OTHER"}, method="post"),
    ],
    "consent_exception": [
        Rule(SIGNED_IN, {"opaque_id": "OWN"}, status=302),
        Rule(SIGNED_IN, {"opaque_id": "OTHER"}, method="post"),
    ],
    "case_emergency": [Rule(SIGNED_IN, status=302), Rule(SIGNED_IN, method="post")],
    "release_reading": [Rule(SIGNED_IN, {"number": "999999"}, method="post")],
    "unfreeze_mission": [Rule(SIGNED_IN, {"code": "UKR"}, method="post")],
    "notice_seen": [Rule(frozenset(), {"notice": "aaaaaaaaaaaaaaaa"}, method="post")],
    "notice_reason": [Rule(frozenset(), {"notice": "aaaaaaaaaaaaaaaa"}, method="post")],
    "stopped_accounts": [Rule(WATCHES)],
    "missions_to_watch": [Rule(FREEZES)],
    "freeze_mission": [Rule(SIGNED_IN, {"code": "UKR"}, method="post")],
    "audit": [Rule(WATCHES)],
    "audit_chain": [Rule(WATCHES), Rule(WATCHES, method="post")],
    "audit_export": [Rule(SIGNED_IN, method="post")],
    "audit_entry": [Rule(WATCHES, {"sequence": "ENTRY"}), Rule(frozenset(), {"sequence": "999999"})],
    "audit_case": [Rule(WATCHES, {"opaque_id": "OWN"}), Rule(frozenset(), {"opaque_id": "not-a-number"})],
    "audit_account": [Rule(WATCHES, {"number": "ME"}), Rule(frozenset(), {"number": "999999"})],
    "register": [Rule(REGISTERS), Rule(REGISTERS, method="post", status=422)],
    "case_identity": [
        Rule(frozenset({Role.SUPERVISOR}), {"opaque_id": "OWN"}),
        Rule(frozenset({Role.SUPERVISOR}), {"opaque_id": "OWN"}, method="post", status=409),
        Rule(frozenset(), {"opaque_id": "OTHER"}),
        Rule(frozenset(), {"opaque_id": "OTHER"}, method="post"),
        Rule(frozenset(), {"opaque_id": "aaaaaaaaaaaaaaaa"}),
    ],
    "people_search": [Rule(REGISTERS), Rule(REGISTERS, method="post", status=422)],
    "forms": [Rule(READS_FORMS)],
    "forms_of_mission": [
        Rule(READS_FORMS, {"code": "UKR"}),
        Rule(EVERYWHERE, {"code": "MDA"}),
        Rule(frozenset(), {"code": "ZZZ"}),
    ],
    "form_add": [
        Rule(PUBLISHES_FORMS, {"code": "UKR"}),
        Rule(PUBLISHES_FORMS, {"code": "UKR"}, method="post", status=422),
        Rule(EVERYWHERE, {"code": "MDA"}),
        Rule(EVERYWHERE, {"code": "MDA"}, method="post", status=422),
    ],
    "form_adapt": [
        Rule(PUBLISHES_FORMS, {"code": "UKR", "name": "core_variables"}),
        Rule(PUBLISHES_FORMS, {"code": "UKR", "name": "core_variables"}, method="post", status=422),
        Rule(EVERYWHERE, {"code": "MDA", "name": "core_variables"}),
        Rule(frozenset(), {"code": "UKR", "name": "census"}),
    ],
    "form_template": [
        Rule(PUBLISHES_FORMS, {"code": "UKR", "name": "core_variables"}),
        Rule(EVERYWHERE, {"code": "MDA", "name": "core_variables"}),
    ],
    # There is nothing to build anew, and nothing was handed in: tests/interviews/publishing has the other side.
    "form_rebuild": [Rule(frozenset(), {"code": "UKR", "name": "core_variables"}, method="post")],
    "form_draft": [Rule(frozenset(), {"form": "aaaaaaaaaaaaaaaa"})],
    # Asks for a new proof before anything else.
    "form_publish": [Rule(SIGNED_IN, {"form": "aaaaaaaaaaaaaaaa"}, method="post")],
    "form_put_away": [Rule(frozenset(), {"form": "aaaaaaaaaaaaaaaa"}, method="post")],
    "form_version": [
        Rule(READS_FORMS, {"form": "FORM"}),
        Rule(frozenset(), {"form": "aaaaaaaaaaaaaaaa"}),
    ],
    "paper_form": [
        Rule(READS_FORMS, {"number": "FORM"}),
        Rule(frozenset(), {"number": "aaaaaaaaaaaaaaaa"}),
    ],
    "form_file": [
        Rule(READS_FORMS, {"form": "FORM", "what": "xml"}),
        Rule(frozenset(), {"form": "FORM", "what": "source"}),
    ],
    "form_use": [
        Rule(frozenset(), {"form": "FORM", "what": "retire"}, method="post"),
        Rule(frozenset(), {"form": "aaaaaaaaaaaaaaaa", "what": "retire"}, method="post"),
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
    "interview_list": [Rule(REGISTERS)],
    # Of interviews none exist here: tests/interviews/received/test_permissions.py has the other side.
    "interview": [
        Rule(frozenset(), {"interview": "aaaaaaaaaaaaaaaa"}),
        Rule(frozenset(), {"interview": "OWN"}, method="post"),
    ],
    "interview_place": [
        Rule(frozenset(), {"interview": "OWN"}),
        Rule(frozenset(), {"interview": "OWN"}, method="post"),
    ],
    "interview_differences": [
        Rule(frozenset(), {"interview": "OWN"}),
        Rule(frozenset(), {"interview": "OWN"}, method="post"),
    ],
    "interview_file": [
        Rule(frozenset(), {"interview": "OWN", "file": "aaaaaaaaaaaaaaaa"}, method="post"),
    ],
    "device_list": [Rule(REGISTERS)],
    "device_new": [Rule(SIGNED_IN, status=302), Rule(SIGNED_IN, method="post")],
    "device_stop": [Rule(frozenset(), {"device": "aaaaaaaaaaaaaaaa"}, method="post")],
    "device_empty": [Rule(SIGNED_IN, {"device": "aaaaaaaaaaaaaaaa"}, method="post")],
    # No session opens these, whoever it is: only the secret of a phone (tests/interviews/openrosa/test_door).
    "openrosa_forms": [Rule(EVERYBODY, status=401)],
    "openrosa_form": [Rule(EVERYBODY, {"version": "aaaaaaaaaaaaaaaa"}, status=401)],
    "openrosa_manifest": [Rule(EVERYBODY, {"version": "aaaaaaaaaaaaaaaa"}, status=401)],
    "openrosa_media": [Rule(EVERYBODY, {"version": "aaaaaaaaaaaaaaaa", "name": "a.csv"}, status=401)],
    "openrosa_submission": [Rule(EVERYBODY, method="post", status=401)],
    "openrosa_token_forms": [Rule(EVERYBODY, {"token": "x"}, status=401)],
    "openrosa_token_form": [Rule(EVERYBODY, {"token": "x", "version": "aaaaaaaaaaaaaaaa"}, status=401)],
    "openrosa_token_manifest": [Rule(EVERYBODY, {"token": "x", "version": "aaaaaaaaaaaaaaaa"}, status=401)],
    "openrosa_token_media": [
        Rule(EVERYBODY, {"token": "x", "version": "aaaaaaaaaaaaaaaa", "name": "a.csv"}, status=401)
    ],
    "openrosa_token_submission": [Rule(EVERYBODY, {"token": "x"}, method="post", status=401)],
    # The page holds nothing, so everybody may have it; what it asks for is held in tests/interviews/filling.
    "fill": [Rule(EVERYBODY)],
    "fill_worker": [Rule(EVERYBODY)],
    "fill_manifest": [Rule(EVERYBODY)],
    "fill_words": [Rule(EVERYBODY, {"language": "ar"})],
    "fill_session": [Rule(EVERYBODY)],
    "fill_register": [Rule(REGISTERS, method="post", status=422)],
    "fill_interview": [Rule(frozenset(), {"interview": "aaaaaaaaaaaaaaaa"})],
    # Only the secret of a device opens these.
    "fill_state": [Rule(EVERYBODY, status=401)],
    "fill_wiped": [Rule(EVERYBODY, method="post", status=401)],
    "fill_forms": [Rule(EVERYBODY, status=401)],
    "fill_form": [Rule(EVERYBODY, {"version": "aaaaaaaaaaaaaaaa"}, status=401)],
    "fill_media": [Rule(EVERYBODY, {"version": "aaaaaaaaaaaaaaaa", "name": "a.csv"}, status=401)],
    "fill_outbox": [Rule(EVERYBODY, method="post", status=401)],
    "policy_report": [Rule(EVERYBODY, method="post", status=204)],
    "statistics": [Rule(SEES_STATISTICS)],
    "statistics_renew": [Rule(SEES_STATISTICS, method="post", status=302)],
    "statistics_table": [Rule(SEES_STATISTICS, {"name": "table08_sex"}), Rule(frozenset(), {"name": "none"})],
    "statistics_file": [Rule(SEES_STATISTICS, {"name": "table08_sex", "kind": "csv"})],
    "statistics_picture": [Rule(SEES_STATISTICS, {"name": "figure4_sex", "kind": "svg"})],
}


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            # The operations of the API have a matrix of their own.
            if pattern.namespace != "api":
                yield from names(pattern.url_patterns)
        else:
            yield pattern.name or f"without a name: {pattern.pattern}"


def test_every_address_has_a_row() -> None:
    assert set(names(get_resolver().url_patterns)) == set(MATRIX)


@dataclass
class Asking:
    """One database with every role signed in; each question is taken back after its answer."""

    numbers: dict[str, str]
    clients: dict[str, tuple[Client, str]]

    def ask(self, name: str, rule: Rule, who: str) -> HttpResponse:
        client, session = self.clients[who]
        client.cookies.clear()
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        numbers = self.numbers | {"ME": self.numbers.get(who, "1")}
        arguments = {key: numbers.get(value, value) for key, value in (rule.arguments or {}).items()}
        address = reverse(name, kwargs=arguments)
        with undone():
            if rule.method == "get":
                return client.get(address)  # type: ignore[return-value]
            return client.post(address, {"language": "en", "kind": "table"})  # type: ignore[return-value]


@pytest.fixture
def asking(account_of: Callable[..., Account], clean_extracts: None) -> Asking:
    numbers = {
        "OWN": make_case(make_mission("UKR")).opaque_id,
        "OTHER": make_case(make_mission("MDA")).opaque_id,
        "FORM": publish("core_variables").opaque_id,
    }
    with audited():
        record("case.read", actor="account:1", object_kind="case", object_id=numbers["OWN"])
    numbers["ENTRY"] = str(AuditEntry.objects.latest("sequence").pk)
    clients = {VISITOR: (Client(), "")}
    for role in Role.values:
        account, client = account_of(role), Client()
        client.force_login(account)
        clients[role] = (client, client.cookies[settings.SESSION_COOKIE_NAME].value)
        numbers[role] = str(account.pk)
    return Asking(numbers, clients)


def test_who_may_open_it(asking: Asking) -> None:
    wrong = []
    for name, rules in MATRIX.items():
        for number, rule in enumerate(rules):
            for who in (*Role.values, VISITOR):
                # The sign-in page has one rule for visitors and one for all others.
                if name == "account_login" and (who == VISITOR) != (VISITOR in rule.allowed):
                    continue
                response = asking.ask(name, rule, who)
                expected = rule.status if who in rule.allowed else 302 if who == VISITOR else 404
                leads = response.headers.get("Location", "")
                if response.status_code != expected:
                    wrong.append(
                        f"{name} {number} {rule.method} {who}: {response.status_code}, not {expected}"
                    )
                elif (
                    who == VISITOR
                    and who not in rule.allowed
                    and name != "account_logout"
                    and not leads.startswith(reverse("account_login"))
                ):
                    wrong.append(f"{name} {number} {rule.method} {who}: leads to {leads}")
    assert not wrong, "\n".join(wrong)


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
