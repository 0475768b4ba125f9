"""Everything triage keeps."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Id, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_attempts",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("verifying", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_account_attempts")),
    )
    op.create_index("ix_account_attempts_last_at", "account_attempts", ["last_at"], unique=False)
    op.create_table(
        "address_attempts",
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("verifying", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_address_attempts")),
    )
    op.create_index("ix_address_attempts_last_at", "address_attempts", ["last_at"], unique=False)
    op.create_table(
        "case_history",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_history")),
    )
    op.create_index("ix_case_history_case_id", "case_history", ["case_id", "id"], unique=False)
    op.create_table(
        "case_message",
        sa.Column("feedback_id", Id, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("appended_at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("small_talk", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", "seq", name=op.f("pk_case_message")),
    )
    op.create_index("ix_case_message_case_id", "case_message", ["case_id"], unique=False)
    op.create_table(
        "case_task",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("team_id", Id, nullable=False),
        sa.Column("owner_id", Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_task")),
    )
    op.create_index("ix_case_task_case_id", "case_task", ["case_id"], unique=False)
    op.create_table(
        "customer",
        sa.Column("handle", sa.String(80), nullable=False),
        sa.Column("canonical", sa.String(80), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_customer")),
    )
    op.create_table(
        "issued_key",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("stores", Json, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_key")),
        sa.UniqueConstraint("digest", name="uq_issued_key_digest"),
    )
    op.create_table(
        "label",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
    )
    op.create_index("ix_label_case_id", "label", ["case_id"], unique=False)
    op.create_table(
        "signing_key",
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("public_jwk", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("signs_from", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_key")),
    )
    op.create_table(
        "staff",
        sa.Column("id", Id, nullable=False),
        sa.Column("username", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("roles", Json, nullable=False),
        sa.Column("stores", Json, nullable=False),
        sa.Column("skills", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("tokens_valid_from", UtcDateTime(), nullable=False),
        sa.Column("last_assigned_at", UtcDateTime(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("username", name="uq_staff_username"),
    )
    op.create_table(
        "store",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("region", sa.String(80), nullable=False),
        sa.Column("city", sa.String(80), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_store")),
    )
    op.create_table(
        "team",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("strategy", sa.String(40), nullable=False),
        sa.Column("hourly_cap", sa.Integer(), nullable=True),
        sa.Column("sticky_days", sa.Integer(), nullable=True),
        sa.Column("lapse_minutes", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    op.create_table(
        "triage_case",
        sa.Column("id", Id, nullable=False),
        sa.Column("feedback_id", Id, nullable=False),
        sa.Column("birth", Json, nullable=False),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("reported_store", sa.String(40), nullable=True),
        sa.Column("store_code", sa.String(40), nullable=True),
        sa.Column("moved_from", sa.String(40), nullable=True),
        sa.Column("customer", sa.String(80), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("verdict", Json, nullable=False),
        sa.Column("topic_codes", sa.Text(), nullable=False),
        sa.Column("urgency_base", sa.SmallInteger(), nullable=False),
        sa.Column("urgency_cycle", sa.Integer(), nullable=False),
        sa.Column("urgency_of_messages", sa.SmallInteger(), nullable=False),
        sa.Column("urgency_order", sa.SmallInteger(), nullable=False),
        sa.Column("review_rank", sa.SmallInteger(), nullable=True),
        sa.Column("disposition", sa.String(12), nullable=False),
        sa.Column("disposition_reason", sa.Text(), nullable=True),
        sa.Column("merged_into", Id, nullable=True),
        sa.Column("duplicate_of", Id, nullable=True),
        sa.Column("incident_id", Id, nullable=True),
        sa.Column("team_id", Id, nullable=True),
        sa.Column("owner_id", Id, nullable=True),
        sa.Column("assigned_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("effort", sa.SmallInteger(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("declined_by", Json, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("progress", sa.String(20), nullable=False),
        sa.Column("progress_detail", Json, nullable=False),
        sa.Column("followup_generation", sa.Integer(), nullable=False),
        sa.Column("followup_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_case")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index(
        "ix_case_customer",
        "triage_case",
        ["customer"],
        unique=False,
        postgresql_where=sa.text("customer IS NOT NULL"),
        sqlite_where=sa.text("customer IS NOT NULL"),
    )
    op.create_index(
        "ix_case_done",
        "triage_case",
        ["urgency_order", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("is_open IS false"),
        sqlite_where=sa.text("is_open IS 0"),
    )
    op.create_index(
        "ix_case_merged_into",
        "triage_case",
        ["merged_into"],
        unique=False,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
        sqlite_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(
        "ix_case_moved_from",
        "triage_case",
        ["moved_from"],
        unique=False,
        postgresql_where=sa.text("moved_from IS NOT NULL"),
        sqlite_where=sa.text("moved_from IS NOT NULL"),
    )
    op.create_index(
        "ix_case_open",
        "triage_case",
        ["urgency_order", "received_at", "id", "topic_codes", "store_code"],
        unique=False,
        postgresql_where=sa.text("is_open IS true"),
        sqlite_where=sa.text("is_open IS 1"),
    )
    op.create_index(
        "ix_case_owner",
        "triage_case",
        ["owner_id", "urgency_order", "received_at", "id", "assigned_at", "effort"],
        unique=False,
        postgresql_where=sa.text("is_open IS true"),
        sqlite_where=sa.text("is_open IS 1"),
    )
    op.create_index(
        "ix_case_review",
        "triage_case",
        ["review_rank", "id"],
        unique=False,
        postgresql_where=sa.text("review_rank IS NOT NULL"),
        sqlite_where=sa.text("review_rank IS NOT NULL"),
    )
    op.create_index(
        "ix_case_store_done",
        "triage_case",
        ["store_code", "urgency_order", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("is_open IS false"),
        sqlite_where=sa.text("is_open IS 0"),
    )
    op.create_index(
        "ix_case_store_open",
        "triage_case",
        ["store_code", "urgency_order", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("is_open IS true"),
        sqlite_where=sa.text("is_open IS 1"),
    )
    op.create_index(
        "ix_case_team_done",
        "triage_case",
        ["team_id", "urgency_order", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("is_open IS false"),
        sqlite_where=sa.text("is_open IS 0"),
    )
    op.create_index(
        "ix_case_team_open",
        "triage_case",
        ["team_id", "urgency_order", "received_at", "id", "topic_codes", "store_code"],
        unique=False,
        postgresql_where=sa.text("is_open IS true"),
        sqlite_where=sa.text("is_open IS 1"),
    )
    op.create_index(
        "ix_case_team_review",
        "triage_case",
        ["team_id", "review_rank", "id"],
        unique=False,
        postgresql_where=sa.text("review_rank IS NOT NULL"),
        sqlite_where=sa.text("review_rank IS NOT NULL"),
    )
    op.create_index(
        "ix_case_team_waiting",
        "triage_case",
        ["team_id", "urgency_order", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("is_waiting IS true"),
        sqlite_where=sa.text("is_waiting IS 1"),
    )
    op.create_index(
        "ix_case_waiting",
        "triage_case",
        ["urgency_order", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("is_waiting IS true"),
        sqlite_where=sa.text("is_waiting IS 1"),
    )
    op.create_table(
        "routing_rule",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("conditions", Json, nullable=False),
        sa.Column("team_id", Id, nullable=False),
        sa.Column("assist_team_ids", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_routing_rule_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
    )
    op.create_index("ix_routing_rule_position", "routing_rule", ["position", "id"], unique=False)
    op.create_table(
        "shift",
        sa.Column("id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=True),
        sa.Column("team_id", Id, nullable=True),
        sa.Column("weekdays", Json, nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("timezone", sa.String(40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(staff_id IS NULL) <> (team_id IS NULL)", name=op.f("ck_shift_one_subject")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_shift_staff_id_staff")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_shift_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_staff_id", "shift", ["staff_id"], unique=False)
    op.create_index("ix_shift_team_id", "shift", ["team_id"], unique=False)
    op.create_table(
        "shift_override",
        sa.Column("id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=True),
        sa.Column("team_id", Id, nullable=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("timezone", sa.String(40), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(staff_id IS NULL) <> (team_id IS NULL)", name=op.f("ck_shift_override_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_shift_override_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_shift_override_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_override")),
    )
    op.create_index("ix_shift_override_last_day", "shift_override", ["last_day"], unique=False)
    op.create_table(
        "effort_weight",
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("urgency", sa.String(10), nullable=False),
        sa.Column("effort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "urgency", name=op.f("pk_effort_weight")),
    )
    op.create_table(
        "customer_tag",
        sa.Column("customer", sa.String(80), nullable=False),
        sa.Column("tag", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("customer", "tag", name=op.f("pk_customer_tag")),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_because", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_sign_in_session_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
    )
    op.create_index(
        "ix_sign_in_session_expires_at", "sign_in_session", ["expires_at"], unique=False
    )
    op.create_index("ix_sign_in_session_staff_id", "sign_in_session", ["staff_id"], unique=False)
    op.create_table(
        "team_place",
        sa.Column("team_id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_team_place_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_place_team_id_team")),
        sa.PrimaryKeyConstraint("team_id", "staff_id", "part", name=op.f("pk_team_place")),
    )
    op.create_index("ix_team_place_staff_id", "team_place", ["staff_id"], unique=False)
    op.create_table(
        "topic",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name_zh", sa.String(80), nullable=False),
        sa.Column("name_en", sa.String(80), nullable=False),
        sa.Column("parent", sa.String(40), nullable=True),
        sa.Column("default_team_id", Id, nullable=True),
        sa.Column("skills", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["default_team_id"], ["team.id"], name=op.f("fk_topic_default_team_id_team")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_topic")),
    )
    op.create_index("ix_topic_position", "topic", ["position", "code"], unique=False)
    op.create_table(
        "refresh_token",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("session_id", Id, nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sign_in_session.id"],
            name=op.f("fk_refresh_token_session_id_sign_in_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_refresh_token")),
    )
    op.create_index("ix_refresh_token_expires_at", "refresh_token", ["expires_at"], unique=False)
    op.create_index("ix_refresh_token_session_id", "refresh_token", ["session_id"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("stores", Json, nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
        comment="API keys as triage publishes them; only digests.",
    )
    op.create_table(
        "audit_entry",
        sa.Column("seq", BigId, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
        comment="Append-only; each row's hash covers the row before it.",
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        comment="One row: the end of the audit chain.",
    )
    op.create_table(
        "idempotency_record",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_idempotency_record")),
        comment="First answers, to be given again for the same key.",
    )
    op.create_index(
        "ix_idempotency_record_created_at", "idempotency_record", ["created_at"], unique=False
    )
    op.create_table(
        "inbox",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False, comment="done, pending or parked"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column(
            "started_at", UtcDateTime(), nullable=True, comment="an attempt began and has not ended"
        ),
        sa.Column("next_attempt_at", UtcDateTime(), nullable=True),
        sa.Column("first_failed_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column(
            "message",
            sa.Text(),
            nullable=True,
            comment="the whole event, while it may be needed again",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_inbox")),
        comment="Every event that reached this service, once.",
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"], unique=False)
    op.create_index(
        "ix_inbox_unfinished",
        "inbox",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("status != 'done'"),
        sqlite_where=sa.text("status != 'done'"),
    )
    op.create_table(
        "kept_key",
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("jwk", Json, nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_kept_key")),
        comment="Public keys of triage, kept for when triage is away.",
    )
    op.create_table(
        "known_staff",
        sa.Column("id", Id, nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("roles", Json, nullable=False),
        sa.Column("teams", Json, nullable=False),
        sa.Column("stores", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("tokens_valid_from", UtcDateTime(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_staff")),
        comment="Staff as triage publishes them.",
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        comment="Who alone may do a piece of work, until when.",
    )
    op.create_table(
        "outbox",
        sa.Column("seq", BigId, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("traceparent", sa.String(length=55), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("handed_over_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        comment="Events committed with the rows they speak of; handed over by the relay.",
    )
    op.create_index("ix_outbox_occurred_at", "outbox", ["occurred_at"], unique=False)
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["seq"],
        unique=False,
        postgresql_where=sa.text("handed_over_at IS NULL"),
        sqlite_where=sa.text("handed_over_at IS NULL"),
    )
    op.create_table(
        "service_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_state")),
        comment="One row: the generation a restore raises.",
    )
    op.create_table(
        "timer",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_timer")),
        comment="Everything that waits for a time.",
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at"], unique=False)
    op.create_table(
        "classifier_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("active", sa.String(80), nullable=True),
        sa.Column("previous", sa.String(80), nullable=True),
        sa.Column("shadow", sa.String(80), nullable=True),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("erasures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classifier_state")),
    )
    op.create_table(
        "dictionary_version",
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("used_from", UtcDateTime(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_dictionary_version")),
    )
    op.create_table(
        "lexicon_entry",
        sa.Column("id", Id, nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(40), nullable=True),
        sa.Column("strength", sa.Float(), nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexicon_entry")),
    )
    op.create_index("ix_lexicon_entry_word", "lexicon_entry", ["word", "id"], unique=False)
    op.create_table(
        "model_version",
        sa.Column("version", sa.String(80), nullable=False),
        sa.Column("trained_at", UtcDateTime(), nullable=False),
        sa.Column("trained_by", sa.String(120), nullable=False),
        sa.Column("run_id", Id, nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("report", Json, nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.Column("compared_with", sa.String(80), nullable=False),
        sa.Column("compared", Json, nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.Column("activated_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_model_version")),
    )
    op.create_table(
        "shadow_difference",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.String(80), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("active", Json, nullable=False),
        sa.Column("candidate", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_difference")),
    )
    op.create_index(
        "ix_shadow_difference_version", "shadow_difference", ["version", "id"], unique=False
    )
    op.create_table(
        "training_run",
        sa.Column("id", Id, nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("done", sa.Float(), nullable=False),
        sa.Column("requested_by", sa.String(120), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("beat_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("holder", sa.String(80), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("up_to_label", sa.BigInteger(), nullable=False),
        sa.Column("erasures", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(80), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_run")),
        sa.UniqueConstraint("slot", name="uq_training_run_slot"),
    )
    op.create_index(
        "ix_training_run_requested_at", "training_run", ["requested_at", "id"], unique=False
    )
    op.create_table(
        "model_part",
        sa.Column("version", sa.String(80), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"], ["model_version.version"], name=op.f("fk_model_part_version_model_version")
        ),
        sa.PrimaryKeyConstraint("version", "part", name=op.f("pk_model_part")),
    )
    op.create_table(
        "shadow_run",
        sa.Column("version", sa.String(80), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("started_by", sa.String(120), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("seen_to", Id, nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("kind_differs", sa.Integer(), nullable=False),
        sa.Column("topics_differ", sa.Integer(), nullable=False),
        sa.Column("urgency_differs", sa.Integer(), nullable=False),
        sa.Column("team_differs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"], ["model_version.version"], name=op.f("fk_shadow_run_version_model_version")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_shadow_run")),
    )
    op.create_table(
        "incident",
        sa.Column("id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column("topic", sa.String(40), nullable=True),
        sa.Column("owner_id", Id, nullable=True),
        sa.Column("burst", Json, nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(120), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_state", "incident", ["state", "id"], unique=False)
    op.create_table(
        "incident_case",
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.Column("owner_before", Id, nullable=True),
        sa.PrimaryKeyConstraint("incident_id", "case_id", name=op.f("pk_incident_case")),
    )
    op.create_index("ix_incident_case_case_id", "incident_case", ["case_id"], unique=False)
    op.create_index(
        "ix_incident_case_member",
        "incident_case",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state = 'member'"),
        sqlite_where=sa.text("state = 'member'"),
    )
    op.create_table(
        "duplicate",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("of_case_id", Id, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(120), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate")),
    )
    op.create_index("ix_duplicate_of_case_id", "duplicate", ["of_case_id"], unique=False)
    op.create_index("ix_duplicate_pair", "duplicate", ["case_id", "of_case_id"], unique=True)
    op.create_index(
        "ix_duplicate_proposed",
        "duplicate",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'proposed'"),
        sqlite_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "case_count",
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "topic", "day", name=op.f("pk_case_count")),
    )
    op.create_table(
        "watch_position",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watch_position")),
    )
    op.create_table(
        "search_term",
        sa.Column("term", sa.String(32), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("term", "case_id", name=op.f("pk_search_term")),
    )
    op.create_index("ix_search_term_case_id", "search_term", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("search_term")
    op.drop_table("watch_position")
    op.drop_table("case_count")
    op.drop_table("duplicate")
    op.drop_table("incident_case")
    op.drop_table("incident")
    op.drop_table("shadow_run")
    op.drop_table("model_part")
    op.drop_table("training_run")
    op.drop_table("shadow_difference")
    op.drop_table("model_version")
    op.drop_table("lexicon_entry")
    op.drop_table("dictionary_version")
    op.drop_table("classifier_state")
    op.drop_table("timer")
    op.drop_table("service_state")
    op.drop_table("outbox")
    op.drop_table("lease")
    op.drop_table("known_staff")
    op.drop_table("kept_key")
    op.drop_table("inbox")
    op.drop_table("idempotency_record")
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
    op.drop_table("api_key")
    op.drop_table("refresh_token")
    op.drop_table("topic")
    op.drop_table("team_place")
    op.drop_table("sign_in_session")
    op.drop_table("customer_tag")
    op.drop_table("effort_weight")
    op.drop_table("shift_override")
    op.drop_table("shift")
    op.drop_table("routing_rule")
    op.drop_table("triage_case")
    op.drop_table("team")
    op.drop_table("store")
    op.drop_table("staff")
    op.drop_table("signing_key")
    op.drop_table("label")
    op.drop_table("issued_key")
    op.drop_table("customer")
    op.drop_table("case_task")
    op.drop_table("case_message")
    op.drop_table("case_history")
    op.drop_table("address_attempts")
    op.drop_table("account_attempts")
