"""Operations on cases for programs: the same selectors and actions that the pages call."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from ninja import P, Query, Router, Status
from ninja.params import HeaderEx
from pydantic import Field

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import Part, not_here
from palermo.access.pace import require_pace
from palermo.cases.actions.register_case import register_case
from palermo.cases.actions.update_identity import identity_version, update_identity
from palermo.cases.api_identity import IdentityBody, IdentityChange, IdentityOut, RegisterBody
from palermo.cases.api_schemas import (
    CaseOut,
    CasePageOut,
    Input,
    PeopleOut,
    PeopleQueryBody,
    RegisteredOut,
)
from palermo.cases.keys import require_case
from palermo.cases.people import covered_case, find_people, may_find_people
from palermo.cases.selectors import get_case, list_cases, missions_to_choose
from palermo.cases.views.filter_form import CaseFilterForm
from palermo.individuals.searching import SearchQuery
from palermo.individuals.selectors import identity_of

router = Router(tags=["cases"])


class CaseFiltersIn(Input):
    """The filters of the list of cases, as the page has them; all are optional."""

    reference: str = ""
    mission: str = ""
    status: str = ""
    registered_from: str = ""
    registered_to: str = ""
    sex: str = ""
    majority: str = ""
    nationality: str = ""
    exploitation_country: str = ""
    order: str = ""
    after: str = Field(
        "", pattern=r"^[a-z2-7]{0,16}$", description="List what follows the case of this number."
    )
    before: str = Field("", pattern=r"^[a-z2-7]{0,16}$", description="List what comes before it.")


@router.get("/cases", response=CasePageOut, operation_id="list_cases", summary="List cases")
def list_cases_operation(request: HttpRequest, filters: Query[CaseFiltersIn]) -> CasePageOut:
    """A page of 25 cases of the missions in which the reader works, filtered as the page of cases is."""
    said = filters.model_dump()
    after, before = said.pop("after"), said.pop("before")
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in said.items() if value})
    form = CaseFilterForm(query, missions=missions_to_choose(request.user))
    if set(request.GET) - set(CaseFiltersIn.model_fields):
        # A filter that is misspelt must not list everything.
        raise NotAcceptedError(_("There is no such filter."), field="query")
    for name in (*form.errors, *(name for name in query if name not in form.fields)):
        # The form's own words repeat what was sent.
        raise NotAcceptedError(
            _("This filter cannot be understood: %(field)s.") % {"field": name}, field=name
        )
    page = list_cases(request.user, form.filters, form.chosen_order, after=after, before=before)
    return CasePageOut.of(page)


@router.get("/cases/{slug:case_id}", response=CaseOut, operation_id="read_case", summary="Read a case")
def read_case(request: HttpRequest, case_id: str) -> CaseOut:
    """The case, as far as the reader may see it."""
    detail = get_case(request.user, case_id)
    if detail is None:
        raise not_here()
    return CaseOut.of(detail)


@router.post(
    "/cases", response={201: RegisteredOut}, operation_id="register_case", summary="Register a person"
)
def register_case_operation(
    request: HttpRequest,
    new: RegisterBody,
    key: HeaderEx[str, P(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9-]{8,64}$")],
) -> Status[RegisteredOut]:
    """A person whom the reader's mission has met: individual, identity, case and assignment, all or nothing.

    The same key with the same contents gives the same case again. Look with ``people/search`` first, so that nobody is
    registered twice.
    """
    require_pace(request, "registering")
    case = register_case(actor=request.user, new=new.new_case(), form=key)
    return Status(201, RegisteredOut(id=case.opaque_id))


@router.get(
    "/cases/{slug:case_id}/identity",
    response=IdentityOut,
    operation_id="uncover_identity",
    summary="Uncover an identity",
)
def uncover_identity(request: HttpRequest, case_id: str) -> IdentityOut:
    """The identity of the person of the case. Each time is on record; too many at once are stopped."""
    case, stands = covered_case(request.user, case_id)
    view = identity_of(request.user, case.key, purpose="identity by API")
    may_write = Part.IDENTITY in stands.writable
    version = identity_version(request.user, case.key) if may_write else ""
    return IdentityOut(case=case.key.opaque_id, version=version, identity=IdentityBody.of(view))


@router.put(
    "/cases/{slug:case_id}/identity",
    response={204: None},
    operation_id="change_identity",
    summary="Change an identity",
)
def change_identity(request: HttpRequest, case_id: str, change: IdentityChange) -> Status[None]:
    """Make the body the identity, unless somebody else has changed it since ``version`` was handed out."""
    key, _stands = require_case(request.user, case_id, Part.IDENTITY, write=True)
    update_identity(actor=request.user, case=key, draft=change.identity.draft(), version=change.version)
    return Status(204, None)


@router.post(
    "/people/search", response=PeopleOut, operation_id="search_people", summary="Search for a person"
)
def search_people_operation(request: HttpRequest, query: PeopleQueryBody) -> PeopleOut:
    """Who may be meant, covered, among the people whose identity the reader may read. Each search is on record."""
    if not may_find_people(request.user):
        raise not_here()
    return PeopleOut.of(find_people(request.user, SearchQuery(**query.model_dump())))
