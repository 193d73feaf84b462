"""Which tables stand behind a wall, and what each wall lets through. A test finds the table that is missing here."""

# ruff: noqa: S608 - names of tables and columns, all of them from this file

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wall:
    """Conditions in SQL over one row. ``read`` and ``delete`` hide rows; a row that ``insert`` or ``update`` does not
    take is an error. ``{table}`` stands for the table, in subqueries where its columns would be taken for another's.
    ``needs``: tables that the conditions name."""

    read: str
    insert: str
    update: str
    delete: str
    needs: tuple[str, ...] = ()


def _same(condition: str) -> Wall:
    return Wall(condition, condition, condition, condition)


# Each function stands in a subquery of its own: the database then asks once for a statement, not once for a row.
_OWN = "mission_id = (SELECT palermo_open_mission())"
_KEEPS_CASES = "(SELECT palermo_keeps_cases())"
_KEEPS_PEOPLE = "(SELECT palermo_keeps_people())"
_WRITES_CASE = f"{_KEEPS_CASES} OR {_OWN}"

#: A case: of one's mission, or opened one by one; headquarters find all and only stewards change any.
CASES = Wall(
    f"(SELECT palermo_everywhere()) OR {_OWN} OR id = ANY ((SELECT palermo_granted())::bigint[])",
    _WRITES_CASE,
    _WRITES_CASE,
    _WRITES_CASE,
    ("access_casegrant",),
)


def facts_of_case(column: str = "case_id") -> Wall:
    """Coded facts that hang on a case by its key: found with the case, changed by its mission."""
    found = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {{table}}.{column})"
    own = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {{table}}.{column} AND c.{_OWN})"
    write = f"{_KEEPS_CASES} OR {own}"
    return Wall(f"(SELECT palermo_everywhere()) OR {found}", write, write, write, ("cases_case",))


def of_case(column: str = "case_id") -> Wall:
    """More than coded facts: not for analysts; the focal point must be able to erase it."""
    found = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {{table}}.{column})"
    own = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {{table}}.{column} AND c.{_OWN})"
    write = f"{_KEEPS_PEOPLE} OR {own}"
    return Wall(
        f"{_KEEPS_PEOPLE} OR ((SELECT palermo_works()) AND {found})", write, write, write, ("cases_case",)
    )


def of_person(column: str = "individual_id") -> Wall:
    """What hangs on an individual by the opaque identifier: found with any of the person's cases."""
    cases = (
        "EXISTS (SELECT 1 FROM cases_case c JOIN individuals_individual i ON i.id = c.individual_id"
        f" WHERE i.opaque_id = {{table}}.{column}"
    )
    write = f"{_KEEPS_PEOPLE} OR {cases} AND c.{_OWN})"
    return Wall(
        f"{_KEEPS_PEOPLE} OR ((SELECT palermo_works()) AND {cases}))",
        write, write, write, ("cases_case", "individuals_individual"),
    )  # fmt: skip


#: An interview: of one's mission, also while it waits and has no case, or found with its case. Headquarters find it,
#: because its coded facts stand in it; the focal point must be able to erase what is sealed in it.
INTERVIEWS = Wall(
    f"(SELECT palermo_everywhere()) OR {_KEEPS_PEOPLE} OR (SELECT palermo_works()) AND ({_OWN}"
    " OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id))",
    f"{_KEEPS_PEOPLE} OR {_OWN}",
    f"{_KEEPS_PEOPLE} OR {_OWN}",
    f"{_KEEPS_PEOPLE} OR {_OWN}",
    ("cases_case",),
)


def of_interview(column: str = "interview_id") -> Wall:
    """What hangs on an interview, more than coded facts: found with it by those who work with cases."""
    found = f"EXISTS (SELECT 1 FROM interviews_interview v WHERE v.id = {{table}}.{column})"
    own = f"EXISTS (SELECT 1 FROM interviews_interview v WHERE v.id = {{table}}.{column} AND v.{_OWN})"
    write = f"{_KEEPS_PEOPLE} OR {own}"
    return Wall(
        f"{_KEEPS_PEOPLE} OR ((SELECT palermo_works()) AND {found})",
        write, write, write, ("cases_case", "interviews_interview"),
    )  # fmt: skip


def _with_mission(wall: Wall) -> Wall:
    """Rows of a mission as a whole too, which name no case."""
    read, insert, update, delete = (
        f"{one} OR {_OWN}" for one in (wall.read, wall.insert, wall.update, wall.delete)
    )
    return Wall(read, insert, update, delete, wall.needs)


_GRANT = (
    f"{_KEEPS_PEOPLE} OR mission_id = (SELECT palermo_mission()) OR account_id = (SELECT palermo_account())"
    " OR to_mission_id = (SELECT palermo_mission()) OR to_organisation_id = (SELECT palermo_organisation())"
)
#: Given by the case's mission; an emergency by whoever takes it; ended by either side.
GRANTS = Wall(
    _GRANT,
    f"{_KEEPS_PEOPLE} OR mission_id = (SELECT palermo_mission())"
    " OR (kind = 'glass' AND account_id = (SELECT palermo_account()))",
    _GRANT,
    "(SELECT palermo_role()) = 'system'",
)
#: Opaque or keyed only, and written or searched before any case leads there: open to everybody who stands, closed to
#: a connection on which nobody does.
SOMEBODY = _same("(SELECT palermo_somebody())")

PROTECTED: Mapping[str, Wall] = {
    "cases_case": CASES,
    "cases_traffickingevent": facts_of_case(),
    "cases_consent": of_case(),
    "cases_consentexception": _with_mission(of_case()),
    "cases_registration": SOMEBODY,
    "access_casegrant": GRANTS,
    "access_notice": SOMEBODY,
    "individuals_personname": of_person(),
    "individuals_birthdate": of_person(),
    "individuals_identitydocument": of_person(),
    "individuals_contact": of_person(),
    "individuals_address": of_person(),
    "individuals_familylink": of_person(),
    "individuals_photo": of_person(),
    "individuals_individual": SOMEBODY,
    "individuals_nametoken": SOMEBODY,
    "individuals_exacttoken": SOMEBODY,
    "interviews_interview": INTERVIEWS,
    "interviews_submission": of_interview(),
    "interviews_answerpart": of_interview(),
    "interviews_attachment": of_interview(),
    "interviews_difference": of_interview(),
}
