"""What is there already, beside what somebody is writing."""

from typing import Any

from flask_login import current_user

from portal.practices.adapting.duplication import schemes_like
from portal.practices.adapting.likes import similar_in_network
from portal.practices.adapting.sources import known_source
from portal.practices.content import Content
from portal.practices.form_steps import START, FormStep, step_after
from portal.practices.models import Practice, Status


def already(practice: Practice, content: Content) -> dict[str, Any]:
    """Give what the page shows of practices like this one, and of its prison's schemes."""
    viewer = current_user
    return {
        "similar": similar_in_network(practice.kind, content, viewer=viewer, practice=practice),
        "schemes": schemes_like(practice, content, viewer=viewer),
        "source": known_source(practice, viewer=viewer),
    }


def already_beside(practice: Practice, step: FormStep, content: Content) -> dict[str, Any]:
    """Give the same for the page that follows the title of a draft; nothing for other pages."""
    following = step_after(practice.kind, START)
    if practice.status != Status.DRAFT or following is None or step.key != following.key:
        return {}
    return already(practice, content)
