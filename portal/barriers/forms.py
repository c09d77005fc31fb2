"""Reading from an address how a list of practices is to be cut and ordered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portal.barriers.queries import Sort
from portal.pagination import page_number

SORTS: Final[dict[Sort, str]] = {
    "closest": "Closest prison first",
    "newest": "Newest first",
    "evidence": "Strongest evidence first",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """Hold what somebody asked for; `sort` is None where they did not say."""

    sort: Sort | None = None
    like: bool = False
    prison: str = ""
    page: int = 1


def read_choices(args: Mapping[str, str]) -> Choices:
    """Read the choices of an address; what makes no sense counts as not said."""
    named = args.get("sort", "")
    return Choices(
        sort=next((each for each in SORTS if each == named), None),
        like=args.get("like") == "1",
        prison=args.get("prison", ""),
        page=page_number(args.get("page")),
    )
