"""ids of requests that made a task

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task_creation",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("arguments_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_task_creation_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_task_creation")),
    )
    with op.batch_alter_table("task_creation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_creation_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_creation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_creation_user_id"))

    op.drop_table("task_creation")
