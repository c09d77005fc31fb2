"""A prison together with what is known about it at one time, as values that nothing changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from portal.prisons.measures import MEASURES, NOT_KNOWN
from portal.prisons.models import Prison


class Figure(NamedTuple):
    """Hold one known figure, where it comes from and the date it speaks of.

    A tuple, as the directory makes over a thousand of them for one page.
    """

    measure: str
    value: Any
    source_title: str
    as_at: date
    recorded_at: datetime

    @property
    def said(self) -> str:
        """Say the value in the words of its measure."""
        measure = MEASURES.get(self.measure)
        return measure.say(self.value) if measure else str(self.value)


@dataclass(frozen=True, slots=True)
class Profile:
    """Hold a prison and its current figures by measure; what is not there is not known."""

    prison: Prison
    figures: Mapping[str, Figure]

    def value(self, measure: str) -> Any:
        """Give the value of a measure, or None where it is not known."""
        figure = self.figures.get(measure)
        return figure.value if figure else None

    def said(self, measure: str) -> str:
        """Say the value of a measure in words, "Not known" included."""
        figure = self.figures.get(measure)
        return figure.said if figure else NOT_KNOWN

    def sources(self) -> list[str]:
        """List the titles of what the figures come from, each once, by name."""
        return sorted({figure.source_title for figure in self.figures.values()})
