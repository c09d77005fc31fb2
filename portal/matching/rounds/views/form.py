"""What the form of a new round and that of a draft have in common."""

from collections.abc import Mapping
from typing import Any, Final

from flask_login import current_user

from portal.matching.rounds import offer, round_form

# Which box of a field an error leads to, where it is not called as the field.
FIRST_BOX: Final = {"pins": "pins-1-1", "forbids": "forbids-1-1"}
FOLDED: Final = ("region_rule", "cap_km", *round_form.SWITCHES, *round_form.KINDS)


def context(
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    warnings: Mapping[str, str],
    region: str,
) -> dict[str, Any]:
    """Give the templates what they show; counts are those of `region`, empty for the country."""
    return {
        "typed": typed,
        "problems": problems,
        "listed": [(FIRST_BOX.get(field, field), words) for field, words in problems.items()],
        "warnings": warnings,
        "seen": round_form.mark(warnings) if warnings else "",
        "counted": offer.counts(region),
        "where": region or "the whole country",
        "prisons": offer.prisons_on_offer(current_user),
        "rows": {kind: round_form.rows(typed, kind) for kind in round_form.KINDS},
        "form": round_form,
        "is_unfolded": _is_unfolded(typed, {**problems, **warnings}),
    }


def status(problems: Mapping[str, str], *, busy: bool) -> int:
    """Give the status of a form with these problems."""
    if busy:
        return 503
    return 422 if problems else 200


def _is_unfolded(typed: Mapping[str, str], told: Mapping[str, str]) -> bool:
    """Tell whether the further choices say anything but what is usual."""
    usual = {**dict.fromkeys(FOLDED, ""), **round_form.USUAL}
    return (
        bool(set(told) & set(FOLDED))
        or any(typed.get(name, "") != usual[name] for name in FOLDED)
        or any(
            value and name.startswith(("pins-", "forbids-", "held-"))
            for name, value in typed.items()
            if name not in ("pins-rows", "forbids-rows")
        )
        or any(round_form.rows(typed, kind) != round_form.ROWS for kind in round_form.KINDS)
    )
