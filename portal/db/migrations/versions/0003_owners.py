"""Give what is there an owner and a day to look at it again; what was withdrawn is archived.

Rules: never edit a migration that has landed; write the next one. A migration must keep what
people wrote. Large data changes go in steps that can be repeated.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

practice = sa.table(
    "practice",
    sa.column("status", sa.String),
    sa.column("author_id", sa.Integer),
    sa.column("owner_id", sa.Integer),
    sa.column("published_at", UtcDateTime),
    sa.column("checked_at", UtcDateTime),
    sa.column("review_on", sa.Date),
)


def upgrade() -> None:
    archived = practice.update().where(practice.c.status == "withdrawn").values(status="archived")
    op.execute(archived)
    op.execute(practice.update().values(owner_id=practice.c.author_id))
    today = datetime.now(UTC).date()
    in_a_year = today.replace(year=today.year + 1, day=min(today.day, 28))
    published = practice.update().where(practice.c.status == "published")
    op.execute(published.values(checked_at=practice.c.published_at, review_on=in_a_year))
