"""Scheme write-ups, job descriptions, training materials and practice notes."""

from datetime import timedelta

from flask import Flask

from portal import chores
from portal.accounts.leaving import on_leaving
from portal.practices import api, related
from portal.practices.facets import CHOICES
from portal.practices.files.attached import attached_files, files_in_use
from portal.practices.paper import wing_pack
from portal.practices.paper.printing import origin
from portal.practices.prison_panel import shared_practices
from portal.practices.review.ownership import pass_on
from portal.practices.review.reminders import remind
from portal.practices.review.requests import open_request
from portal.practices.review.reviewing import next_step
from portal.practices.search_source import PracticeSource, file_was_read
from portal.practices.states import STEP_WORDS, state_tags
from portal.practices.unsaved import forget_of_leaver
from portal.practices.views import bp
from portal.practices.vocabulary import EVIDENCE, KINDS
from portal.prisons.panels import register_panel
from portal.search.choices import offer
from portal.search.reasons import name_evidence
from portal.search.sources import register
from portal.storage import hooks


def init_app(app: Flask) -> None:
    """Put the practice pages in place and bring practices to search."""
    app.add_template_global(KINDS.get, "kind_label")
    app.add_template_global(attached_files, "attached_files")
    app.add_template_global(state_tags)
    app.add_template_global(next_step)
    app.add_template_global(open_request)
    app.add_template_global(origin, "origin_words")
    app.add_template_global(STEP_WORDS.get, "step_label")
    register(app, PracticeSource())
    hooks.references(app, files_in_use)
    hooks.on_read(app, file_was_read)
    related.init_app(app)
    offer(app, *CHOICES)
    name_evidence(app, EVIDENCE.values())
    on_leaving(app, forget_of_leaver)
    on_leaving(app, wing_pack.forget_of_leaver)
    on_leaving(app, pass_on)
    chores.register(app, remind, every=timedelta(days=1))
    register_panel(app, shared_practices, order=10)
    app.register_blueprint(bp)
    app.register_blueprint(api.bp)
