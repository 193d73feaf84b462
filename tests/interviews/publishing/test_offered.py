"""Which forms a mission fills."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from django.utils import timezone

from palermo.access.models import Account, Mission, Organisation
from palermo.interviews.models import Checked, Form, FormVersion
from palermo.interviews.publishing.offered import offered_version, offered_versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def kenya(account_of: Callable[..., Account]) -> Mission:
    organisation = Organisation.objects.create(code="own", name="Our organisation")
    return Mission.objects.create(code="KEN", organisation=organisation, name="Kenya", country="KEN")


@pytest.fixture
def jordan(kenya: Mission) -> Mission:
    return Mission.objects.create(code="JOR", organisation=kenya.organisation, name="Jordan", country="JOR")


def add(mission: Mission | None, form_id: str, version: str) -> FormVersion:
    form, _ = Form.objects.get_or_create(mission=mission, form_id=form_id)
    row = FormVersion(form=form, version=version, xform="<h/>", md5="0" * 32, checked=Checked.COMPILED)
    row.save()
    return row


def named(mission: Mission) -> list[str]:
    return [f"{version.form.form_id}/{version.version}" for version in offered_versions(mission)]


def test_the_instances_forms_are_everybodys(base_versions: Mapping[str, FormVersion], kenya: Mission) -> None:
    offered = offered_versions(kenya)
    assert {version.pk for version in offered} == {version.pk for version in base_versions.values()}
    assert [v.form.form_id for v in offered] == sorted(v.form.form_id for v in base_versions.values())
    assert offered[0].xform.startswith("<?xml")


def test_ones_own_stands_in_the_place_of_the_instances(kenya: Mission, jordan: Mission) -> None:
    add(None, "palermo_screening", "1")
    add(kenya, "palermo_screening", "1-KENa")
    add(kenya, "palermo_screening", "1-KENb")
    add(None, "palermo_screening", "2")
    add(kenya, "shelter_register", "7")
    assert named(kenya) == ["palermo_screening/1-KENb", "shelter_register/7"]
    assert named(jordan) == ["palermo_screening/2"]


def test_what_is_retired_is_offered_no_longer(kenya: Mission) -> None:
    add(None, "palermo_screening", "1")
    own = add(kenya, "palermo_screening", "1-KENa")
    add(kenya, "shelter_register", "7")
    Form.objects.filter(mission=kenya).update(retired_at=timezone.now())
    assert named(kenya) == ["palermo_screening/1"]
    # Interviews that are on their way with it still find it.
    assert offered_version(kenya, "palermo_screening", "1-KENa") == own


def test_any_version_that_may_have_been_filled(kenya: Mission, jordan: Mission) -> None:
    old = add(None, "palermo_screening", "1")
    add(None, "palermo_screening", "2")
    own = add(kenya, "palermo_screening", "2-KENa")
    assert offered_version(kenya, "palermo_screening", "1") == old
    assert offered_version(kenya, "palermo_screening", "2-KENa") == own
    assert offered_version(jordan, "palermo_screening", "2-KENa") is None
    assert offered_version(jordan, "palermo_screening", "3") is None
    assert offered_version(jordan, "palermo_census", "1") is None
