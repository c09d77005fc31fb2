"""What a saved search asks for: its parameters, how two are told apart, and its address."""

import hashlib
import json
from collections.abc import Mapping
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal.errors import Invalid
from portal.personal_data import Kind, find
from portal.search import query_string
from portal.search.saved.models import NAME_MAX

Args = dict[str, list[str]]

LONGEST = 2_000  # characters of all parameters
_REFUSED = {
    Kind.PRISON_NUMBER: "a prison number",
    Kind.NATIONAL_INSURANCE: "a National Insurance number",
    Kind.PNC: "a number from the Police National Computer",
    Kind.NAMED_PERSON: "a person’s name beside an offence or a health condition",
}


def args_of(address: "MultiDict[str, str]") -> Args:
    """Take the words, filters and order from an address; {} where there is nothing to look for."""
    asked = query_string.read(address)
    if not asked:
        return {}
    args = {name: _values(value) for name, value in sorted(asked.args.items())}
    if "q" in args:
        args["q"] = [" ".join(args["q"][0].split())]
    return args


def asked(args: Args) -> query_string.Asked:
    """Give the search that stored parameters stand for."""
    return query_string.read(MultiDict(args))


def check(args: Args) -> None:
    """Refuse what cannot be saved. Raises Invalid, in words for the top of the page."""
    if not args:
        raise Invalid({"": "Search for something first. Then you can save the search."})
    if sum(len(value) for values in args.values() for value in values) > LONGEST:
        raise Invalid({"": "This search is too long to save. Use fewer words or filters."})
    what = refused("\n\n".join(value for values in args.values() for value in values))
    if what:
        raise Invalid({"": f"This search looks as if it has {what} in it. {WHY_NOT}"})


WHY_NOT = "Nothing about anybody in prison may be kept here, so take it out before you save."


def refused(text: str) -> str:
    """Name what must not be kept in a text, or give "" for nothing."""
    return next((_REFUSED[each.kind] for each in find(text) if each.kind in _REFUSED), "")


def read_name(typed: str) -> str:
    """Read the name that somebody gives a search. Raises Invalid."""
    name = " ".join(typed.split())
    if not name:
        raise Invalid({"name": "Enter a name for this search"})
    if len(name) > NAME_MAX:
        raise Invalid({"name": f"The name must be {NAME_MAX} characters or fewer"})
    what = refused(name)
    if what:
        raise Invalid({"name": f"This name looks as if it has {what} in it. {WHY_NOT}"})
    return name


def digest(args: Args) -> str:
    """Give what two searches have in common that ask for the same; 64 characters."""
    told = {name: sorted(value.casefold() for value in values) for name, values in args.items()}
    written = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def parameters(args: Mapping[str, list[str]]) -> str:
    """Write stored parameters as they stand in an address after the question mark."""
    return urlencode(args, doseq=True)


def _values(value: str | tuple[str, ...]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
