"""The project's own forms, offered to every mission: published when an instance is made, and again when they change."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count

from palermo.access.actors import Actor
from palermo.interviews.actions.publish_version import publish_instance_version
from palermo.interviews.forms import (
    FORMS,
    BuiltForm,
    Compiled,
    can_validate,
    compile_form,
    load_form,
    validate,
)
from palermo.interviews.forms.errors import FormNotCompiled
from palermo.interviews.models import Checked, FormKind, FormVersion
from palermo.interviews.publishing.changes import compare
from palermo.interviews.publishing.ready import ReadyVersion, languages_of, questions_of, sheets_of

#: Turns a form into its XForm.
Compiler = Callable[[BuiltForm], Compiled]


@dataclass(frozen=True, slots=True)
class _Changed:
    """A form whose source is not the one that was published last."""

    form: BuiltForm
    before: FormVersion | None


def publish_base_forms(
    *, actor: Actor, compiler: Compiler = compile_form, check: bool = True
) -> tuple[FormVersion, ...]:
    """Publish those of the project's forms whose source has changed since they were published, the codebook and the
    translations included; the new versions. Nothing happens when nothing has changed.

    ``check``: let ODK Validate try them where there is Java, a few seconds. Raises FormNotCompiled, FormSourceError.
    """
    changed = [each for each in map(_changed, FORMS) if each is not None]
    # Each runs in a process of its own, so waiting for them together is what threads are good for.
    with ThreadPoolExecutor(max_workers=2) as pool:
        ready = list(pool.map(lambda one: _ready(one, compiler, check=check), changed))
    published = (publish_instance_version(actor=actor, ready=each) for each in ready)
    return tuple(version for version in published if version is not None)


def ready_base_form(name: str, compiler: Compiler = compile_form, *, check: bool = False) -> ReadyVersion:
    """A form of the project as it would be published on a new instance."""
    return _ready(_Changed(load_form(name), None), compiler, check=check)


def _changed(name: str) -> _Changed | None:
    form = load_form(name)
    versions = FormVersion.objects.filter(form__mission=None, form__form_id=form.source.form_id)
    before = versions.order_by("-pk").first()
    if before is None:
        return _Changed(form, None)
    numbered = replace(form, settings={**form.settings, "version": before.version})
    if sheets_of(numbered) == before.sheets:
        return None
    taken = set(versions.values_list("version", flat=True))
    # Words of the codebook change without the form's own files; then the number in the source is taken already.
    wanted = (form.source.version if not n else f"{form.source.version}.{n + 1}" for n in count())
    version = next(each for each in wanted if each not in taken)
    return _Changed(replace(form, settings={**form.settings, "version": version}), before)


def _ready(changed: _Changed, compiler: Compiler, *, check: bool) -> ReadyVersion:
    form, before = changed.form, changed.before
    compiled = compiler(form)
    checked = Checked.COMPILED
    if check and can_validate():
        if problem := validate(compiled.xform):
            raise FormNotCompiled(f"{form.name}: {problem}")
        checked = Checked.VALIDATED
    sheets = sheets_of(form)
    return ReadyVersion(
        form_id=form.source.form_id,
        kind=FormKind(form.name),
        version=form.settings["version"],
        titles=dict(form.source.title),
        languages=languages_of(sheets),
        xform=compiled.xform,
        sheets=sheets,
        questions=questions_of(form),
        warnings=compiled.warnings,
        checked=checked,
        changes=tuple(compare(before.sheets, sheets)) if before else (),
    )
