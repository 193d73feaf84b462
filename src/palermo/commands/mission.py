"""``palermo mission``: the missions, and closing one in the worst hour."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.create_mission import create_mission
from palermo.access.actions.freeze_mission import freeze_mission
from palermo.access.actions.unfreeze_mission import unfreeze_mission
from palermo.access.actors import SystemActor
from palermo.access.frozen import Stopped, stopped_by_freeze
from palermo.access.models import Mission, Organisation

COMMAND_LINE = SystemActor("command line")


@click.group(name="mission")
def command() -> None:
    """Missions: list, make, freeze, open again."""


@command.command(name="list")
def list_missions() -> None:
    """Code, country, organisation, name, and since when a mission is frozen."""
    for mission in Mission.objects.select_related("organisation").order_by("code"):
        since = mission.frozen_at
        state = f"\t{_('frozen since %(when)s') % {'when': f'{since:%Y-%m-%d %H:%M} UTC'}}" if since else ""
        click.echo(f"{mission.code}\t{mission.country}\t{mission.organisation.code}\t{mission.name}{state}")


@command.command()
@click.argument("code")
@click.option("--organisation", required=True, help="Code of the organisation whose office it is.")
@click.option("--name", required=True)
@click.option("--country", required=True, help="A code of the codebook's country list, such as UKR.")
def create(code: str, organisation: str, name: str, country: str) -> None:
    """Register the mission CODE."""
    body = Organisation.objects.filter(code=organisation).first()
    if body is None:
        raise NotAcceptedError(
            _("There is no organisation with the code %(code)s.") % {"code": organisation},
            field="organisation",
        )
    mission = create_mission(actor=COMMAND_LINE, organisation=body, code=code, name=name, country=country)
    click.echo(_("%(code)s was registered.") % {"code": mission.code})


@command.command()
@click.argument("code")
def freeze(code: str) -> None:
    """Shut the mission CODE now: nobody of it sees a case, nobody else sees its cases' protected parts.

    Nothing is lost or ended. Asks no question, because there is no time for one; 'unfreeze' takes it back.
    """
    mission = _mission(code)
    did = freeze_mission(actor=COMMAND_LINE, mission=mission)
    click.echo(
        (_("%(code)s is frozen.") if did else _("%(code)s was frozen already.")) % {"code": mission.code}
    )
    _say(stopped_by_freeze(mission))
    click.echo(_("Headquarters keep the coded facts. To open it again: palermo mission unfreeze %(code)s")
               % {"code": mission.code})  # fmt: skip


@command.command()
@click.argument("code")
def unfreeze(code: str) -> None:
    """Open the mission CODE again. What ran out meanwhile stays ended."""
    mission = _mission(code)
    did = unfreeze_mission(actor=COMMAND_LINE, mission=mission)
    click.echo(
        (_("%(code)s is open again.") if did else _("%(code)s was not frozen.")) % {"code": mission.code}
    )


def _mission(code: str) -> Mission:
    found = Mission.objects.filter(code=code).first()
    if found is None:
        raise NotAcceptedError(
            _("There is no mission with the code %(code)s.") % {"code": code}, field="mission"
        )
    return found


def _say(stopped: Stopped) -> None:
    for words in (
        ngettext("%(count)d account sees no case.", "%(count)d accounts see no case.", stopped.accounts)
        % {"count": stopped.accounts},
        ngettext(
            "%(count)d access of others to its cases is paused.",
            "%(count)d accesses of others to its cases are paused.",
            stopped.given,
        )
        % {"count": stopped.given},
        ngettext(
            "%(count)d access of its people to other missions' cases sleeps.",
            "%(count)d accesses of its people to other missions' cases sleep.",
            stopped.received,
        )
        % {"count": stopped.received},
    ):
        click.echo(f"  {words}")
