"""notes

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-26 06:40:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The words of the notes, made by the app (plugin_oauth/plugin/notes/words.py): no stemming here.
SQLITE = (
    "CREATE VIRTUAL TABLE note_index USING fts5(note_id, user_id, title, text, tokenize = ascii)",
    # Fires for what goes by ON DELETE CASCADE, too.
    """
    CREATE TRIGGER note_index_delete AFTER DELETE ON note BEGIN
        DELETE FROM note_index WHERE note_index MATCH 'note_id : "' || old.id || '"';
    END
    """,
)
POSTGRESQL = (
    """
    CREATE TABLE note_index (
        note_id UUID CONSTRAINT pk_note_index PRIMARY KEY
            CONSTRAINT fk_note_index_note_id_note REFERENCES note (id) ON DELETE CASCADE,
        user_id UUID NOT NULL,
        words TSVECTOR NOT NULL
    )
    """,
    "CREATE INDEX ix_note_index_user_id ON note_index (user_id)",
    "CREATE INDEX ix_note_index_words ON note_index USING gin (words)",
)


def upgrade():
    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_note_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_user_id_created_at_id"), "note", ["user_id", "created_at", "id"])
    op.create_index(op.f("ix_note_user_id_sort_key_id"), "note", ["user_id", "sort_key", "id"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade():
    op.drop_table("note_index")
    op.drop_table("note")
