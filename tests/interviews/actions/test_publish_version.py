"""From a spreadsheet to a published version: what is stored, who may, what is refused."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Mission, Role
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.interviews.actions.hand_in_form import (
    KEPT,
    hand_in_adaptation,
    hand_in_whole,
    rebuild_adaptation,
)
from palermo.interviews.actions.publish_version import publish_draft
from palermo.interviews.actions.put_away_draft import put_away_draft
from palermo.interviews.actions.retire_form import offer_form_again, retire_form
from palermo.interviews.models import (
    Checked,
    Form,
    FormDraft,
    FormKind,
    FormMedia,
    FormVersion,
    VersionUnchangeable,
)
from palermo.interviews.publishing.offered import offered_version, offered_versions
from palermo.interviews.publishing.problems import FormRefused
from palermo.interviews.publishing.walls import TABLES
from palermo.interviews.xforms.reading import read_xform
from tests.individuals.pictures.samples import png
from tests.interviews.publishing.workbooks import question, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]
SYSTEM = SystemActor("command line")
OWN = workbook(survey=[question("ken_clan", "after sex")])
SHELTER = {"form_id": "shelter_register", "form_title": "Shelter register", "version": "1"}


def whole(**settings: str) -> bytes:
    survey = [
        {"type": "text", "name": "who", "label": "Who?", "class": "identifying"},
        {"type": "integer", "name": "nights", "label": "Nights", "class": "coded", "constraint": ". > 0"},
        {"type": "note", "name": "thanks", "label": "Thank you"},
    ]
    return workbook(survey=survey, settings=[SHELTER | settings])


def adapt_and_publish(actor: Account | SystemActor, source: bytes = OWN) -> FormVersion:
    draft = hand_in_adaptation(actor=actor, mission="KEN", name="screening", source=source)
    return publish_draft(actor=actor, draft=draft.opaque_id)


def test_an_adaptation_is_handed_in_looked_at_and_published(
    screening_version: FormVersion, kenya: Mission, supervisor: Account
) -> None:
    draft = hand_in_adaptation(actor=supervisor, mission="KEN", name="screening", source=OWN)
    assert not FormVersion.objects.filter(form__mission=kenya).exists()
    version = publish_draft(actor=supervisor, draft=draft.opaque_id)
    assert version.version == f"{screening_version.version}-KENa"
    assert version.base == screening_version
    assert version.form.form_id == "palermo_screening"
    assert version.form.kind == FormKind.SCREENING
    assert version.published_by == supervisor
    assert version.checked == Checked.COMPILED
    assert bytes(version.source or b"") == OWN
    assert version.questions["ken_clan"]["field_class"] == "sensitive"
    assert version.questions["sex"] == screening_version.questions["sex"]
    assert [(c["kind"], c["name"]) for c in version.changes] == [("added", "ken_clan")]
    form = read_xform(version.xform)
    assert (form.form_id, form.version) == ("palermo_screening", version.version)
    assert form.nodes["/data/profile/ken_clan"].local == "sensitive"
    assert offered_versions(kenya)[0] == version
    assert not FormDraft.objects.exists()
    acts = AuditEntry.objects.filter(mission="KEN").order_by("sequence").values_list("act", flat=True)
    assert list(acts) == ["form.handed_in", "form.published"]


def test_versions_of_a_mission_run_by_letters_and_older_ones_stay(
    screening_version: FormVersion, kenya: Mission
) -> None:
    first = adapt_and_publish(SYSTEM)
    more = workbook(survey=[question("ken_clan", "after sex"), question("ken_road", "end of journey")])
    second = adapt_and_publish(SYSTEM, more)
    assert second.version.endswith("-KENb")
    assert {c["name"] for c in second.changes} == {"ken_road"}
    assert offered_version(kenya, "palermo_screening", first.version) == first
    assert FormVersion.objects.get(pk=first.pk).xform == first.xform


def test_published_once_even_when_pressed_twice(screening_version: FormVersion, supervisor: Account) -> None:
    draft = hand_in_adaptation(actor=supervisor, mission="KEN", name="screening", source=OWN)
    publish_draft(actor=supervisor, draft=draft.opaque_id)
    with pytest.raises(NotFoundOrNotAllowed):
        publish_draft(actor=supervisor, draft=draft.opaque_id)
    second = hand_in_whole(actor=supervisor, mission="KEN", source=whole())
    third = hand_in_whole(actor=supervisor, mission="KEN", source=whole())
    publish_draft(actor=supervisor, draft=second.opaque_id)
    with pytest.raises(FormRefused) as refused:
        publish_draft(actor=supervisor, draft=third.opaque_id)
    assert "published already" in refused.value.problems[0].sentence


def newer_base(before: FormVersion, *, without: str = "") -> FormVersion:
    """The same form of the instance, published again with another number."""
    survey = [
        cells
        for cells in before.sheets["survey"]
        if not without or cells["name"] not in (without, f"{without}_blank")
    ]
    sheets = before.sheets | {
        "survey": survey,
        "settings": before.sheets["settings"] | {"version": "2099010101"},
    }
    version = FormVersion(
        form=before.form,
        version="2099010101",
        titles=before.titles,
        languages=before.languages,
        xform=before.xform.replace(before.version, "2099010101"),
        md5=before.md5,
        sheets=sheets,
        questions=before.questions,
        checked=before.checked,
    )
    version.save()
    return version


def test_a_newer_base_and_the_same_questions_on_it(
    screening_version: FormVersion, kenya: Mission, supervisor: Account
) -> None:
    first = adapt_and_publish(supervisor)
    with pytest.raises(FormRefused, match="thing to mend"):
        rebuild_adaptation(actor=supervisor, mission="KEN", name="screening")
    base = newer_base(screening_version)
    # Until somebody builds it anew, the mission goes on with what it has.
    assert offered_versions(kenya)[0] == first
    draft = rebuild_adaptation(actor=supervisor, mission="KEN", name="screening")
    version = publish_draft(actor=supervisor, draft=draft.opaque_id)
    assert version.version == "2099010101-KENa"
    assert version.base == base
    assert version.changes == []
    assert offered_versions(kenya)[0] == version


def test_what_no_longer_fits_a_newer_base_is_named(
    screening_version: FormVersion, kenya: Mission, supervisor: Account
) -> None:
    adapt_and_publish(supervisor)
    newer_base(screening_version, without="sex")
    with pytest.raises(FormRefused) as refused:
        rebuild_adaptation(actor=supervisor, mission="KEN", name="screening")
    assert [str(problem) for problem in refused.value.problems] == [
        "Sheet “survey”, row 2: The base form has no question or page “sex”."
    ]


def test_a_base_that_changed_between_looking_and_publishing(
    screening_version: FormVersion, supervisor: Account
) -> None:
    draft = hand_in_adaptation(actor=supervisor, mission="KEN", name="screening", source=OWN)
    newer_base(screening_version)
    with pytest.raises(FormRefused) as refused:
        publish_draft(actor=supervisor, draft=draft.opaque_id)
    assert "newer version since" in refused.value.problems[0].sentence


def test_a_whole_form_with_its_picture(kenya: Mission, supervisor: Account) -> None:
    survey = [{"type": "text", "name": "who", "label": "Who?", "media::image": "map.png"}]
    source = workbook(survey=survey, settings=[SHELTER])
    with pytest.raises(FormRefused) as refused:
        hand_in_whole(actor=supervisor, mission="KEN", source=source)
    assert "“map.png”, which was not handed in" in refused.value.problems[0].sentence
    draft = hand_in_whole(actor=supervisor, mission="KEN", source=source, media=[("map.png", png())])
    version = publish_draft(actor=supervisor, draft=draft.opaque_id)
    media = FormMedia.objects.get(version=version)
    assert (media.name, media.media_type) == ("map.png", "image/png")
    assert version.titles == {"en": "Shelter register"}
    assert version.questions["who"]["field_class"] == "sensitive"


def test_an_encrypted_form_has_a_key_of_its_version(supervisor: Account, kenya: Mission) -> None:
    draft = hand_in_whole(actor=supervisor, mission="KEN", source=whole())
    version = publish_draft(actor=supervisor, draft=draft.opaque_id, encrypt=True)
    assert version.public_key in version.xform
    assert base64.b64decode(version.public_key)
    assert version.sealed_private_key
    assert Form.objects.get(pk=version.form_id).is_encrypted
    assert read_xform(version.xform).is_encrypted


def test_the_classes_that_a_whole_form_says(supervisor: Account, kenya: Mission) -> None:
    draft = hand_in_whole(actor=supervisor, mission="KEN", source=whole())
    questions = publish_draft(actor=supervisor, draft=draft.opaque_id).questions
    assert questions["who"]["field_class"] == "identifying"
    assert questions["nights"]["field_class"] == "coded"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"form_id": "palermo_screening"}, "those of the base forms"),
        ({"form_id": ""}, "needs a form_id"),
        ({"form_id": "a b"}, "is of letters"),
        ({"version": "a b"}, "A version is of"),
        ({"submission_url": "https://elsewhere.example"}, "is the server's"),
        ({"public_key": "AAAA"}, "is the server's"),
    ],
)
def test_settings_that_are_refused(supervisor: Account, settings: dict[str, str], words: str) -> None:
    with pytest.raises(FormRefused) as refused:
        hand_in_whole(actor=supervisor, mission="KEN", source=whole(**settings))
    assert any(words in str(problem) for problem in refused.value.problems)


def test_a_version_number_is_used_once(supervisor: Account, kenya: Mission) -> None:
    publish_draft(
        actor=supervisor,
        draft=hand_in_whole(actor=supervisor, mission="KEN", source=whole()).opaque_id,
    )
    with pytest.raises(FormRefused) as refused:
        hand_in_whole(actor=supervisor, mission="KEN", source=whole())
    assert "was published before" in refused.value.problems[0].sentence
    # Without a number it gets one of the day, and then the next.
    for end in ("01", "02"):
        draft = hand_in_whole(actor=supervisor, mission="KEN", source=whole(version=""))
        version = publish_draft(actor=supervisor, draft=draft.opaque_id)
        assert version.version == timezone.localdate().strftime("%Y%m%d") + end


@pytest.mark.parametrize("role", [*Role.values, "of another mission", "nobody"])
def test_who_may_hand_in_and_publish(
    screening_version: FormVersion,
    kenya: Mission,
    jordan: Mission,
    account_of: Callable[..., Account],
    role: str,
) -> None:
    waiting = hand_in_adaptation(actor=SYSTEM, mission="KEN", name="screening", source=OWN).opaque_id
    form = Form.objects.create(mission=kenya, form_id="register").opaque_id
    actor: Account | AnonymousUser
    if role == "nobody":
        actor = AnonymousUser()
    elif role == "of another mission":
        actor = account_of(Role.SUPERVISOR, mission=jordan)
    else:
        actor = account_of(role, mission=kenya if role in ("caseworker", "supervisor") else None)
    acts: list[Callable[[], object]] = [
        lambda: retire_form(actor=actor, form=form),
        lambda: offer_form_again(actor=actor, form=form),
        lambda: hand_in_adaptation(actor=actor, mission="KEN", name="screening", source=OWN),
        lambda: hand_in_whole(actor=actor, mission="KEN", source=whole()),
        lambda: publish_draft(actor=actor, draft=waiting),
    ]
    allowed = role in (Role.SUPERVISOR, Role.DATA_STEWARD)
    for act in acts:
        if allowed:
            act()
        else:
            with pytest.raises(NotSignedIn if role == "nobody" else NotFoundOrNotAllowed):
                act()


def test_a_frozen_mission_publishes_nothing(kenya: Mission, supervisor: Account, steward: Account) -> None:
    Mission.objects.update(frozen_at=timezone.now())
    for actor in (supervisor, steward):
        with pytest.raises(NotFoundOrNotAllowed):
            hand_in_whole(actor=actor, mission="KEN", source=whole())


def test_the_forms_of_the_instance_are_not_the_missions(
    screening_version: FormVersion, supervisor: Account, steward: Account
) -> None:
    for actor in (supervisor, steward):
        with pytest.raises(NotFoundOrNotAllowed):
            retire_form(actor=actor, form=screening_version.form.opaque_id)


def test_retired_and_offered_again(
    screening_version: FormVersion, kenya: Mission, supervisor: Account
) -> None:
    own = adapt_and_publish(supervisor)
    retire_form(actor=supervisor, form=own.form.opaque_id)
    assert offered_versions(kenya) == (screening_version,)
    offer_form_again(actor=supervisor, form=own.form.opaque_id)
    assert offered_versions(kenya) == (own,)
    retire_form(actor=supervisor, form=own.form.opaque_id)
    # A new version is meant to be filled.
    newer = adapt_and_publish(supervisor)
    assert offered_versions(kenya) == (newer,)


def test_what_waits_is_put_away_or_goes_by_itself(
    screening_version: FormVersion, supervisor: Account
) -> None:
    draft = hand_in_adaptation(actor=supervisor, mission="KEN", name="screening", source=OWN)
    put_away_draft(actor=supervisor, draft=draft.opaque_id)
    assert not FormDraft.objects.exists()
    old = hand_in_adaptation(actor=supervisor, mission="KEN", name="screening", source=OWN)
    FormDraft.objects.filter(pk=old.pk).update(made_at=timezone.now() - KEPT)
    new = hand_in_adaptation(actor=supervisor, mission="KEN", name="screening", source=OWN)
    assert list(FormDraft.objects.values_list("pk", flat=True)) == [new.pk]


def test_a_published_version_never_changes(screening_version: FormVersion) -> None:
    screening_version.version = "other"
    with pytest.raises(VersionUnchangeable):
        screening_version.save()
    with pytest.raises(VersionUnchangeable):
        screening_version.delete()
    rows = FormVersion.objects.all()
    for act in (
        lambda: rows.update(version="x"),
        rows.delete,
        lambda: rows.bulk_update([screening_version], ["version"]),
    ):
        with pytest.raises(VersionUnchangeable):
            act()
    for table in TABLES:
        if table == "interviews_formversion":
            with (
                pytest.raises(IntegrityError, match="does not change"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute("UPDATE interviews_formversion SET version = 'x'")
