"""Lists of words, written as a paragraph."""


def words_in(paragraph: str) -> frozenset[str]:
    """Give the words of a paragraph as a set."""
    return frozenset(paragraph.split())
