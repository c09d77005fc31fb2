"""Reading the address of a picture; what is not there gives a plain message or the usual choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from portal.matching.core import Basis, Block
from portal.matching.line_ups import BASIS_LABELS, BLOCK_LABELS
from portal.matching.pictures.keeping import Kept, Site

NO_SUCH: Final = "There is no prison with this address. Choose one from the list."


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what a picture is asked to show; `here` is the prison it is seen from, if any.

    `message` says in plain words what could not be found.
    """

    basis: Basis
    block: Block
    here: Site | None
    message: str = ""


def read(args: Mapping[str, str], kept: Kept, own: int | None) -> Asked:
    """Read basis, block and prison; `own` is the number of the viewer's prison, None for none.

    Without a block it is that of the prison, without a prison the viewer's own.
    """
    here, message = chosen(args.get("prison"), kept, own)
    usual = here.blocks[0] if here else "adult_men"
    return Asked(read_basis(args), read_block(args) or usual, here, message)


def chosen(slug: str | None, kept: Kept, own: int | None) -> tuple[Site | None, str]:
    """Find the prison that is asked for, the viewer's own where none is; or say why there is none.

    An empty slug asks for no prison at all.
    """
    if slug is None:
        return kept.by_id.get(own or 0), ""
    found = kept.sites.get(slug)
    return found, "" if found or not slug else NO_SUCH


def read_basis(args: Mapping[str, str]) -> Basis:
    """Read what is compared: public records where nothing else is asked for."""
    return asked_basis(args) or "record"


def read_block(args: Mapping[str, str]) -> Block | None:
    """Read the block; None where none is asked for, or one that is not there."""
    asked: Any = args.get("block")
    return cast("Block", asked) if asked in BLOCK_LABELS else None


def choices(kept: Kept) -> tuple[list[Site], list[Site]]:
    """Give the prisons to choose from, by name: the real ones and the examples."""
    sites = kept.sites.values()
    return (
        [site for site in sites if not site.is_example],
        [site for site in sites if site.is_example],
    )


def asked_basis(args: Mapping[str, str]) -> Basis | None:
    """Read what is compared; None where nothing is asked for, or what is not there."""
    asked: Any = args.get("basis")
    return cast("Basis", asked) if asked in BASIS_LABELS else None
