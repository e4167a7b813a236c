"""authorization server complete

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.String(length=255), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "flow",
        sa.Column("id", sa.String(length=6), nullable=False),
        sa.Column("endpoint", sa.String(length=32), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt_digest", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow")),
    )
    with op.batch_alter_table("flow", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_flow_attempt_digest"), ["attempt_digest"], unique=False
        )

    op.create_table(
        "initial_access_token",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_initial_access_token")),
        sa.UniqueConstraint("name", name=op.f("uq_initial_access_token_name")),
    )
    op.create_table(
        "signing_key",
        sa.Column("kid", sa.String(length=32), nullable=False),
        sa.Column("algorithm", sa.String(length=16), nullable=False),
        sa.Column("public_jwk", sa.JSON(), nullable=False),
        sa.Column("sealed_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_key")),
    )
    op.create_table(
        "spent_id",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_id")),
    )
    op.create_table(
        "flow_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("flow_id", sa.String(length=6), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flow_id"], ["flow.id"], name=op.f("fk_flow_step_flow_id_flow"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_step")),
    )
    with op.batch_alter_table("flow_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flow_step_flow_id"), ["flow_id"], unique=False)

    op.create_table(
        "device_code",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_code_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("auth_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flow_id", sa.String(length=6), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.client_id"],
            name=op.f("fk_device_code_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_device_code_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_device_code")),
        sa.UniqueConstraint("user_code_digest", name=op.f("uq_device_code_user_code_digest")),
    )
    with op.batch_alter_table("device_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_code_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "pushed_request",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("flow_id", sa.String(length=6), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.client_id"],
            name=op.f("fk_pushed_request_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pushed_request")),
    )
    with op.batch_alter_table("pushed_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pushed_request_client_id"), ["client_id"], unique=False
        )

    op.create_table(
        "refused_callback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("redirect_uri", sa.String(length=500), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.client_id"],
            name=op.f("fk_refused_callback_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_callback")),
        sa.UniqueConstraint(
            "client_id", "redirect_uri", name=op.f("uq_refused_callback_client_id_redirect_uri")
        ),
    )
    with op.batch_alter_table("authorization_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resource", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("nonce", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("dpop_jkt", sa.String(length=43), nullable=True))
        batch_op.add_column(sa.Column("flow_id", sa.String(length=6), nullable=True))

    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("resource_server_for", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("is_verified", sa.Boolean(), server_default=sa.text("(true)"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("previous_secret_digest", sa.LargeBinary(length=32), nullable=True)
        )
        batch_op.add_column(
            sa.Column("previous_secret_ends_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("registration_token_digest", sa.LargeBinary(length=32), nullable=True)
        )
        batch_op.add_column(sa.Column("jwks", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("jwks_uri", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("jwks_fetched_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("jwks_expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("document_fetched_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("document_expires_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "id_token_signed_response_alg",
                sa.String(length=16),
                server_default="ES256",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("post_logout_redirect_uris", sa.JSON(), server_default="[]", nullable=False)
        )
        batch_op.add_column(sa.Column("about", sa.JSON(), server_default="{}", nullable=False))

    with op.batch_alter_table("oauth_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resource", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("flow_id", sa.String(length=6), nullable=True))

    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resource", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("dpop_jkt", sa.String(length=43), nullable=True))


def downgrade() -> None:

    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_column("dpop_jkt")
        batch_op.drop_column("resource")

    with op.batch_alter_table("oauth_grant", schema=None) as batch_op:
        batch_op.drop_column("flow_id")
        batch_op.drop_column("last_used_at")
        batch_op.drop_column("resource")

    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.drop_column("about")
        batch_op.drop_column("post_logout_redirect_uris")
        batch_op.drop_column("id_token_signed_response_alg")
        batch_op.drop_column("document_expires_at")
        batch_op.drop_column("document_fetched_at")
        batch_op.drop_column("jwks_expires_at")
        batch_op.drop_column("jwks_fetched_at")
        batch_op.drop_column("jwks_uri")
        batch_op.drop_column("jwks")
        batch_op.drop_column("registration_token_digest")
        batch_op.drop_column("previous_secret_ends_at")
        batch_op.drop_column("previous_secret_digest")
        batch_op.drop_column("is_verified")
        batch_op.drop_column("resource_server_for")

    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.drop_column("last_seen_at")

    with op.batch_alter_table("authorization_code", schema=None) as batch_op:
        batch_op.drop_column("flow_id")
        batch_op.drop_column("dpop_jkt")
        batch_op.drop_column("nonce")
        batch_op.drop_column("resource")

    op.drop_table("refused_callback")
    with op.batch_alter_table("pushed_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pushed_request_client_id"))

    op.drop_table("pushed_request")
    with op.batch_alter_table("device_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_code_user_id"))
        batch_op.drop_index(batch_op.f("ix_device_code_client_id"))

    op.drop_table("device_code")
    with op.batch_alter_table("flow_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flow_step_flow_id"))

    op.drop_table("flow_step")
    op.drop_table("spent_id")
    op.drop_table("signing_key")
    op.drop_table("initial_access_token")
    with op.batch_alter_table("flow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flow_attempt_digest"))

    op.drop_table("flow")
    op.drop_table("audit_event")
