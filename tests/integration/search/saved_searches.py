"""What the tests of saved searches share: saving, telling, and reading the pages."""

import re
from html import unescape

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db
from portal.search.saved import services
from portal.search.saved.models import SavedSearch
from portal.search.saved.queries import new_for
from portal.search.saved.telling import tell

SUMMARY = re.compile(r'govuk-error-summary__list">(.*?)</ul>', re.DOTALL)
CARD = re.compile(r'<article class="app-card">(.*?)</article>', re.DOTALL)


def rows(app: Flask) -> list[SavedSearch]:
    with app.app_context():
        return list(db.session.scalars(select(SavedSearch).order_by(SavedSearch.id)))


def save(app: Flask, person: User, words: str, *, mails: bool = True) -> int:
    """Save a search by its words, which are its name too, and give its number."""
    with app.app_context():
        return services.save(person, {"q": [words]}, name=words, mails=mails)[0].id


def tell_now(app: Flask) -> int:
    with app.app_context():
        return tell()


def counts(app: Flask, person: User) -> dict[str, int]:
    with app.app_context():
        return {each.name: each.count for each in new_for(person)}


def told(page: str) -> str:
    found = SUMMARY.search(page)
    return unescape(re.sub(r"<[^>]*>", "", found[1])).strip() if found else ""


def cards(page: str) -> list[str]:
    """Give the searches of the list as somebody reads them, in lines."""
    return [
        " ".join(unescape(re.sub(r"<[^>]*>", " ", each)).split()) for each in CARD.findall(page)
    ]
