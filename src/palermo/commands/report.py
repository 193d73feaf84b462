"""``palermo report tables``: the published tables and figures, for any year, region, mission and point of view."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.access.actors import SystemActor
from palermo.statistics.actions.hand_out import hand_out
from palermo.statistics.asking import DEFAULT_SCHEME, ask, conditions
from palermo.statistics.model import MEASURES
from palermo.statistics.selectors import publication
from palermo.statistics.writers.facts import silent_groups, silent_mission
from palermo.statistics.writers.files import WRITERS, write

ACTOR = SystemActor("command line")


@click.group(name="report")
def command() -> None:
    """Tables and figures."""


@command.command()
@click.option("--year", type=int, help="A calendar year. Or give --from and --to.")
@click.option("--from", "start", metavar="YYYY[-MM]", help="First month of the period.")
@click.option("--to", "end", metavar="YYYY[-MM]", help="Last month of the period.")
@click.option(
    "--scheme",
    default=DEFAULT_SCHEME,
    show_default=True,
    help="Region scheme (see: palermo codebook schemes).",
)
@click.option("--measure", type=click.Choice(MEASURES), default="instances", show_default=True)
@click.option(
    "--perspective",
    type=click.Choice(["assistance", "origin", "source", "destination"]),
    default="assistance",
    show_default=True,
    help="Whose region: of the assisting mission, of the nationality (source), of the country of exploitation.",
)
@click.option("--region", "regions", multiple=True, help="Only this region (may be repeated).")
@click.option("--mission", "missions", multiple=True, help="Only this mission's code (may be repeated).")
@click.option("--where", "where", multiple=True, metavar="VARIABLE=CODE[|CODE]", help="Only these answers.")
@click.option(
    "--table", "tables", multiple=True, help="Only this table (may be repeated; default: the published ones)."
)
@click.option(
    "--format",
    "kinds",
    multiple=True,
    type=click.Choice(sorted(WRITERS)),
    default=("csv",),
    show_default=True,
)
@click.option(
    "--figures/--no-figures", default=True, show_default=True, help="Also draw the figures (SVG and PNG)."
)
@click.option("--snapshot", help="Count a kept snapshot instead of today's data.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the files."
)
def tables(
    year: int | None,
    start: str | None,
    end: str | None,
    scheme: str,
    measure: str,
    perspective: str,
    regions: tuple[str, ...],
    missions: tuple[str, ...],
    where: tuple[str, ...],
    tables: tuple[str, ...],
    kinds: tuple[str, ...],
    figures: bool,
    snapshot: str | None,
    out: Path,
) -> None:
    """Write the tables (one file each, named as they were published) and the figures into a folder.

    Example: palermo report tables --year 2011 --scheme six-regions --out report-2011
    """
    question = ask(
        year=year,
        start=start,
        end=end,
        scheme=scheme,
        measure=measure,
        perspective=perspective,
        regions=regions,
        missions=missions,
        where=conditions(where),
    )
    answer = publication(
        ACTOR,
        question,
        tables=tables or None,
        with_figures=figures,
        printed=True,
        snapshot=snapshot,
        fresh=True,
    )
    pictures = ["svg", "png"] if answer.figures else []
    hand_out(answer, actor=ACTOR, formats=[*kinds, *pictures])
    files = write(answer, out, kinds, with_figures=figures)
    about = answer.about
    click.echo(
        ngettext("%(count)s file written to %(folder)s", "%(count)s files written to %(folder)s", len(files))
        % {"count": len(files), "folder": out}
    )
    unit = _("instances of assistance") if about.unit == "instances" else _("individuals")
    click.echo(f"{about.period}, {about.scheme_label}: n = {about.n} ({unit})")
    if about.n == 0:
        click.echo(_("Nobody was registered in this period with these filters."))
    if about.is_fictional:
        click.echo(_("Fictional demonstration data: nobody in it exists."))
    if about.not_reporting:
        click.echo(
            ngettext(
                "%(count)s mission did not report:",
                "%(count)s missions did not report:",
                len(about.not_reporting),
            )
            % {"count": len(about.not_reporting)}
        )
        for group in silent_groups(about):
            click.echo(f"  {silent_mission(group)}")
