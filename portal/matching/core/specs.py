"""Methods as plain JSON, so that what was worked out can be worked out again later."""

from collections.abc import Sequence
from typing import Any, Final

from portal.matching.core.items import Bands, Item, Kind, Ordered, Same, Scaled, SetOverlap
from portal.matching.core.method import Method

_KINDS: Final[dict[str, type[Any]]] = {
    "bands": Bands,
    "ordered": Ordered,
    "same": Same,
    "scaled": Scaled,
    "set_overlap": SetOverlap,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


def to_spec(method: Method) -> dict[str, Any]:
    """Write a method down: its items, weights, ranges and cut-offs, without how values are read."""
    return {
        "name": method.name,
        "version": method.version,
        "least_share": method.least_share,
        "cutoffs": [[word, greatest] for word, greatest in method.cutoffs],
        "items": [
            {
                "key": item.key,
                "label": item.label,
                "group": item.group,
                "weight": item.weight,
                "kind": _kind_spec(item.kind),
            }
            for item in method.items
        ],
    }


def from_spec(spec: dict[str, Any]) -> Method:
    """Read a method that `to_spec` wrote; its items take values as they are.

    Raises KeyError or TypeError where it is not one.
    """
    return Method(
        name=spec["name"],
        version=spec["version"],
        items=tuple(
            Item(item["key"], item["label"], item["group"], item["weight"], _kind(item["kind"]))
            for item in spec["items"]
        ),
        cutoffs=tuple((word, greatest) for word, greatest in spec["cutoffs"]),
        least_share=spec["least_share"],
    )


def plain(column: Sequence[Any]) -> list[Any]:
    """Write down the values of one item: sets become sorted lists."""
    return [
        sorted(value)
        if isinstance(value, frozenset | set)
        else list(value)
        if isinstance(value, tuple)
        else value
        for value in column
    ]


def _kind_spec(kind: Kind) -> dict[str, Any]:
    fields = {name: getattr(kind, name) for name in getattr(kind, "__slots__", ())}
    return {"kind": _NAMES[type(kind)]} | {
        name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()
    }


def _kind(spec: dict[str, Any]) -> Kind:
    given = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in spec.items()
        if name != "kind"
    }
    found: Kind = _KINDS[spec["kind"]](**given)
    return found
