"""Addresses of this package."""

from __future__ import annotations

from django.urls import path

from palermo.interviews.publishing.views import handing_in, lists, versions

urlpatterns = [
    path("", lists.forms, name="forms"),
    path("of/<slug:code>/", lists.forms_of_mission, name="forms_of_mission"),
    path("of/<slug:code>/add/", handing_in.form_add, name="form_add"),
    path("of/<slug:code>/adapt/<slug:name>/", handing_in.form_adapt, name="form_adapt"),
    path("of/<slug:code>/adapt/<slug:name>/template.xlsx", handing_in.form_template, name="form_template"),
    path("of/<slug:code>/adapt/<slug:name>/rebuild/", handing_in.form_rebuild, name="form_rebuild"),
    path("drafts/<slug:form>/", handing_in.form_draft, name="form_draft"),
    path("drafts/<slug:form>/publish/", handing_in.form_publish, name="form_publish"),
    path("drafts/<slug:form>/put-away/", handing_in.form_put_away, name="form_put_away"),
    path("versions/<slug:form>/", versions.form_version, name="form_version"),
    path("versions/<slug:form>/<slug:what>/", versions.form_file, name="form_file"),
    path("use/<slug:form>/<slug:what>/", lists.form_use, name="form_use"),
]
