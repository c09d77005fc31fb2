"""Who is like us, why, and who should pair up with whom."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Put the matching pages in place."""
    # Here and not above: the commands on plain tables start without the web and the database.
    from portal.matching.editions.views import bp as editions
    from portal.matching.nearness import lens, prisons_like_yours
    from portal.matching.questions.views import bp as questions
    from portal.matching.rounds.views import bp as rounds
    from portal.matching.similar.prison_panel import similar_prisons
    from portal.matching.similar.views import bp as similar
    from portal.prisons.panels import register_panel
    from portal.search.choices import Grouping, offer
    from portal.search.lifts import look_through

    register_panel(app, similar_prisons, order=20)
    look_through(app, lens)
    offer(app, Grouping("like", "Prisons like yours", "prison", prisons_like_yours))
    app.register_blueprint(editions)
    app.register_blueprint(similar)
    app.register_blueprint(questions)
    app.register_blueprint(rounds)
