"""Add review, owners, files, unsaved writing and likeness.

Rules: never edit a migration that has landed; write the next one. A migration must keep what
people wrote. Large data changes go in steps that can be repeated.
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("adopted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_missing", sa.Boolean(), nullable=False),
        sa.Column("scan_state", sa.String(length=20), nullable=False),
        sa.Column("scan_words", sa.String(length=300), nullable=False),
        sa.Column("reading_state", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("claimed_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_adopted_at"), ["adopted_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_stored_file_reading_state"), ["reading_state"], unique=False
        )

    op.create_table(
        "stored_page",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["stored_file.sha256"],
            name=op.f("fk_stored_page_sha256_stored_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", "number", name=op.f("pk_stored_page")),
    )
    op.create_table(
        "practice_accepted",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["user_account.id"],
            name=op.f("fk_practice_accepted_actor_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk_practice_accepted_practice_id_practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("practice_id", "digest", name=op.f("pk_practice_accepted")),
    )
    op.create_table(
        "practice_fingerprint",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk_practice_fingerprint_practice_id_practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("practice_id", name=op.f("pk_practice_fingerprint")),
    )
    op.create_table(
        "practice_pack_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk_practice_pack_item_practice_id_practice"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_practice_pack_item_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_pack_item")),
        sa.UniqueConstraint(
            "user_id", "practice_id", name=op.f("uq_practice_pack_item_user_id_practice_id")
        ),
    )
    with op.batch_alter_table("practice_pack_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_pack_item_practice_id"), ["practice_id"], unique=False
        )

    op.create_table(
        "practice_unsaved",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk_practice_unsaved_practice_id_practice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_practice_unsaved_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_unsaved")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_practice_unsaved_user_id_key")),
    )
    with op.batch_alter_table("practice_unsaved", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_unsaved_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "practice_review_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["user_account.id"],
            name=op.f("fk_practice_review_step_actor_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk_practice_review_step_practice_id_practice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_practice_review_step_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_review_step")),
    )
    with op.batch_alter_table("practice_review_step", schema=None) as batch_op:
        batch_op.create_index(
            "ix_practice_review_step_practice", ["practice_id", "id"], unique=False
        )

    op.create_table(
        "revision_file",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_revision_file_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_revision_file_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("revision_id", "sha256", name=op.f("pk_revision_file")),
    )
    with op.batch_alter_table("revision_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_file_sha256"), ["sha256"], unique=False)

    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("source_seen_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("submitted_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("checked_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_practice_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_review_on"), ["review_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_practice_source_seen_id"), ["source_seen_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_practice_submitted_id"), ["submitted_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_practice_owner_id_user_account"), "user_account", ["owner_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_practice_source_seen_id_revision"),
            "revision",
            ["source_seen_id"],
            ["id"],
            use_alter=True,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_practice_submitted_id_revision"),
            "revision",
            ["submitted_id"],
            ["id"],
            use_alter=True,
        )

    with op.batch_alter_table("prison", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reviews_practices", sa.Boolean(), server_default=sa.true(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("prison", schema=None) as batch_op:
        batch_op.drop_column("reviews_practices")

    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_practice_submitted_id_revision"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_practice_source_seen_id_revision"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_practice_owner_id_user_account"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_practice_submitted_id"))
        batch_op.drop_index(batch_op.f("ix_practice_source_seen_id"))
        batch_op.drop_index(batch_op.f("ix_practice_review_on"))
        batch_op.drop_index(batch_op.f("ix_practice_owner_id"))
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("review_on")
        batch_op.drop_column("checked_at")
        batch_op.drop_column("submitted_id")
        batch_op.drop_column("source_seen_id")
        batch_op.drop_column("owner_id")

    with op.batch_alter_table("revision_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_file_sha256"))

    op.drop_table("revision_file")
    with op.batch_alter_table("practice_review_step", schema=None) as batch_op:
        batch_op.drop_index("ix_practice_review_step_practice")

    op.drop_table("practice_review_step")
    with op.batch_alter_table("practice_unsaved", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_unsaved_updated_at"))

    op.drop_table("practice_unsaved")
    with op.batch_alter_table("practice_pack_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_pack_item_practice_id"))

    op.drop_table("practice_pack_item")
    op.drop_table("practice_fingerprint")
    op.drop_table("practice_accepted")
    op.drop_table("stored_page")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_reading_state"))
        batch_op.drop_index(batch_op.f("ix_stored_file_adopted_at"))

    op.drop_table("stored_file")
