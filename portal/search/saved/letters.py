"""The letter about what is new: one for all searches of a person, at most once a day."""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from portal.accounts.links import absolute
from portal.search.saved.news import News, count_in_words

NEW = """\
There is something new for {some} that you saved.

{parts}
You asked for these emails. See your saved searches and turn the emails off:
{link}
"""


def new_results(news: Sequence[tuple[int, str, News]]) -> tuple[str, str]:
    """Give the subject and the words about what is new; a search is its number, name and news."""
    names = len(news)
    words = NEW.format(
        some="a search" if names == 1 else f"{names} searches",
        parts="\n".join(_part(*each) for each in news),
        link=absolute(_path("search_saved.index")),
    )
    return f"New for your saved {'search' if names == 1 else 'searches'}", words


def _part(number: int, name: str, news: News) -> str:
    lines = [f"{name}: {count_in_words(news.count)} new\n"]
    lines += [_result(card) for card in news.first]
    address = absolute(_path("search_saved.run", number=number, order="newest"))
    lines.append(f"See all, newest first: {address}\n")
    return "".join(lines)


def _result(card: Any) -> str:
    where = card.prison_name or "Starter library"
    if card.is_example:
        where += " (example)"
    address = absolute(_path("practices.show", slug=card.slug))
    return f"- {card.title}\n  {where}\n  {address}\n"


def _path(endpoint: str, **values: object) -> str:
    """Give the path of a page where no request tells the host."""
    return current_app.url_map.bind("localhost").build(endpoint, values)
