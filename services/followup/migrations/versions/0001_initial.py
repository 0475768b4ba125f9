"""Everything followup keeps."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Id, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_cycle",
        sa.Column("case_id", Id, nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("resolver", Json, nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("reopened_at", UtcDateTime(), nullable=False),
        sa.Column("reopen_reason", sa.Text(), nullable=False),
        sa.Column("reopened_by", sa.String(120), nullable=False),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "cycle", name=op.f("pk_case_cycle")),
    )
    op.create_table(
        "cases",
        sa.Column("id", Id, nullable=False),
        sa.Column("feedback_id", Id, nullable=False),
        sa.Column("ticket_no", sa.String(24), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("reported_store", sa.String(40), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("progress", sa.String(20), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("reopen_count", sa.Integer(), nullable=False),
        sa.Column("reopen_reason", sa.Text(), nullable=True),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("tell_customer", sa.Boolean(), nullable=False),
        sa.Column("resolver", Json, nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("not_told_because", Json, nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("triage_generation", sa.Integer(), nullable=False),
        sa.Column("triage_version", sa.Integer(), nullable=False),
        sa.Column("triage_cycle", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.String(10), nullable=False),
        sa.Column("disposition", sa.String(10), nullable=False),
        sa.Column("merged_into", Id, nullable=True),
        sa.Column("incident_id", Id, nullable=True),
        sa.Column("owner_id", sa.String(80), nullable=True),
        sa.Column("team_id", sa.String(80), nullable=True),
        sa.Column("store_code", sa.String(40), nullable=True),
        sa.Column("triaged", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        postgresql_with={"toast_tuple_target": 4080},
    )
    op.create_index("ix_cases_feedback_id", "cases", ["feedback_id"], unique=True)
    op.create_index(
        "ix_cases_incident_id",
        "cases",
        ["incident_id", "id"],
        unique=False,
        postgresql_where=sa.text("incident_id IS NOT NULL"),
        sqlite_where=sa.text("incident_id IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_merged_into",
        "cases",
        ["merged_into"],
        unique=False,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
        sqlite_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_owner_id",
        "cases",
        ["owner_id", "id"],
        unique=False,
        postgresql_where=sa.text("owner_id IS NOT NULL"),
        sqlite_where=sa.text("owner_id IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_store_code",
        "cases",
        ["store_code", "id"],
        unique=False,
        postgresql_where=sa.text("store_code IS NOT NULL"),
        sqlite_where=sa.text("store_code IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_team_id",
        "cases",
        ["team_id", "id"],
        unique=False,
        postgresql_where=sa.text("team_id IS NOT NULL"),
        sqlite_where=sa.text("team_id IS NOT NULL"),
    )
    op.create_index("ix_cases_ticket_no", "cases", ["ticket_no"], unique=False)
    op.create_index(
        "ix_cases_unfinished",
        "cases",
        ["progress", "id"],
        unique=False,
        postgresql_where=sa.text("progress <> 'closed'"),
        sqlite_where=sa.text("progress <> 'closed'"),
    )
    op.create_table(
        "customer_message",
        sa.Column("case_id", Id, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("appended_at", UtcDateTime(), nullable=False),
        sa.Column("effect", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_customer_message")),
    )
    op.create_table(
        "incident",
        sa.Column("id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("owner", Json, nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fix", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("tell_customer", sa.Boolean(), nullable=False),
        sa.Column("resolver", Json, nullable=True),
        sa.Column("fixed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_table(
        "incident_fix_case",
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("fix", sa.Integer(), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "fix", "case_id", name=op.f("pk_incident_fix_case")),
    )
    op.create_table(
        "kept_name",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("snapshot", Json, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_kept_name")),
    )
    op.create_table(
        "reply",
        sa.Column("request_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("recipient_id", Id, nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("via", sa.String(40), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("reasons", Json, nullable=True),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_case_id"), "reply", ["case_id"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", Id, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("url", sa.String(300), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("recipient_id", Id, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("first_answered_at", UtcDateTime(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("nps", sa.SmallInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("token", name=op.f("uq_survey_token")),
    )
    op.create_index(
        "ix_survey_case_id", "survey", ["case_id", "cycle", "recipient_id"], unique=True
    )
    op.create_table(
        "survey_answer",
        sa.Column("survey_id", Id, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("nps", sa.SmallInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("effect", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "ordinal", name=op.f("pk_survey_answer")),
    )
    op.create_table(
        "task_done",
        sa.Column("case_id", Id, nullable=False),
        sa.Column("task_id", sa.String(80), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.Column("done_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "task_id", name=op.f("pk_task_done")),
    )
    op.create_table(
        "timeline_entry",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
    )
    op.create_index("ix_timeline_entry_case_id", "timeline_entry", ["case_id", "key"], unique=True)
    op.create_table(
        "api_key",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("channel", sa.String(40), nullable=True),
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
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
        comment="Append-only; each row's hash covers the row before it.",
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        comment="One row: the end of the audit chain.",
    )
    op.create_table(
        "idempotency_record",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
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
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(8), nullable=False, comment="done, pending or parked"),
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
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("jwk", Json, nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_kept_key")),
        comment="Public keys of triage, kept for when triage is away.",
    )
    op.create_table(
        "known_staff",
        sa.Column("id", Id, nullable=False),
        sa.Column("username", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
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
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(80), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        comment="Who alone may do a piece of work, until when.",
    )
    op.create_table(
        "outbox",
        sa.Column("seq", BigId, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("traceparent", sa.String(55), nullable=True),
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
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_timer")),
        comment="Everything that waits for a time.",
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at"], unique=False)
