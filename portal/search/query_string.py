"""Reading a search from an address: whatever stands there, a search comes out."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from portal.search.index import SearchQuery

QUERY_MAX = 500


def read(args: "MultiDict[str, str]", *, offset: int, limit: int) -> SearchQuery:
    """Read the words and filters; words beyond `QUERY_MAX` characters are left out.

    A filter value that nobody knows simply finds nothing, so an old address never fails.
    """
    return SearchQuery(
        text=args.get("q", "").strip()[:QUERY_MAX],
        kinds=_one(args, "kind"),
        themes=_one(args, "theme"),
        barriers=_one(args, "barrier"),
        prison=args.get("prison", "")[:80] or None,
        templates_only=args.get("templates", "") == "1",
        offset=offset,
        limit=limit,
    )


def filters(query: SearchQuery) -> dict[str, str]:
    """Write the filters back as they stand in an address, without the empty ones."""
    written: Mapping[str, str] = {
        "kind": next(iter(query.kinds), ""),
        "theme": next(iter(query.themes), ""),
        "barrier": next(iter(query.barriers), ""),
        "prison": query.prison or "",
        "templates": "1" if query.templates_only else "",
    }
    return {name: value for name, value in written.items() if value}


def _one(args: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    value = args.get(name, "")[:60]
    return (value,) if value else ()
