"""What Alembic needs to run inside the application; started by portal.db.migrate only."""

from alembic import context

from portal.db.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()
