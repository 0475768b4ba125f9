"""The kit's own tables; every service's database holds one of each."""

import sqlalchemy as sa

from shared.columns import NAMING, BigId, Id, Json, UtcDateTime

kit_metadata = sa.MetaData(naming_convention=NAMING)

service_state = sa.Table(
    "service_state",
    kit_metadata,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.Integer, nullable=False),
    comment="One row: the generation a restore raises.",
)

outbox = sa.Table(
    "outbox",
    kit_metadata,
    sa.Column("seq", BigId, primary_key=True),
    sa.Column("event_id", Id, nullable=False),
    sa.Column("type", sa.String(80), nullable=False),
    sa.Column("subject", sa.String(80), nullable=False),
    sa.Column("occurred_at", UtcDateTime, nullable=False),
    sa.Column("traceparent", sa.String(55)),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("handed_over_at", UtcDateTime),
    comment="Events committed with the rows they speak of; handed over by the relay.",
    sqlite_autoincrement=True,  # who reads on from a number must not meet it a second time
)
sa.Index(
    "ix_outbox_waiting",
    outbox.c.seq,
    postgresql_where=outbox.c.handed_over_at.is_(None),
    sqlite_where=outbox.c.handed_over_at.is_(None),
)
sa.Index("ix_outbox_occurred_at", outbox.c.occurred_at)

inbox = sa.Table(
    "inbox",
    kit_metadata,
    sa.Column("event_id", Id, primary_key=True),
    sa.Column("type", sa.String(80), nullable=False),
    sa.Column("source", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(80), nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("status", sa.String(8), nullable=False, comment="done, pending or parked"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("crashes", sa.Integer, nullable=False, default=0),
    sa.Column("started_at", UtcDateTime, comment="an attempt began and has not ended"),
    sa.Column("next_attempt_at", UtcDateTime),
    sa.Column("first_failed_at", UtcDateTime),
    sa.Column("error", sa.Text),
    sa.Column("message", sa.Text, comment="the whole event, while it may be needed again"),
    comment="Every event that reached this service, once.",
)
sa.Index(
    "ix_inbox_unfinished",
    inbox.c.next_attempt_at,
    postgresql_where=inbox.c.status != "done",
    sqlite_where=inbox.c.status != "done",
)
sa.Index("ix_inbox_received_at", inbox.c.received_at)

timer = sa.Table(
    "timer",
    kit_metadata,
    sa.Column("kind", sa.String(40), primary_key=True),
    sa.Column("key", sa.String(120), primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("payload", sa.Text, nullable=False, default="{}"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("error", sa.Text),
    comment="Everything that waits for a time.",
)
sa.Index("ix_timer_due_at", timer.c.due_at)

lease = sa.Table(
    "lease",
    kit_metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("holder", sa.String(80), nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    comment="Who alone may do a piece of work, until when.",
)

audit_entry = sa.Table(
    "audit_entry",
    kit_metadata,
    sa.Column("seq", BigId, primary_key=True, autoincrement=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("actor", sa.String(120), nullable=False),
    sa.Column("action", sa.String(80), nullable=False),
    sa.Column("subject", sa.String(120), nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    comment="Append-only; each row's hash covers the row before it.",
)

audit_head = sa.Table(
    "audit_head",
    kit_metadata,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    comment="One row: the end of the audit chain.",
)

idempotency_record = sa.Table(
    "idempotency_record",
    kit_metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    comment="First answers, to be given again for the same key.",
)
sa.Index("ix_idempotency_record_created_at", idempotency_record.c.created_at)

api_key = sa.Table(
    "api_key",
    kit_metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("scopes", Json, nullable=False),
    sa.Column("channel", sa.String(40)),
    sa.Column("stores", Json, nullable=False),
    sa.Column("revoked", sa.Boolean, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    comment="API keys as triage publishes them; only digests.",
)

known_staff = sa.Table(
    "known_staff",
    kit_metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("username", sa.String(40), nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("roles", Json, nullable=False),
    sa.Column("teams", Json, nullable=False),
    sa.Column("stores", Json, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("tokens_valid_from", UtcDateTime, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    comment="Staff as triage publishes them.",
)

kept_key = sa.Table(
    "kept_key",
    kit_metadata,
    sa.Column("kid", sa.String(64), primary_key=True),
    sa.Column("jwk", Json, nullable=False),
    sa.Column("kept_at", UtcDateTime, nullable=False),
    comment="Public keys of triage, kept for when triage is away.",
)
