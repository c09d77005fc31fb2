"""Pages for people who are not signed in yet."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import invitations, queries, resets, services
from portal.accounts.forms import safe_next
from portal.accounts.login import sign_in_page
from portal.accounts.models import ROLE_LABELS
from portal.accounts.views.blueprint import bp, let_in, me
from portal.errors import Invalid
from portal.web import resend
from portal.web.access import allow

WRONG = {"email": "Email address or password is not right"}


@bp.get("/sign-in")
@allow("anyone")
def sign_in() -> ResponseReturnValue:
    """Ask for e-mail address and password."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    return sign_in_page({})


@bp.post("/sign-in")
@allow("anyone")
def sign_in_now() -> ResponseReturnValue:
    """Let somebody in. Raises TooManyTries."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    email, password = request.form.get("email", ""), request.form.get("password", "")
    problems = {}
    if not email.strip():
        problems["email"] = "Enter your email address"
    if not password:
        problems["password"] = "Enter your password"  # noqa: S105 - words, not a secret
    kept = resend.carried()
    if problems:
        return sign_in_page(problems, kept=kept), 422
    user = services.person_for(email, password, address=request.remote_addr or "")
    if user is None:
        return sign_in_page(WRONG, kept=kept), 422
    let_in(user)
    if kept is not None:
        return resend.page(kept)
    return redirect(safe_next(request.form.get("next", "")) or url_for("home.index"))


@bp.post("/sign-out")
@allow("anyone")
def sign_out() -> ResponseReturnValue:
    """End this session."""
    if current_user.is_authenticated:
        services.end_sessions(me())
    session.clear()
    flash("You are signed out, here and on any other computer.", "success")
    return redirect(url_for("accounts.sign_in"))


@bp.get("/forgotten-password")
@allow("anyone")
def forgotten() -> ResponseReturnValue:
    """Ask where to send a reset link."""
    return render_template("accounts/forgotten.html", problems={})


@bp.post("/forgotten-password")
@allow("anyone")
def send_reset() -> ResponseReturnValue:
    """Send a reset link, and say the same whoever asks. Raises TooManyTries."""
    email = request.form.get("email", "")
    if not email.strip():
        problems = {"email": "Enter your email address"}
        return render_template("accounts/forgotten.html", problems=problems), 422
    resets.request_reset(email, address=request.remote_addr or "")
    return render_template("accounts/reset_sent.html", email=email)


@bp.get("/reset/<token>")
@allow("anyone")
def reset(token: str) -> ResponseReturnValue:
    """Ask for a new password. Raises NotFound."""
    user = resets.person_for_reset(token)
    return render_template("accounts/reset.html", token=token, user=user, problems={})


@bp.post("/reset/<token>")
@allow("anyone")
def reset_now(token: str) -> ResponseReturnValue:
    """Set a new password. Raises NotFound."""
    user = resets.person_for_reset(token)
    try:
        resets.reset_password(token, request.form.get("password", ""))
    except Invalid as error:
        page = render_template(
            "accounts/reset.html", token=token, user=user, problems=error.problems
        )
        return page, 422
    flash("Your new password is set. Sign in with it.", "success")
    return redirect(url_for("accounts.sign_in"))


@bp.get("/invitations/<token>")
@allow("anyone")
def invitation(token: str) -> ResponseReturnValue:
    """Show an invitation. Raises NotFound."""
    return _invitation_page(token, {"name": request.args.get("name", "")}, {})


@bp.post("/invitations/<token>")
@allow("anyone")
def accept(token: str) -> ResponseReturnValue:
    """Make the account and let its owner in. Raises NotFound."""
    try:
        user = invitations.accept_invitation(
            token,
            name=request.form.get("name", ""),
            job_title=request.form.get("job_title", ""),
            password=request.form.get("password", ""),
        )
    except Invalid as error:
        return _invitation_page(token, request.form, error.problems), 422
    let_in(user)
    flash("Your account is ready.", "success")
    return redirect(url_for("home.index"))


def _invitation_page(token: str, typed: object, problems: dict[str, str]) -> str:
    return render_template(
        "accounts/invitation.html",
        token=token,
        invitation=queries.open_invitation(token),
        typed=typed,
        problems=problems,
        role_labels=ROLE_LABELS,
    )
