"""Limits of reading, and what a reader is told of a file that was not read, or only in part."""

MOST_PAGES = 500
MOST_CHARACTERS = 2_000_000
LONGEST_PROPERTY = 300  # characters
MOST_BESIDE = 50_000  # characters that stand beside the text
MOST_PIXELS = 50_000_000

FINE = ""
MANY_PAGES = f"Too large to read in full: the first {MOST_PAGES} pages are searched"
LONG = "Too large to read in full: only its beginning is searched"
NO_TEXT = "No text was found, so it is not searched. Was it scanned on paper?"
SOME_PAGES = "Some of its pages are damaged and are not searched"
LOCKED = "This PDF is locked with a password, so its text is not searched"
DAMAGED = "The file is damaged, so its text is not searched"
TOO_HEAVY = "The file took too long to read, so its text is not searched"
HUGE_PICTURE = f"The picture is too large: more than {MOST_PIXELS // 1_000_000} million pixels"

IN_PART = frozenset({FINE, MANY_PAGES, LONG, NO_TEXT, SOME_PAGES})
ALL = IN_PART | {LOCKED, DAMAGED, TOO_HEAVY, HUGE_PICTURE}


class Unreadable(Exception):
    """Say in one of the words above why a file cannot be read."""
