"""What a page says of what was found in a practice: in place, with why, and where to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request, url_for

from portal.practices.content import Content
from portal.practices.guard.acceptance import typed_reasons
from portal.practices.guard.inspecting import Concern, Inspection, inspect
from portal.practices.models import Practice, Revision
from portal.practices.views.onward import place_of


@dataclass(frozen=True, slots=True)
class Findings:
    """Hold what the partial shows; `addresses` say by field where something can be mended.

    Reasons are asked for where `can_answer`; `typed` are those that were not kept.
    """

    inspection: Inspection
    addresses: Mapping[str, str]
    problems: Mapping[str, str]
    can_answer: bool
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def to_take_out(self) -> list[Concern]:
        """List what no reason can make fit."""
        return self.inspection.of("blocks")

    @property
    def to_wait_for(self) -> list[Concern]:
        """List what can be judged soon."""
        return self.inspection.of("waits")

    @property
    def to_explain(self) -> list[Concern]:
        """List what may stay with a reason."""
        return self.inspection.of("asks")

    @property
    def to_know(self) -> list[Concern]:
        """List what is said and no more."""
        return self.inspection.of("tells")

    @property
    def asks(self) -> bool:
        """Tell whether a reason is wanted from whoever reads the page."""
        return self.can_answer and any(each.is_open for each in self.to_explain)


def findings_of(
    practice: Practice,
    revision: Revision,
    *,
    can_answer: bool,
    can_mend: bool = True,
    problems: Mapping[str, str] | None = None,
) -> Findings:
    """Look through a revision for its page; what was typed is read from this request."""
    inspection = inspect(practice, revision)
    names = {spot.name for each in inspection.concerns for spot in each.spots}
    body = Content.from_json(revision.content).body
    return Findings(
        inspection=inspection,
        addresses={name: _address(practice, name, body) for name in names} if can_mend else {},
        problems=problems or {},
        can_answer=can_answer,
        typed=typed_reasons(request.form),
    )


def is_of_finding(name: str) -> bool:
    """Tell whether a problem has its place among the findings of this page."""
    return name == "findings" or name.startswith(("finding-", "reason-"))


def _address(practice: Practice, name: str, body: str) -> str:
    if name == "files":
        return url_for("practices.files", slug=practice.slug)
    return place_of(practice, name, body)
