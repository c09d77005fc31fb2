"""Add saved searches and what people looked for.

Rules: never edit a migration that has landed; write the next one. A migration must keep what
people wrote. Large data changes go in steps that can be repeated.
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=120), nullable=False),
        sa.Column("stems", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.Column("partly", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_count")),
        sa.UniqueConstraint("question", "day", name=op.f("uq_search_count_question_day")),
    )
    with op.batch_alter_table("search_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_count_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_count_stems"), ["stems"], unique=False)

    op.create_table(
        "search_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("stems", sa.String(length=120), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=True),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(length=60), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["user_account.id"],
            name=op.f("fk_search_request_asked_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_request")),
    )
    with op.batch_alter_table("search_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_request_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_request_stems"), ["stems"], unique=False)

    op.create_table(
        "search_saved",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mails", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("told_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_search_saved_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_saved")),
        sa.UniqueConstraint("user_id", "digest", name=op.f("uq_search_saved_user_id_digest")),
    )


def downgrade() -> None:
    op.drop_table("search_saved")
    with op.batch_alter_table("search_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_request_stems"))
        batch_op.drop_index(batch_op.f("ix_search_request_asked_at"))

    op.drop_table("search_request")
    with op.batch_alter_table("search_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_count_stems"))
        batch_op.drop_index(batch_op.f("ix_search_count_day"))

    op.drop_table("search_count")
