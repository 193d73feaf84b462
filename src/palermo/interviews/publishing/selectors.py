"""What the pages about forms show. Forms hold no answers; the number of interviews is that of the reader's mission."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from palermo.access.actors import MaybeActor
from palermo.access.gate import not_here
from palermo.access.models import Mission
from palermo.interviews.forms import FORMS
from palermo.interviews.models import Form, FormDraft, FormMedia, FormVersion
from palermo.interviews.publishing.gate import may_publish, require_publisher, require_reader
from palermo.interviews.publishing.offered import offered_versions, versions_for
from palermo.interviews.publishing.ready import ReadyVersion
from palermo.interviews.publishing.waiting import loaded

#: What lists do without.
_LONG = ("xform", "sheets", "questions", "source", "sealed_private_key")


@dataclass(frozen=True, slots=True)
class MissionLine:
    """A mission to choose, for whoever answers for all of them."""

    code: str
    name: str
    own: int


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form that a mission fills. *newer_base*: the instance has published a newer one than this is built on."""

    form: Form
    version: FormVersion
    title: str
    newer_base: FormVersion | None
    interviews: int
    #: Name of the form of the project that can be adapted; empty for others.
    name: str

    @property
    def is_own(self) -> bool:
        """The mission's, and not the instance's."""
        return self.form.mission_id is not None


@dataclass(frozen=True, slots=True)
class FormsPage:
    """The forms of a mission."""

    mission: Mission
    lines: tuple[FormLine, ...]
    retired: tuple[FormLine, ...]
    drafts: tuple[FormDraft, ...]
    may_publish: bool


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version, with the others of its form that the reader's mission may have filled."""

    version: FormVersion
    title: str
    others: tuple[tuple[FormVersion, int], ...]
    media: tuple[FormMedia, ...]
    newer_base: FormVersion | None
    mission: Mission | None
    may_publish: bool
    interviews: int


def missions_with_forms(actor: MaybeActor) -> tuple[MissionLine, ...]:
    """All missions, with the number of forms of their own. Raises as ``require_reader``."""
    _known, mission = require_reader(actor)
    if mission is not None:
        raise not_here()
    rows = Mission.objects.annotate(own=Count("forms")).order_by("name")
    return tuple(MissionLine(each.code, each.name, each.own) for each in rows)


def forms_page(actor: MaybeActor, code: str, language: str) -> FormsPage:
    """The forms of the mission of this code. Raises NotSignedIn, NotFoundOrNotAllowed."""
    _known, mission = require_reader(actor, code)
    if mission is None:
        raise not_here()
    offered = offered_versions(mission)
    counts = _interviews(mission)
    bases = _newest_bases()
    retired = _retired(mission)
    by_form: dict[int, int] = {}
    for version in versions_for(mission).only("pk", "form_id"):
        by_form[version.form_id] = by_form.get(version.form_id, 0) + counts.get(version.pk, 0)

    def line(version: FormVersion) -> FormLine:
        form_id = version.form.form_id
        name = form_id.removeprefix("palermo_")
        return FormLine(
            form=version.form,
            version=version,
            title=title_in(version, language),
            newer_base=_newer(version, bases),
            interviews=by_form.get(version.form_id, 0),
            name=name if form_id.startswith("palermo_") and name in FORMS else "",
        )

    may = may_publish(actor, mission)
    drafts = FormDraft.objects.filter(mission=mission).defer("source", "media").order_by("-pk") if may else ()
    return FormsPage(mission, tuple(map(line, offered)), tuple(map(line, retired)), tuple(drafts), may)


