"""API keys for machines: shown once, kept as a digest, revoked for good."""

from collections.abc import Sequence
from datetime import datetime

from services.triage.errors import ApiKeyUnknown
from services.triage.models import IssuedKey
from services.triage.operations.places import check_channel, check_stores
from shared import audit, auth, outbox
from shared.auth import Principal, digest_of
from shared.database import Session
from shared.events import KeyChanged


def add_api_key(
    session: Session,
    *,
    key_id: str,
    text: str,
    name: str,
    scopes: Sequence[str],
    channel: str | None = None,
    stores: Sequence[str] = (),
    by: Principal,
    now: datetime,
) -> IssuedKey:
    """Add the key `text` for a machine; only its digest is kept. Raises UnfitValue."""
    check_channel(channel)
    check_stores(session, stores)
    key = IssuedKey(
        id=key_id,
        name=name,
        digest=digest_of(text),
        scopes=sorted(set(scopes)),
        channel=channel,
        stores=sorted(set(stores)),
        created_by=by.reference,
        created_at=now,
        generation=outbox.generation(session),
        version=0,
    )
    session.add(key)
    session.flush()
    detail = {"name": name, "scopes": key.scopes, "channel": channel, "stores": key.stores}
    audit.record(
        session, actor=by, action="key.add", subject=f"key:{key_id}", detail=detail, now=now
    )
    publish_key(session, key, change="added", by=by, now=now)
    return key


def revoke_api_key(session: Session, key_id: str, *, by: Principal, now: datetime) -> IssuedKey:
    """Revoke a key; revoking it again changes nothing. Raises ApiKeyUnknown."""
    key = session.get(IssuedKey, key_id, with_for_update=True, populate_existing=True)
    if key is None:
        raise ApiKeyUnknown
    if key.revoked_at is None:
        key.revoked_at = now
        audit.record(
            session,
            actor=by,
            action="key.revoke",
            subject=f"key:{key_id}",
            detail={"name": key.name},
            now=now,
        )
        publish_key(session, key, change="revoked", by=by, now=now)
    return key


def publish_key(
    session: Session, key: IssuedKey, *, change: str, by: Principal | str, now: datetime
) -> None:
    """Publish the next snapshot of a key, and know it in triage itself."""
    key.version += 1
    key.generation = outbox.generation(session)
    session.flush()
    snapshot = KeyChanged(
        generation=key.generation,
        version=key.version,
        change=change,
        actor=by if isinstance(by, str) else by.reference,
        id=key.id,
        name=key.name,
        digest=key.digest,
        scopes=tuple(key.scopes),
        channel=key.channel,
        stores=tuple(key.stores),
        revoked=key.revoked_at is not None,
    )
    outbox.add(session, snapshot, now=now)
    auth.store_key(session, snapshot)
