"""Reading a search from an address: whatever stands there, a search comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from portal.search.choices import names
from portal.search.question import TEXT_MAX

QUERY_MAX = TEXT_MAX
VALUE_MAX = 80
VALUES_MAX = 20  # of one filter

SORTS: Mapping[str, str] = {
    "": "Best first",
    "words": "Your words alone",
    "closest": "Prisons like yours first",
    "newest": "Newest first",
    "used": "Most used first",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a search as it stands in an address: words, filters by name, and an order.

    With `exactly` no better spelling is looked for in its place.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    exactly: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.filters)

    @property
    def args(self) -> dict[str, str | tuple[str, ...]]:
        """Write the search back as the parameters of an address, without the empty ones."""
        written: dict[str, str | tuple[str, ...]] = {"q": self.text, "sort": self.sort}
        written["exactly"] = "1" if self.exactly else ""
        written |= self.filters
        return {name: value for name, value in written.items() if value}


def read(args: "MultiDict[str, str]") -> Asked:
    """Read the words, filters and order; words beyond `QUERY_MAX` characters are left out.

    A filter value that nobody knows simply finds nothing, so an old address never fails; an order
    that nobody knows is the usual one.
    """
    filters = {name: _values(args, name) for name in names()}
    sort = args.get("sort", "")
    return Asked(
        text=args.get("q", "").strip()[:QUERY_MAX],
        filters={name: values for name, values in filters.items() if values},
        sort=sort if sort in SORTS else "",
        exactly=args.get("exactly") == "1",
    )


def _values(args: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    values = (value[:VALUE_MAX] for value in args.getlist(name)[:VALUES_MAX])
    return tuple(dict.fromkeys(value for value in values if value))
