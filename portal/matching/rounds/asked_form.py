"""The form of what was asked of a draft: filled in, with a box for all that was set by hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from portal.matching.rounds import round_form
from portal.matching.rounds.asked import Asked, Codes
from portal.matching.rounds.round_form import COUNTRY_CHOICE, SWITCHES, Typed, Wanted

Kind = Literal["pins", "forbids", "put_in", "taken_out"]

HELD: Final[Mapping[Kind, str]] = {
    "pins": "Kept together now",
    "forbids": "Kept apart now",
    "put_in": "Put in by hand",
    "taken_out": "Taken out by hand",
}


@dataclass(frozen=True, slots=True)
class Box:
    """Hold one thing that was set by hand; unticked, it does not count any more."""

    name: str
    codes: Codes


def boxes(asked: Asked) -> dict[Kind, list[Box]]:
    """List what was set by hand, by kind; kinds without any are left out."""
    rows: dict[Kind, tuple[Codes, ...]] = {
        "pins": asked.pins,
        "forbids": asked.forbids,
        "put_in": tuple((code,) for code in asked.put_in),
        "taken_out": tuple((code,) for code in asked.taken_out),
    }
    return {
        kind: [Box("-".join(("held", kind, *codes)), codes) for codes in each]
        for kind, each in rows.items()
        if each
    }


def filled(asked: Asked, *, basis: str) -> dict[str, str]:
    """Fill the form with what is asked of a draft now."""
    on = {"no_repeats": not asked.repeats, "maturity": asked.maturity, "need": asked.need}
    return {
        "basis": basis,
        "who": asked.who,
        "size": str(asked.size),
        "region_rule": asked.region_rule,
        "cap_km": "" if asked.cap_km is None else f"{asked.cap_km:g}",
        **{name: "on" for name in SWITCHES if on[name]},
        **{box.name: "on" for each in boxes(asked).values() for box in each},
    }


def read(typed: Typed, now: Asked, *, region: str, codes: Collection[str]) -> Wanted:
    """Read the form of a draft of `region` of which `now` is asked. Raises Invalid by field."""
    wanted = round_form.read(
        {**typed, "region": region or COUNTRY_CHOICE}, regions=[region], codes=codes
    )
    kept = held(typed, now)
    asked = replace(
        wanted.asked,
        pins=tuple(dict.fromkeys([*kept.pins, *wanted.asked.pins])),
        forbids=tuple(dict.fromkeys([*kept.forbids, *wanted.asked.forbids])),
        put_in=kept.put_in,
        taken_out=kept.taken_out,
    )
    return replace(wanted, asked=asked)


def caught_up(typed: Typed, now: Asked) -> dict[str, str]:
    """Tick what was set by hand after the form was shown: nobody decided to undo it."""
    newer = [
        box.name for each in boxes(now).values() for box in each if f"had-{box.name}" not in typed
    ]
    return {**typed, **dict.fromkeys(newer, "on")}


def held(typed: Typed, now: Asked) -> Asked:
    """Give `now` with only that set by hand whose box is ticked."""
    ticked = {
        kind: {box.codes for box in each if box.name in typed} for kind, each in boxes(now).items()
    }
    return replace(
        now,
        pins=tuple(each for each in now.pins if each in ticked.get("pins", ())),
        forbids=tuple(each for each in now.forbids if each in ticked.get("forbids", ())),
        put_in=tuple(each for each in now.put_in if (each,) in ticked.get("put_in", ())),
        taken_out=tuple(each for each in now.taken_out if (each,) in ticked.get("taken_out", ())),
    )