def version_page(actor: MaybeActor, number: str, language: str) -> VersionPage:
    """One version by its opaque identifier. Raises NotSignedIn, NotFoundOrNotAllowed."""
    version, mission = readable_version(actor, number)
    counts = _interviews(mission) if mission else {}
    others = FormVersion.objects.filter(form=version.form).defer(*_LONG).order_by("-pk")
    return VersionPage(
        version=version,
        title=title_in(version, language),
        others=tuple((each, counts.get(each.pk, 0)) for each in others if each.pk != version.pk),
        media=tuple(FormMedia.objects.filter(version=version).defer("content").order_by("name")),
        newer_base=_newer(version, _newest_bases()),
        mission=version.form.mission,
        may_publish=version.form.mission is not None and may_publish(actor, version.form.mission),
        interviews=counts.get(version.pk, 0),
    )


def readable_version(actor: MaybeActor, number: str) -> tuple[FormVersion, Mission | None]:
    """The version, if the actor may see it (the instance's, or of a mission of theirs), and whose interviews count."""
    known, own = require_reader(actor)
    version = (
        FormVersion.objects.select_related("form__mission", "base", "published_by")
        .filter(opaque_id=number)
        .first()
    )
    if version is None:
        raise not_here()
    mission = version.form.mission
    if mission is None:
        return version, own
    require_reader(known, mission.code)
    return version, mission


def adaptable(code: str, name: str, actor: MaybeActor) -> tuple[Mission, FormVersion, FormVersion | None]:
    """The mission, the newest version of the instance's form of this name, and the mission's own newest one. Raises
    NotSignedIn, NotFoundOrNotAllowed."""
    _known, mission = require_publisher(actor, code)
    base = newest_base(f"palermo_{name}") if name in FORMS else None
    if base is None:
        raise not_here()
    own = FormVersion.objects.filter(form__mission=mission, form__form_id=base.form.form_id)
    return mission, base, own.order_by("pk").last()


def newest_base(form_id: str) -> FormVersion | None:
    """The newest version of a form of the instance."""
    rows = FormVersion.objects.select_related("form").filter(form__mission=None, form__form_id=form_id)
    return rows.order_by("pk").last()


def draft_of(actor: MaybeActor, number: str) -> tuple[FormDraft, ReadyVersion]:
    """A form that waits to be looked at, for those who may publish it. Raises NotSignedIn, NotFoundOrNotAllowed."""
    draft = (
        FormDraft.objects.select_related("mission", "base__form", "made_by").filter(opaque_id=number).first()
    )
    if draft is None:
        # The same question for everybody, and the same answer.
        require_publisher(actor, "")
        raise not_here()
    require_publisher(actor, draft.mission.code)
    return draft, loaded(draft)


def was_encrypted(mission: Mission, form_id: str) -> bool:
    """Whether the mission's newest version of this form is an encrypted one; then the next had better be too."""
    return Form.objects.filter(mission=mission, form_id=form_id, is_encrypted=True).exists()


def title_in(version: FormVersion, language: str) -> str:
    """The title in a language, else in English, else in any, else the form's id."""
    titles = version.titles
    found = titles.get(language) or titles.get("en") or next(iter(titles.values()), "")
    return found or version.form.form_id


def _retired(mission: Mission) -> tuple[FormVersion, ...]:
    rows = FormVersion.objects.select_related("form").filter(
        form__mission=mission, form__retired_at__isnull=False
    )
    newest = {version.form_id: version for version in rows.defer(*_LONG).order_by("pk")}
    return tuple(newest.values())


def _interviews(mission: Mission) -> dict[int, int]:
    """Interviews of the mission by version; the number alone, of nobody in particular."""
    own = Count("interviews", filter=Q(interviews__mission=mission))
    return dict(versions_for(mission).order_by().annotate(number=own).values_list("pk", "number"))


def _newest_bases() -> dict[str, FormVersion]:
    rows = FormVersion.objects.select_related("form").filter(form__mission=None).defer(*_LONG).order_by("pk")
    return {version.form.form_id: version for version in rows}


def _newer(version: FormVersion, bases: dict[str, FormVersion]) -> FormVersion | None:
    """The base that an adaptation should be built on, when it is built on an older one."""
    if version.base_id is None:
        return None
    newest = bases.get(version.form.form_id)
    return newest if newest is not None and newest.pk != version.base_id else None
