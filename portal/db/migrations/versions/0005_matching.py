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
        "likeness_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prison_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=12), nullable=False),
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["a_id"], ["prison.id"], name=op.f("fk_likeness_answer_a_id_prison"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_likeness_answer_answered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["b_id"], ["prison.id"], name=op.f("fk_likeness_answer_b_id_prison"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["prison_id"],
            ["prison.id"],
            name=op.f("fk_likeness_answer_prison_id_prison"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness_answer")),
        sa.UniqueConstraint(
            "answered_by_id",
            "prison_id",
            "block",
            "a_id",
            "b_id",
            name=op.f("uq_likeness_answer_answered_by_id_prison_id_block_a_id_b_id"),
        ),
    )
    with op.batch_alter_table("likeness_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_likeness_answer_block"), ["block"], unique=False)

    op.create_table(
        "matching_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["user_account.id"],
            name=op.f("fk_matching_edition_published_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_edition")),
    )
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
    op.create_table(
        "matching_edition_line_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("block", sa.String(length=12), nullable=False),
        sa.Column("method", sa.JSON(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["matching_edition.id"],
            name=op.f("fk_matching_edition_line_up_edition_id_matching_edition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_edition_line_up")),
    )
    with op.batch_alter_table("matching_edition_line_up", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_matching_edition_line_up_edition_id"), ["edition_id"], unique=False
        )

    op.create_table(
        "partner_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("prison_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_partner_entry_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["pairing_group.id"],
            name=op.f("fk_partner_entry_group_id_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["prison_id"],
            ["prison.id"],
            name=op.f("fk_partner_entry_prison_id_prison"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_entry")),
    )
    with op.batch_alter_table("partner_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_entry_group_id"), ["group_id"], unique=False)

    op.create_table(
        "partner_fit",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("prison_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_partner_fit_answered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["pairing_group.id"],
            name=op.f("fk_partner_fit_group_id_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["prison_id"],
            ["prison.id"],
            name=op.f("fk_partner_fit_prison_id_prison"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "prison_id", "at", name=op.f("pk_partner_fit")),
    )
    op.create_table(
        "partner_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("prison_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["pairing_group.id"],
            name=op.f("fk_partner_letter_group_id_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["prison_id"],
            ["prison.id"],
            name=op.f("fk_partner_letter_prison_id_prison"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_partner_letter_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_letter")),
    )
    with op.batch_alter_table("partner_letter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_partner_letter_group", ["group_id", "about", "prison_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_partner_letter_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "partner_meeting",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user_account.id"],
            name=op.f("fk_partner_meeting_changed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["pairing_group.id"],
            name=op.f("fk_partner_meeting_group_id_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_partner_meeting")),
    )
    op.create_table(
        "partner_rematch",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("from_group_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_group_id"],
            ["pairing_group.id"],
            name=op.f("fk_partner_rematch_from_group_id_pairing_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["pairing_group.id"],
            name=op.f("fk_partner_rematch_group_id_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_partner_rematch_made_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_partner_rematch")),
    )
    op.create_table(
        "partner_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_partner_words_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["partner_entry.id"],
            name=op.f("fk_partner_words_entry_id_partner_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk_partner_words_practice_id_practice"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_words")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_partner_words_entry_id_number")),
    )
    with op.batch_alter_table("pairing_group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_pinned", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("parted_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("parted_why", sa.Text(), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.alter_column("distance", existing_type=sa.DOUBLE(), nullable=True)

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
        batch_op.alter_column("distance", existing_type=sa.DOUBLE(), nullable=False)
        batch_op.drop_column("parted_why")
        batch_op.drop_column("parted_at")
        batch_op.drop_column("is_pinned")

    op.drop_table("partner_words")
    op.drop_table("partner_rematch")
    op.drop_table("partner_meeting")
    with op.batch_alter_table("partner_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_letter_sent_at"))
        batch_op.drop_index("ix_partner_letter_group")

    op.drop_table("partner_letter")
    op.drop_table("partner_fit")
    with op.batch_alter_table("partner_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_entry_group_id"))

    op.drop_table("partner_entry")
    with op.batch_alter_table("matching_edition_line_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matching_edition_line_up_edition_id"))

    op.drop_table("matching_edition_line_up")
    op.drop_table("pairing_standing")
    with op.batch_alter_table("matching_weights", schema=None) as batch_op:
        batch_op.drop_index("ix_matching_weights_method")

    op.drop_table("matching_weights")
    op.drop_table("matching_edition")
    with op.batch_alter_table("likeness_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_likeness_answer_block"))

    op.drop_table("likeness_answer")
