"""Somebody's saved searches as the list shows them, with what is new for each just now."""

from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import User
from portal.search.saved import asking, wording
from portal.search.saved.news import News, count_in_words, look
from portal.search.saved.queries import saved_of
from portal.search.saved.services import keep_counts


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold one saved search; `news` is None while the index is unavailable."""

    number: int
    name: str
    words: list[str]
    mails: bool
    seen_at: datetime
    news: News | None

    @property
    def new(self) -> str:
        """Say how many are new, as in "3 new"; "" for none."""
        return f"{count_in_words(self.news.count)} new" if self.news and self.news.count else ""


def listing(user: User) -> list[Listed]:
    """List somebody's saved searches, those with something new first.

    What is counted is kept for the front page.
    """
    searches = [(saved, asking.asked(saved.args)) for saved in saved_of(user)]
    known = wording.labels([asked for _, asked in searches], user)
    listed, changed = [], {}
    for saved, asked in searches:
        found = look(saved.args, user)
        news = found.since(saved.seen_at) if found else None
        if news is not None and news.count != saved.new_count:
            changed[saved] = news.count
        words = wording.in_words(asked, known)
        listed.append(Listed(saved.id, saved.name, words, saved.mails, saved.seen_at, news))
    if changed:
        keep_counts(changed)
    return sorted(listed, key=lambda each: not each.new)
