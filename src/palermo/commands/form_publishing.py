"""``palermo form publish|list-published|template``: the forms of missions, from the command line."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from palermo.access.actors import SystemActor
from palermo.access.gate import not_here
from palermo.access.models import Mission
from palermo.codebook import load_codebook
from palermo.interviews.actions.hand_in_form import hand_in_adaptation, hand_in_whole
from palermo.interviews.actions.publish_version import publish_draft
from palermo.interviews.actions.put_away_draft import put_away_draft
from palermo.interviews.forms import FORMS
from palermo.interviews.models import Checked, FormKind
from palermo.interviews.publishing.offered import offered_versions
from palermo.interviews.publishing.presenting import changes_in_words
from palermo.interviews.publishing.problems import FormRefused
from palermo.interviews.publishing.selectors import adaptable, draft_of
from palermo.interviews.publishing.template import adaptation_template

ACTOR = SystemActor("command line")
_MISSION = click.option("--mission", required=True, metavar="CODE", help="Whose form it is.")


@click.command(name="list-published")
@click.option("--mission", metavar="CODE", help="Only what this mission fills.")
def list_published(mission: str | None) -> None:
    """Mission, form, version, base and how far it was checked, of every form that is offered."""
    missions = Mission.objects.order_by("code")
    if mission is not None and not (missions := missions.filter(code=mission)):
        raise not_here()
    for each in missions:
        for version in offered_versions(each):
            base = version.base.version if version.base else ""
            click.echo("\t".join([each.code, version.form.form_id, version.version, base, version.checked]))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_MISSION
@click.option("--on", "name", type=click.Choice(FORMS), help="FILE adds to this form of the project.")
@click.option(
    "--kind",
    type=click.Choice(FormKind.values),
    default=FormKind.OTHER.value,
    help="What a whole form is for.",
)
@click.option(
    "--picture",
    "pictures",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A picture that a whole form shows, or a .zip of them; can be given several times.",
)
@click.option("--encrypt", is_flag=True, help="Telephones with ODK Collect encrypt every interview.")
@click.option("--dry-run", is_flag=True, help="Check the form and say what would change; publish nothing.")
def publish(
    file: Path,
    mission: str,
    name: str | None,
    kind: str,
    pictures: tuple[Path, ...],
    encrypt: bool,
    dry_run: bool,
) -> None:
    """Publish FILE (.xlsx) for a mission: with --on what it adds to a form of the project, else a whole XLSForm.

    \b
    Exit status: 0 published, 1 the form cannot be published, 2 something else is wrong.
    """
    try:
        if name:
            draft = hand_in_adaptation(actor=ACTOR, mission=mission, name=name, source=file.read_bytes())
        else:
            media = [(each.name, each.read_bytes()) for each in pictures]
            draft = hand_in_whole(
                actor=ACTOR,
                mission=mission,
                source=file.read_bytes(),
                file_name=file.name,
                kind=FormKind(kind),
                media=media,
            )
        _draft, ready = draft_of(ACTOR, draft.opaque_id)
        for change in changes_in_words(ready.changes, ready.sheets, "en"):
            click.echo(f"{change.sign} {change.sentence}")
        for remark in ready.warnings:
            click.echo(f"! {remark}")
        if ready.checked == Checked.COMPILED:
            click.echo(_("It is not fully validated: there is no Java here."))
        if dry_run:
            put_away_draft(actor=ACTOR, draft=draft.opaque_id)
            click.echo(_("This was a dry run: nothing was published."))
            return
        version = publish_draft(actor=ACTOR, draft=draft.opaque_id, encrypt=encrypt)
    except FormRefused as refused:
        click.echo(refused.message, err=True)
        for problem in refused.problems:
            click.echo(f"- {problem}", err=True)
        raise SystemExit(1) from None
    click.echo(
        _("%(form)s, version %(version)s, is published.")
        % {"form": version.form.form_id, "version": version.version}
    )


@click.command()
@click.argument("name", type=click.Choice(FORMS))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@_MISSION
def template(name: str, out: Path, mission: str) -> None:
    """Write to OUT (.xlsx) the spreadsheet in which a mission adds its own questions to the form NAME."""
    found, base, _own = adaptable(mission, name, ACTOR)
    out.write_bytes(adaptation_template(base, found.code, load_codebook()))
    click.echo(
        _("What %(mission)s adds to %(form)s goes into %(file)s.")
        % {"mission": found.code, "form": name, "file": out}
    )
