"""ids of requests that made anything

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-26 07:45:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The ids are of one day and nobody's text: those of before are not taken along.


def upgrade():
    _replace("task_creation", by="creation", item="item_id")


def downgrade():
    _replace("creation", by="task_creation", item="task_id")


def _replace(table, *, by, item):
    op.drop_table(table)
    op.create_table(
        by,
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("arguments_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column(item, sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=f"fk_{by}_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=f"pk_{by}"),
    )
    op.create_index(f"ix_{by}_user_id", by, ["user_id"])
