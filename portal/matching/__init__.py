"""Who is like us, why, and who should pair up with whom."""

from datetime import timedelta

from flask import Flask


def init_app(app: Flask) -> None:
    """Put the matching pages in place."""
    # Here and not above: the commands on plain tables start without the web and the database.
    from portal import chores
    from portal.matching.deciding.views import bp as deciding
    from portal.matching.editions.views import bp as editions
    from portal.matching.nearness import lens, prisons_like_yours
    from portal.matching.partners.prison_panel import paired
    from portal.matching.partners.telling import tell
    from portal.matching.partners.views import bp as partners
    from portal.matching.pictures.views import bp as pictures
    from portal.matching.questions.views import bp as questions
    from portal.matching.rounds.prison_panel import taking_part
    from portal.matching.rounds.views import bp as rounds
    from portal.matching.similar.prison_panel import similar_prisons
    from portal.matching.similar.views import bp as similar
    from portal.prisons.panels import register_panel
    from portal.search.choices import Grouping, offer
    from portal.search.lifts import look_through

    register_panel(app, similar_prisons, order=20)
    register_panel(app, paired, order=21)
    register_panel(app, taking_part, order=22)
    look_through(app, lens)
    offer(app, Grouping("like", "Prisons like yours", "prison", prisons_like_yours))
    app.register_blueprint(deciding)
    app.register_blueprint(editions)
    app.register_blueprint(similar)
    app.register_blueprint(pictures)
    app.register_blueprint(questions)
    app.register_blueprint(rounds)
    app.register_blueprint(partners)
    chores.register(app, tell, every=timedelta(minutes=2))
