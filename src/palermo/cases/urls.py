"""The addresses of cases."""

from __future__ import annotations

from django.urls import path

from palermo.cases.views.case_list import case_list
from palermo.cases.views.case_page import case_page
from palermo.cases.views.consents import consent_exception, consent_names, consent_record, consent_withdraw
from palermo.cases.views.identity import identity
from palermo.cases.views.people_on_case import case_assign, case_emergency, case_unassign
from palermo.cases.views.photos import add_photo, show_photo, take_photo_away
from palermo.cases.views.register import register
from palermo.cases.views.shares import case_share, share_revoke, shared

urlpatterns = [
    path("", case_list, name="case_list"),
    path("new/", register, name="register"),
    path("shared/", shared, name="shared"),
    path("emergency/", case_emergency, name="case_emergency"),
    path("<slug:opaque_id>/", case_page, name="case_page"),
    path("<slug:opaque_id>/identity/", identity, name="case_identity"),
    path("<slug:opaque_id>/photos/new/", add_photo, name="case_photo_add"),
    path("<slug:opaque_id>/photos/<slug:photo>/", show_photo, name="case_photo"),
    path("<slug:opaque_id>/photos/<slug:photo>/remove/", take_photo_away, name="case_photo_remove"),
    path("<slug:opaque_id>/consents/new/", consent_record, name="consent_record"),
    path("<slug:opaque_id>/consents/names/", consent_names, name="consent_names"),
    path("<slug:opaque_id>/consents/<slug:consent>/withdraw/", consent_withdraw, name="consent_withdraw"),
    path("<slug:opaque_id>/exceptions/new/", consent_exception, name="consent_exception"),
    path("<slug:opaque_id>/share/", case_share, name="case_share"),
    path("<slug:opaque_id>/shares/<slug:grant>/end/", share_revoke, name="share_revoke"),
    path("<slug:opaque_id>/people/", case_assign, name="case_assign"),
    path("<slug:opaque_id>/people/<slug:grant>/end/", case_unassign, name="case_unassign"),
]
