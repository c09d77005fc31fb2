"""The table of results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEADINGS = (
    "What",
    "Target",
    "Portal",
    "Bare Flask",
    "Datasette",
    "Portal ÷ bare Flask",
    "Portal ÷ Datasette",
    "Met",
)
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one figure of the portal and of what stands beside it; None was not measured.

    `limit` is compared with the portal's figure, or with its ratio to Datasette where
    `is_ratio`; `at_least` turns the comparison round. Without a limit nothing is judged.
    """

    what: str
    unit: str
    portal: float | None
    bare: float | None = None
    datasette: float | None = None
    limit: float | None = None
    at_least: bool = False
    is_ratio: bool = False

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met; None where nobody can tell."""
        judged = _ratio(self.portal, self.datasette) if self.is_ratio else self.portal
        if judged is None or self.limit is None:
            return None
        return judged >= self.limit if self.at_least else judged <= self.limit

    def cells(self) -> list[str]:
        """Write the row."""
        return [
            self.what,
            self._target(),
            self._figure(self.portal),
            self._figure(self.bare),
            self._figure(self.datasette),
            _written(_ratio(self.portal, self.bare)),
            _written(_ratio(self.portal, self.datasette)),
            {True: "yes", False: "**no**", None: NOTHING}[self.met],
        ]

    def _target(self) -> str:
        if self.limit is None:
            return NOTHING
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.limit:g} {'× Datasette' if self.is_ratio else self.unit}".strip()

    def _figure(self, value: float | None) -> str:
        return NOTHING if value is None else f"{_written(value)} {self.unit}".strip()


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return ours / theirs if ours is not None and theirs else None


def _written(value: float | None) -> str:
    if value is None:
        return NOTHING
    if value == 0 or value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def markdown(rows: Sequence[Row]) -> str:
    """Write the rows as a Markdown table, figures to the right."""
    aligned = [":--", ":--", *["--:"] * 5, ":--"]
    line: Callable[[Sequence[str]], str] = lambda cells: f"| {' | '.join(cells)} |"  # noqa: E731
    return "\n".join([line(HEADINGS), line(aligned), *(line(row.cells()) for row in rows)])
