"""Which missions the published trafficking types fall on.

The tables give trafficking types by region only. Which missions assist people trafficked inside their own country
is known from the narrative of the year (Haiti, Yemen, Afghanistan, Nepal, India, Ukraine ...), so it is laid
down by hand, and checked against the printed regional totals before use.
"""

from django.utils.translation import gettext as _

from .errors import DemoError
from .margins import MISSING, Margins
from .tables import read_rows


def trafficking_plan(margins: Margins) -> dict[str, dict[str, int]]:
    """Give the number of instances of each trafficking type, by mission, in the missions' printed order.

    Raises DemoError if the plan misses a regional total of table 15.
    """
    laid_down = {row["mission"]: row for row in read_rows("trafficking_plan")}
    plan: dict[str, dict[str, int]] = {}
    found: dict[tuple[str, str], int] = {}
    for mission, instances in margins.missions.items():
        row = laid_down.pop(mission, {})
        types = {
            "internal": int(row.get("internal", 0)),
            "both": int(row.get("both", 0)),
            MISSING: int(row.get("not_known", 0)),
        }
        plan[mission] = {"international": instances - sum(types.values()), **types}
        for kind, number in plan[mission].items():
            key = (margins.region_of[mission], kind)
            found[key] = found.get(key, 0) + number
    wanted = {
        (region, kind): number
        for region, counts in margins.trafficking_type.items()
        for kind, number in counts.items()
    }
    if laid_down or {key: number for key, number in found.items() if number} != wanted:
        raise DemoError(_("The plan of trafficking types does not add up to the published regional totals."))
    return plan
