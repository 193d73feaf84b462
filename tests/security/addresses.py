"""Every address that the product answers, from its own resolver, and the parameters that its pages read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from palermo.access.models import Role
from palermo.cases.api import CaseFiltersIn
from palermo.cases.views.filter_form import CaseFilterForm
from palermo.codebook.search_form import SearchForm
from palermo.interviews.api import InterviewFiltersIn
from palermo.interviews.received.filter_form import InterviewFilterForm
from palermo.statistics.question_form import QuestionForm
from palermo.web.audit_form import AuditFilterForm

#: Stand-ins for what an address may name; the first that its pattern takes is used.
STAND_INS: tuple[object, ...] = ("aaaaaaaaaaaaaaaa", 1, "variables", "csv", "svg", "table08_sex")


def all_addresses() -> list[tuple[str, str]]:
    """Name and path of every route. An argument that stands for an object names none that exists."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner)
        else:
            name = f"{space}{pattern.name}"
            yield name, _path(name, list(pattern.pattern.regex.groupindex))


def _path(name: str, arguments: list[str]) -> str:
    for values in product(STAND_INS, repeat=len(arguments)):
        try:
            return reverse(name, kwargs=dict(zip(arguments, values, strict=True)))
        except NoReverseMatch:
            continue
    raise AssertionError(f"no address can be made for {name}: add a stand-in")


#: Address name -> who reads it, and every parameter that it reads from its address.
PARAMETERS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "case_list": (Role.ANALYST, (*CaseFilterForm.base_fields, "after", "before")),
    "interview_list": (Role.CASEWORKER, (*InterviewFilterForm.base_fields, "after")),
    "api:list_interviews_operation": (Role.CASEWORKER, tuple(InterviewFiltersIn.model_fields)),
    "api:list_cases_operation": (Role.ANALYST, tuple(CaseFiltersIn.model_fields)),
    "codebook": (Role.ANALYST, tuple(SearchForm.base_fields)),
    "codebook_countries": (Role.ANALYST, ("q",)),
    "statistics": (Role.ANALYST, tuple(QuestionForm.base_fields)),
    "audit": (Role.FOCAL_POINT, (*AuditFilterForm.base_fields, "after")),
    "account_login": (None, ("next",)),
    "account_reauthenticate": (Role.ANALYST, ("next",)),
}
#: The files that read parameters of an address; what a file reads that is not named here is tested nowhere.
READERS = {
    "access/sign_in/views/confirm.py",
    "cases/api.py",
    "cases/views/case_list.py",
    "cases/views/filter_form.py",
    "cases/views/people_on_case.py",
    "interviews/api.py",
    # Read after the number of a version only: tests/interviews/paper/test_views.
    "interviews/paper/views.py",
    "interviews/received/filter_form.py",
    "interviews/received/views/interview_list.py",
    "codebook/views.py",
    # Read after the secret of a device only: tests/interviews/filling/test_device_api.
    "interviews/filling/views/device.py",
    "codebook/search_form.py",
    "statistics/views.py",
    "statistics/question_form.py",
    "web/audit_form.py",
    "web/views/audit.py",
}
