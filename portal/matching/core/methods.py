"""The methods there are, by what they compare and for whom."""

from collections.abc import Mapping
from typing import Final

from portal.matching.core.method import Basis, Block, Method
from portal.matching.core.profile import PROFILE
from portal.matching.core.record import RECORD

METHODS: Final[Mapping[Basis, Mapping[Block, Method]]] = {"record": RECORD, "profile": PROFILE}

NOT_YET_KNOWN: Final = (
    "Education need",
    "Peer mentoring schemes",
    "Regime and space",
    "Sentence length bands",
    "Arrivals and moves",
)
"""What public records do not tell."""
