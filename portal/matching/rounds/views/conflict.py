"""Telling the second of two leads who changed what, with what they wanted still at hand."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.matching.rounds import drafts, queries
from portal.practices.review.forms import read_number


def edition_sent() -> int:
    """Give the edition that the form began with; 0, which no draft has, where it says none."""
    return read_number(request.form.get("edition")) or 0


def conflict(number: int) -> ResponseReturnValue:
    """Show what was changed since, and a button to look at what one wanted to do once more."""
    found = queries.round_by_id(number, viewer=current_user)
    since = drafts.changes_since(number, edition_sent())
    codes = [*request.form.getlist("codes"), *(code for each in since for code in each.codes)]
    page = render_template(
        "matching/rounds/conflict.html",
        round=found,
        since=since,
        prisons=queries.named(codes),
        wanted=[
            pair
            for pair in request.form.items(multi=True)
            if pair[0] not in ("csrf_token", "edition")
        ],
        do=request.form.get("do", ""),
        codes=request.form.getlist("codes"),
        name=request.form.get("name", ""),
        again=request.path,
    )
    return page, 409
