"""The pages of pairing rounds; each module hangs its pages on the one blueprint."""

from portal.matching.rounds.views import asked_again, changing, draft, making, sheets, taking_part
from portal.matching.rounds.views.blueprint import bp

__all__ = ["asked_again", "bp", "changing", "draft", "making", "sheets", "taking_part"]
