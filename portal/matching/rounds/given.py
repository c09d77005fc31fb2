"""What the solver is given for one block, so that it can be given the same again.

Written down, it holds the method whole, every prison's code and value of each item, what else is
known of the prisons, and the wishes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from portal.errors import Invalid
from portal.matching.core import METHODS, Block, Distances, Method, compare_columns
from portal.matching.core.apart import site_json, site_of
from portal.matching.core.planning import Site, Wishes
from portal.matching.core.specs import from_spec, plain, to_spec
from portal.matching.line_ups import LineUp
from portal.prisons.models import Prison

Stored = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Given:
    """Hold one block's prisons in one order: codes, values of each item, sites; and the wishes.

    `wishes` is None in a round that was stored before there were any: it can be read, but not
    worked out again.
    """

    method: Method
    codes: tuple[str, ...]
    columns: tuple[tuple[Any, ...], ...]
    sites: tuple[Site, ...]
    wishes: Wishes | None

    @classmethod
    def of(cls, compared: LineUp, prisons: Mapping[int, Prison], wishes: Wishes) -> Self:
        """Take the prisons of a line-up; `prisons`, by number, say where they are."""
        places = [prisons[each] for each in compared.ids]
        sites = [
            Site.of(code, values, latitude=place.latitude, longitude=place.longitude)
            for code, values, place in zip(compared.codes, compared.values, places, strict=True)
        ]
        columns = tuple(tuple(plain(column)) for column in compared.distances.values)
        return cls(compared.method, compared.codes, columns, tuple(sites), wishes)

    @classmethod
    def from_json(cls, block: Block, stored: Stored) -> Self:
        """Read what `to_json` wrote, or what rounds held before there were wishes."""
        if "values" in stored:
            return cls(*_before_wishes(block, stored), (), None)
        return cls(
            from_spec(stored["method"]),
            tuple(stored["codes"]),
            tuple(map(tuple, stored["columns"])),
            tuple(site_of(each) for each in stored["sites"]),
            Wishes.from_json(stored["wishes"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Write it down."""
        return {
            "method": to_spec(self.method),
            "codes": list(self.codes),
            "columns": [list(column) for column in self.columns],
            "sites": [site_json(site) for site in self.sites],
            "wishes": self.wishes_asked.to_json(),
        }

    @property
    def wishes_asked(self) -> Wishes:
        """Give the wishes. Raises Invalid where the round was stored before there were any."""
        if self.wishes is None:
            raise Invalid(
                {
                    "": "This round is from an earlier version of the portal. It can be "
                    "read, but not worked out again."
                }
            )
        return self.wishes

    @cached_property
    def distances(self) -> Distances:
        """Compare the prisons."""
        return compare_columns(self.method, self.columns)

    def asking(self, wishes: Wishes) -> Self:
        """Ask for something else of the same prisons."""
        return replace(self, wishes=wishes)

    def values_of(self, code: str) -> tuple[Any, ...]:
        """Give all that the plan knows of one prison, to tell whether it changed."""
        at = self.codes.index(code)
        site = self.sites[at] if self.sites else None
        return (*(column[at] for column in self.columns), site)


def _before_wishes(
    block: Block, stored: Stored
) -> tuple[Method, tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Read codes and values by measure; the items are today's, with the weights of that day."""
    today, weights = METHODS["record"][block], stored["weights"]
    items = tuple(
        replace(item, weight=weights[item.key]) for item in today.items if item.key in weights
    )
    method = replace(today, name=stored["method"], version=stored["version"], items=items)
    values: Sequence[Mapping[str, Any]] = stored["values"]
    columns = tuple(tuple(plain([item.of(known) for known in values])) for item in items)
    return method, tuple(stored["codes"]), columns
