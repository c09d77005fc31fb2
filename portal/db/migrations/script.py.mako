"""${message}.

Rules: never edit a migration that has landed; write the next one. A migration must keep what
people wrote. Large data changes go in steps that can be repeated.
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
