"""The text as its readers see it: rendering joins what its source keeps apart."""

from collections.abc import Iterable

from portal.personal_data.folding import Folded
from portal.practices.guard.passages import THE_TEXT, Passage
from portal.practices.guard.spans import Span, spans_of

Hit = tuple[Passage, tuple[Span, ...]]

AS_SHOWN = f"{THE_TEXT}, as readers see it"


def hits_of(passages: Iterable[Passage], shown: str) -> list[Hit]:
    """Look through passages, then through `shown`, their text as its readers see it.

    What was found in the source already is not found once more.
    """
    hits = [(each, spans_of(each.text, is_name=each.is_name)) for each in passages]
    known = {
        (kind, _plain(passage.text[start:end]))
        for passage, spans in hits
        for kind, start, end in spans
        if passage.name == "body"
    }
    seen = Passage("body", THE_TEXT, " ".join(shown.split()), AS_SHOWN)
    more = tuple(
        (kind, start, end)
        for kind, start, end in spans_of(seen.text)
        if (kind, _plain(seen.text[start:end])) not in known
    )
    return [*hits, (seen, more)] if more else hits


def _plain(words: str) -> str:
    """Leave out whatever stands between letters and digits."""
    return "".join(filter(str.isalnum, Folded(words).text)).casefold()
