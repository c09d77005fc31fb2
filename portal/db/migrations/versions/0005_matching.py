"""Add editions, weights, rounds in full and what follows them.

Rules: never edit a migration that has landed; write the next one. A migration must keep what
people wrote. Large data changes go in steps that can be repeated.
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matching_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("block", sa.String(length=12), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_matching_weights_created_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_weights")),
    )
    with op.batch_alter_table("matching_weights", schema=None) as batch_op:
        batch_op.create_index("ix_matching_weights_method", ["basis", "block"], unique=False)

    op.create_table(
        "pairing_standing",
        sa.Column("prison_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user_account.id"],
            name=op.f("fk_pairing_standing_changed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["prison_id"],
            ["prison.id"],
            name=op.f("fk_pairing_standing_prison_id_prison"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("prison_id", name=op.f("pk_pairing_standing")),
    )
    with op.batch_alter_table("pairing_group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_pinned", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("parted_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("parted_why", sa.Text(), server_default=sa.text("('')"), nullable=False)
        )

    with op.batch_alter_table("pairing_member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer", sa.String(length=12), nullable=True))
        batch_op.add_column(
            sa.Column("answer_why", sa.Text(), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.add_column(sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answered_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_pairing_member_answered_by_id_user_account"),
            "user_account",
            ["answered_by_id"],
            ["id"],
        )

    with op.batch_alter_table("pairing_round", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("name", sa.String(length=120), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "basis", sa.String(length=12), server_default=sa.text("'record'"), nullable=False
            )
        )
        batch_op.add_column(
            sa.Column(
                "state", sa.String(length=12), server_default=sa.text("'draft'"), nullable=False
            )
        )
        batch_op.add_column(sa.Column("published_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("published_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("wishes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("edition", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_index(batch_op.f("ix_pairing_round_state"), ["state"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_pairing_round_published_by_id_user_account"),
            "user_account",
            ["published_by_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("pairing_round", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_pairing_round_published_by_id_user_account"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_pairing_round_state"))
        batch_op.drop_column("edition")
        batch_op.drop_column("wishes")
        batch_op.drop_column("published_by_id")
        batch_op.drop_column("published_at")
        batch_op.drop_column("state")
        batch_op.drop_column("basis")
        batch_op.drop_column("name")

    with op.batch_alter_table("pairing_member", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_pairing_member_answered_by_id_user_account"), type_="foreignkey"
        )
        batch_op.drop_column("answered_by_id")
        batch_op.drop_column("answered_at")
        batch_op.drop_column("answer_why")
        batch_op.drop_column("answer")

    with op.batch_alter_table("pairing_group", schema=None) as batch_op:
        batch_op.drop_column("parted_why")
        batch_op.drop_column("parted_at")
        batch_op.drop_column("is_pinned")

    op.drop_table("pairing_standing")
    with op.batch_alter_table("matching_weights", schema=None) as batch_op:
        batch_op.drop_index("ix_matching_weights_method")

    op.drop_table("matching_weights")
