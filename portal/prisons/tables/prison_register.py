"""The answer of the prison register API to GET /prisons, as JSON: a list, nulls left out.

It tells no capacity, population, function or region. Categories and types are not read: they say
what may be held, not the highest security or the kinds of prisoner. "Active" is read as open, which
counts only for a prison known as closed: an active prison may have no one in it for a while.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from portal.prisons.measures import MEASURES
from portal.prisons.tables.cells import text
from portal.prisons.tables.files import unfit
from portal.prisons.tables.published import Place, Published, Refused, Stored, Told, Unusable

TITLE = "Prison register (API)"
PUBLISHER = "HM Prison and Probation Service"
MOST = 2_000
OPEN, CLOSED = "Open", "Closed"
OPERATORS: Final = {"psp": "HM Prison Service", "hmps": "HM Prison Service"}
OTHER_SITES: Final = {
    "IRC": "an immigration removal centre",
    "STC": "a secure training centre for young people",
    "YCS": "a site for young people",
}


def read(path: Path) -> Published:
    """Read the list of prisons. Raises Invalid with the reason."""
    told: list[Told] = []
    refused: list[Refused] = []
    others: list[str] = []
    for row, each in enumerate(_prisons(path), start=1):
        place = Place("", row)
        try:
            prison = _told(each, place)
        except ValueError as error:
            refused.append(Refused(place, str(error)))
            continue
        if other := _other_site(each):
            others.append(f"{prison.name} ({other})")
        else:
            told.append(prison)
    return Published(
        layout="prison-register",
        title=TITLE,
        publisher=PUBLISHER,
        as_at=None,
        told=told,
        refused=refused,
        notes=[f"Left out: {', '.join(others)}."] if others else (),
        rows=len(told) + len(refused) + len(others),
    )


def _prisons(path: Path) -> list[Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise unfit("The file is damaged: it is no complete JSON. Fetch it again") from None
    if not isinstance(said, list) or not any(
        isinstance(each, dict) and "prisonId" in each for each in said
    ):
        raise unfit("This JSON is not a list of prisons, each with a prisonId")
    if len(said) > MOST:
        raise unfit(f"The list has more than {MOST:,} entries, so it is not the prison register")
    return said


def _told(each: Any, place: Place) -> Told:
    if not isinstance(each, dict):
        raise Unusable("this entry is no object")
    code, name = each.get("prisonId"), each.get("prisonName", "")
    if not (isinstance(code, str) and code.strip() and isinstance(name, str)):
        raise Unusable("prisonId or prisonName is missing, or no text")
    values: dict[str, Stored] = {}
    if isinstance(each.get("active"), bool):
        values["status"] = {"v": OPEN if each["active"] else CLOSED}
    if operator := _operators(each):
        values["operator"] = {"v": MEASURES["operator"].read(operator)}
    if isinstance(each.get("lthse"), bool):
        values["long_term_high_security"] = {"v": each["lthse"]}
    return Told(text(name)[:120] or code, place, values, code=code.strip()[:8])


def _operators(each: Mapping[str, Any]) -> str:
    listed = each.get("operators") or []
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Unusable("operators is not a list of objects")
    names = [text(one.get("name")) for one in listed if isinstance(one.get("name"), str)]
    return ", ".join(OPERATORS.get(name.casefold(), name) for name in names if name)


def _other_site(each: Mapping[str, Any]) -> str:
    """Name what is no prison: every type that it has is another kind of site."""
    types = each.get("types")
    listed = types if isinstance(types, list) else []
    codes = {str(one.get("code")) for one in listed if isinstance(one, dict)}
    return OTHER_SITES[min(codes)] if codes and codes <= set(OTHER_SITES) else ""
