"""``palermo form``: the interview forms as spreadsheets, and whether they hold together."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from palermo.commands.form_publishing import list_published, publish, template
from palermo.interviews.forms import (
    FORMS,
    LANGUAGES,
    can_validate,
    compile_form,
    load_form,
    validate,
    write_workbook,
)
from palermo.interviews.forms.errors import FormNotCompiled
from palermo.interviews.paper.printing import print_xform


@click.group(name="form")
def command() -> None:
    """Interview forms: list, write as a spreadsheet, check; publish what missions add or bring."""


for each in (list_published, publish, template):
    command.add_command(each)


@command.command(name="list")
def list_forms() -> None:
    """Name, version, number of questions and English title of every form."""
    for name in FORMS:
        form = load_form(name, ["en"])
        asked = sum(1 for question in form.questions.values() if not question.state_of)
        click.echo(f"{name}\t{form.source.version}\t{asked}\t{form.source.title['en']}")


@command.command()
@click.argument("name")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language",
    "languages",
    multiple=True,
    help=f"Only this language; can be given several times. One of {', '.join(each.code for each in LANGUAGES)}.",
)
def build(name: str, out: Path, languages: tuple[str, ...]) -> None:
    """Write the form NAME as an XLSForm to OUT (.xlsx), to adapt it or to give it to other tools."""
    form = load_form(name, languages)
    # What cannot be compiled is of no use to anybody, so it is not handed out.
    compile_form(form)
    write_workbook(form, out)
    click.echo(_("%(form)s, version %(version)s, is in %(file)s.") % {
        "form": name, "version": form.source.version, "file": out,
    })  # fmt: skip


@command.command(name="print")
@click.argument("name")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", default="en", show_default=True, help="The language of the sheet.")
@click.option("--entries", default=2, show_default=True, help="How many entries of each list that repeats.")
def print_form(name: str, out: Path, language: str, entries: int) -> None:
    """Write the form NAME to OUT (.pdf), to be filled by hand or on a screen."""
    form = load_form(name, [language])
    out.write_bytes(
        print_xform(compile_form(form).xform, language, titles=form.source.title, entries=entries)
    )
    click.echo(_("%(form)s, version %(version)s, is in %(file)s.") % {
        "form": name, "version": form.source.version, "file": out,
    })  # fmt: skip


@command.command()
@click.argument("names", nargs=-1)
def check(names: tuple[str, ...]) -> None:
    """Compile the forms NAMES (all, if none is named) and let ODK Validate try them where there is Java."""
    for name in names or FORMS:
        compiled = compile_form(load_form(name))
        if not can_validate():
            click.echo(
                _("%(form)s compiles. It is not fully validated: there is no Java here.") % {"form": name}
            )
            continue
        problem = validate(compiled.xform)
        if problem:
            raise FormNotCompiled(f"{name}: {problem}")
        click.echo(_("%(form)s compiles and is valid.") % {"form": name})
