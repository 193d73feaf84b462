"""The rows of the permission matrix for everything that leads to one case, and for every command.

To add a page, an operation or a command: one line here. A page without a case in its address needs a row in
``tests/web/test_route_matrix.py`` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FOCAL = frozenset({"focal_point"})
SUPERVISOR = frozenset({"supervisor"})
#: What a form that was sent empty is answered with.
FORM = frozenset({422})
MOVED = frozenset({302})


@dataclass(frozen=True)
class Need:
    """What opens an address: one of ``parts`` (letters of ``tests.access.gate.rule``) to be read (``every`` one of
    them), or written; or one of
    ``roles``, whatever the case. ``only``: of those who may, these roles. ``grants``: the case must have an access of
    one of these kinds, whose number stands in the address. ``status``: what somebody who may gets, with ``body``."""

    parts: str = "fisp"
    write: bool = False
    every: bool = False
    method: str = "get"
    body: dict[str, Any] = field(default_factory=dict)
    status: frozenset[int] = frozenset({200})
    roles: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset()


#: Parameters of addresses that name a case (or something of one); each of their addresses needs a row below.
CASE_PARAMETERS = {"opaque_id", "case_id"}
#: Parameters that name something of the case, in addresses that name the case too.
INNER_PARAMETERS = {"grant", "consent", "photo"}
#: Parameters that name what is no person's: tests/web/test_route_matrix.py holds these addresses.
OTHER_PARAMETERS = {
    "sequence",
    # An interview, which while it waits has no case: tests/interviews/received/test_permissions.py has its matrix.
    "interview",
    "file",
    "number",
    "provider_id",
    "name",
    "code",
    "what",
    "form",
    "kind",
    "notice",
    "device",
    "version",
    "token",
    "language",
}

#: Address name -> what opens it with a case's number in it.
CASE_PAGES: dict[str, list[Need]] = {
    "case_page": [Need()],
    # Covered until somebody presses; who may not write and posts anyway uncovers.
    "case_identity": [
        Need("i"),
        Need("i", method="post", body={"uncover": "1"}),
        Need("i", method="post", body={"version": "x"}, status=frozenset({200, 302, 409, 422})),
    ],
    "case_photo_add": [Need("i", write=True), Need("i", write=True, method="post", status=FORM)],
    # Of pictures none exist here: always the answer of what is not there (tests/cases/views/test_photos.py).
    "case_photo": [Need("", method="post")],
    "case_photo_remove": [Need("", method="post")],
    "consent_record": [Need("f", write=True), Need("f", write=True, method="post", status=FORM)],
    # Of consents none exist here: always the answer of what is not there (tests/cases/views has the other side).
    "consent_withdraw": [Need(""), Need("", method="post")],
    # Names of those who consented for the person; for whoever may read both.
    "consent_names": [Need("fi", every=True, method="post")],
    "consent_exception": [
        Need("f", write=True, only=SUPERVISOR),
        Need("f", write=True, only=SUPERVISOR, method="post", status=FORM),
    ],
    "case_share": [Need("f", write=True), Need("f", write=True, method="post", status=FORM)],
    "share_revoke": [Need("f", write=True, method="post", grants=frozenset({"share"}), status=MOVED)],
    "case_assign": [Need("f", write=True, only=SUPERVISOR, method="post", status=MOVED)],
    "case_unassign": [
        Need(
            "f",
            write=True,
            only=SUPERVISOR,
            method="post",
            grants=frozenset({"assignment", "glass"}),
            status=MOVED,
        )
    ],
    # What the audit holds of a number, which may be none.
    "audit_case": [Need("", roles=FOCAL)],
}
#: Operation -> the same, for operations with a case in their address.
CASE_OPERATIONS: dict[str, Need] = {
    # A case's number is no interview's: always the answer of what is not there (the other side is tested there).
    "read_interview": Need(""),
    "open_interview": Need("", method="post", body={"parts": ["story"]}),
    "place_interview": Need("", method="post", body={"case": "a" * 16}),
    "open_case_from_interview": Need("", method="post", body={}),
    "read_case": Need(),
    "uncover_identity": Need("i"),
    "change_identity": Need(
        "i", write=True, method="put", body={"version": "x", "identity": {}}, status=frozenset({204, 409})
    ),
}
_MISSION = frozenset({"caseworker", "supervisor"})
_ALL = _MISSION | {"data_steward", "analyst", "partner_officer", "focal_point", "administrator"}
#: Operation -> the roles that it answers with more than a refusal; what it answers is in the reader's scope.
OTHER_OPERATIONS: dict[str, Need] = {
    "read_description": Need(roles=_ALL),
    "list_variables": Need(roles=_ALL),
    "list_cases": Need(roles=_ALL),
    "list_interviews": Need(roles=_MISSION),
    "register_case": Need(roles=_MISSION, method="post", body={}, status=frozenset({422})),
    # An officer to whom nothing was shared has nobody to search.
    "search_people": Need(
        roles=_MISSION | {"partner_officer"}, method="post", body={"name": "Zlatka"}, status=frozenset({200})
    ),
}


@dataclass(frozen=True)
class Command:
    """What a command touches. ``reads``: nothing, settings, register (organisations, missions, accounts), counts,
    audit, keys; never a person. ``run``: arguments with which the matrix runs it to look at what it prints."""

    reads: str
    run: tuple[str, ...] | None = None


COMMANDS: dict[str, Command] = {
    "account activate": Command("register", ("worker@canary.example.org",)),
    "account create": Command("register"),
    "account deactivate": Command("register", ("worker@canary.example.org",)),
    "account list": Command("register", ()),
    "account release": Command("register", ("worker@canary.example.org",)),
    "account password": Command("register", ("worker@canary.example.org", "--yes")),
    "account reset-factors": Command("register", ("worker@canary.example.org", "--yes")),
    "account sessions": Command("register", ("worker@canary.example.org",)),
    "audit export": Command("audit"),
    "audit head": Command("audit", ()),
    "audit resume": Command("audit"),
    "audit verify": Command("audit", ()),
    "check": Command("settings", ()),
    "codebook": Command("nothing", ()),
    # Prints an invented caseload.
    "demo": Command("nothing"),
    # Whatever Django's own commands do: for whoever runs the instance. Nothing opens without a clearance.
    "django": Command("settings"),
    "extract": Command("counts", ()),
    "form build": Command("nothing"),
    "form check": Command("nothing"),
    "form list": Command("nothing", ()),
    # Forms and their versions; nothing that anybody answered.
    "form list-published": Command("settings", ()),
    "form print": Command("nothing"),
    "form publish": Command("settings"),
    "form template": Command("settings"),
    "import caseload": Command("counts"),
    "individual certificate": Command("audit"),
    "individual erase": Command("nothing"),
    # Keyed tokens are moved as they are.
    "individual reindex": Command("counts", ()),
    # Counts files of pictures and interviews that no row names.
    "individual sweep": Command("counts"),
    "init": Command("settings"),
    "keys copy": Command("keys"),
    "keys export-recovery": Command("keys"),
    "keys finish": Command("keys"),
    "keys init": Command("keys"),
    "keys new": Command("keys"),
    "keys restore": Command("keys"),
    "keys rotate": Command("keys"),
    "keys sealing": Command("keys", ()),
    "keys status": Command("keys", ()),
    "mission create": Command("register"),
    "mission freeze": Command("register", ("UKR",)),
    "mission list": Command("register", ()),
    "mission unfreeze": Command("register", ("UKR",)),
    "organisation create": Command("register"),
    "organisation list": Command("register", ()),
    "passwords breached": Command("settings"),
    "passwords status": Command("settings", ()),
    "report tables": Command("counts"),
    # Numbers of people, and whom they are of is not said.
    "retention due": Command("counts"),
    "retention erase": Command("nothing"),
    "serve": Command("settings"),
}
