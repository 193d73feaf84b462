"""Which mission a caseload's row belongs to: found by code or country, or planned and made when the rows are stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.access.actions.create_mission import create_mission
from palermo.access.actions.create_organisation import create_organisation
from palermo.access.actors import Actor
from palermo.access.models import Mission, Organisation
from palermo.cases.actions.store_caseload_rows import CaseloadBusyError
from palermo.codebook import expectations
from palermo.codebook.countries import Country
from palermo.codebook.errors import AnswerError
from palermo.codebook.model import Codebook

#: Where there is no organisation yet; its name asks to be changed.
DEFAULT_ORGANISATION = "own"
CODE_LENGTH = 32
#: Texts for which it is looked up which country may have been meant.
SUGGESTED = 1_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Where rows go: an existing mission, or the mission that will be made in ``country``."""

    mission_id: int | None
    country: str


class MissionBook:
    """Numbers the missions that a caseload mentions, for one importing organisation (None: not made yet).

    Numbers, not keys, because a new mission gets its key only in the transaction that stores its cases.
    """

    def __init__(self, codebook: Codebook, organisation: Organisation | None, *, may_create: bool) -> None:
        self._codebook = codebook
        self._organisation = organisation
        self._may_create = may_create
        self._unknown = 0
        self._places: list[_Place] = []
        self._numbers: dict[_Place, int] = {}
        self._read()

    def _read(self) -> None:
        self._by_code: dict[str, int] = {}
        self._by_country: dict[str, list[tuple[str, int]]] = {}
        known: Iterable[Mission] = ()
        if self._organisation is not None:
            known = Mission.objects.filter(organisation=self._organisation).order_by("code")
        for mission in known:
            self._by_code[mission.code] = mission.pk
            self._by_country.setdefault(mission.country, []).append((mission.code, mission.pk))

    def number(self, text: str) -> int:
        """The number of the mission that a cell names. Raises AnswerError.

        The exact code of a mission comes first, then a country by name, alias or ISO code, if it has one mission.
        """
        mission_id = self._by_code.get(text)
        if mission_id is not None:
            return self._number(_Place(mission_id, ""))
        country = self._codebook.countries.resolve(text)
        if country is None:
            # Looking for what may have been meant takes milliseconds: not for a million cells of a wrong column.
            self._unknown += 1
            phrase = expectations.country(text if self._unknown <= SUGGESTED else "", self._codebook)
            raise AnswerError(_("%(country)s, or the code of a mission") % {"country": phrase})
        return self._number(self._in_country(country))

    def _in_country(self, country: Country) -> _Place:
        here = self._by_country.get(country.code, [])
        if len(here) > 1:
            codes = ", ".join(code for code, _id in here)
            raise AnswerError(
                _("the code of one of the missions in this country: %(codes)s") % {"codes": codes}
            )
        if here:
            return _Place(here[0][1], "")
        if not self._may_create:
            raise AnswerError(_("a mission that exists; an administrator can add one for this country"))
        return _Place(None, country.code)

    def _number(self, place: _Place) -> int:
        number = self._numbers.setdefault(place, len(self._places))
        if number == len(self._places):
            self._places.append(place)
        return number

    def settle(self, actor: Actor) -> tuple[list[int], tuple[str, ...]]:
        """Make what was planned, inside the storing transaction: the keys by number, and the codes of new missions.

        Missions are read again first: another import may have made the same one since the rows were checked.
        """
        if self._organisation is None:
            self._organisation = Organisation.objects.order_by("pk").first()
        self._read()
        keys: list[int] = []
        created: list[str] = []
        for place in self._places:
            if place.mission_id is not None:
                keys.append(place.mission_id)
                continue
            here = self._by_country.get(place.country, [])
            if len(here) > 1:
                raise CaseloadBusyError(
                    _("The missions were changed meanwhile; nothing was stored. Try again.")
                )
            if here:
                keys.append(here[0][1])
                continue
            mission = self._create(actor, place.country)
            keys.append(mission.pk)
            created.append(mission.code)
        return keys, tuple(created)

    def _create(self, actor: Actor, country: str) -> Mission:
        if self._organisation is None:
            self._organisation = create_organisation(
                actor=actor, code=DEFAULT_ORGANISATION, name=_("Our organisation")
            )
        found = self._codebook.countries.get(country)
        return create_mission(
            actor=actor,
            organisation=self._organisation,
            code=_free_code(country, self._organisation.code),
            name=found.name if found else country,
            country=country,
        )


def _free_code(country: str, organisation: str) -> str:
    """The country's code; where another organisation has taken it, with the organisation's and a number after it."""
    candidate, attempt = country, 1
    while Mission.objects.filter(code=candidate).exists():
        suffix = f"-{organisation}" if attempt == 1 else f"-{attempt}"
        candidate = (country + suffix)[:CODE_LENGTH]
        attempt += 1
    return candidate
