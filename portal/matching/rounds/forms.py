"""Reading the forms of who takes part."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.errors import Invalid
from portal.matching.rounds.models import PAUSED
from portal.matching.rounds.standings import NOT_SAID, STATES, Stands

ANY: Final = "any"
NAME_MAX: Final = 80
LAST_DAY: Final = ("until-day", "until-month", "until-year")


@dataclass(frozen=True, slots=True)
class StandingFilters:
    """Hold what the list is narrowed to; `state` "any" and empty texts mean all."""

    name: str = ""
    region: str = ""
    state: str = ANY

    def fits(self, stands: Stands) -> bool:
        """Tell whether a prison is to be shown."""
        return (
            self.name.casefold() in stands.prison.name.casefold()
            and self.region in ("", stands.region)
            and self.state in (ANY, stands.state)
        )


def read_standing_filters(args: Mapping[str, str]) -> StandingFilters:
    """Read the filters of an address; a state that does not exist counts as not given."""
    state = {"not_said": NOT_SAID}.get(args.get("state", ANY), args.get("state", ANY))
    name = " ".join(args.get("name", "").split())[:NAME_MAX]
    return StandingFilters(name, args.get("region", ""), state if state in STATES else ANY)


def typed_standing(stands: Stands) -> dict[str, str]:
    """Fill the form with what counts today."""
    typed = {"state": stands.state, "why": stands.why}
    if stands.until:
        parts = (stands.until.day, stands.until.month, stands.until.year)
        typed |= dict(zip(LAST_DAY, map(str, parts), strict=True))
    return typed


def read_last_day(form: Mapping[str, str]) -> date | None:
    """Take the last day of a pause from its three boxes, None where all are blank.

    Raises Invalid with the key "until".
    """
    parts = [form.get(name, "").strip() for name in LAST_DAY]
    if form.get("state") != PAUSED or not any(parts):
        return None
    try:
        if not all(re.fullmatch("[0-9]{1,4}", part) for part in parts):
            raise ValueError
        day, month, year = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise Invalid({"until": "Enter a real date, such as 27 3 2027"}) from None
