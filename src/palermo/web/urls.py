"""The addresses of the shell: home, preferences, leaving, components, the audit."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from palermo.web.views.audit import (
    audit,
    audit_account,
    audit_case,
    audit_chain,
    audit_entry,
    audit_export,
)
from palermo.web.views.components import components
from palermo.web.views.home import home
from palermo.web.views.leaving import away, leave
from palermo.web.views.policy_reports import policy_report
from palermo.web.views.theme import choose_theme

urlpatterns = [
    path("", home, name="home"),
    path("components/", components, name="components"),
    path("audit/", audit, name="audit"),
    path("audit/chain/", audit_chain, name="audit_chain"),
    path("audit/export/", audit_export, name="audit_export"),
    path("audit/entry/<int:sequence>/", audit_entry, name="audit_entry"),
    path("audit/case/<str:opaque_id>/", audit_case, name="audit_case"),
    path("audit/account/<int:number>/", audit_account, name="audit_account"),
    path("theme/", choose_theme, name="choose_theme"),
    path("language/", login_not_required(set_language), name="choose_language"),
    path("policy-report/", policy_report, name="policy_report"),
    path("leave/", leave, name="leave"),
    path("away/", away, name="away"),
]
