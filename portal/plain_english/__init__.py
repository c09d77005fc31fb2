"""How hard a text is to read, and what would make it easier: a hint, never a hurdle."""

from portal.plain_english.plainer import PlainerWord
from portal.plain_english.reading import HardSentence, Reading, measure

__all__ = ["HardSentence", "PlainerWord", "Reading", "measure"]
