"""Signs access tokens with Ed25519 keys kept sealed in the database, and publishes their halves."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

import jwt
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import col

from services.triage.models import SigningKey, Staff
from services.triage.rules.sign_in import (
    ACCESS_TOKEN_LASTS,
    SIGNING_KEY_LASTS,
    SIGNING_KEY_OVERLAP,
)
from shared.database import Session
from shared.ids import new_id, public_token
from shared.sealing import Sealer

ISSUER = AUDIENCE = "huiyin"
SEAL_CONTEXT = "triage.signing_key"
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A signed token and how many seconds it lasts."""

    text: str
    expires_in: int


class TokenSigner:
    """The signing key of the moment. Load it in the transaction that signs: a rotation made by
    another process then holds at once.
    """

    def __init__(self, kid: str, private: Ed25519PrivateKey) -> None:
        self.kid = kid
        self._private = private

    @classmethod
    def load(cls, session: Session, sealer: Sealer, now: datetime) -> Self:
        """Return the signer at `now`. Makes the first key, and the next one a year later."""
        keys = kept_keys(session) or [make_first_key(session, sealer, now=now)]
        if is_old(keys, now):
            let_nobody_else_add(session)
            if is_old(kept_keys(session), now):
                rotate(session, sealer, now=now)
        current = [key for key in keys if key.signs_from <= now] or keys[:1]
        sealed = sealer.open(current[-1].sealed, SEAL_CONTEXT)
        return cls(current[-1].kid, Ed25519PrivateKey.from_private_bytes(sealed))

    def issue(self, staff: Staff, team_ids: Sequence[str], *, now: datetime) -> AccessToken:
        """Return an access token that says who `staff` is and what they may see.

        `iat` keeps fractions of a second: tokens of the second in which somebody's roles changed
        must tell before from after.
        """
        lasts = int(ACCESS_TOKEN_LASTS.total_seconds())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": staff.id,
            "iat": now.timestamp(),
            "exp": int(now.timestamp()) + lasts,
            "jti": new_id(),
            "username": staff.username,
            "name": staff.name,
            "roles": staff.roles,
            "teams": list(team_ids),
            "stores": staff.stores,
        }
        text = jwt.encode(claims, self._private, algorithm="EdDSA", headers={"kid": self.kid})
        return AccessToken(text, lasts)


def make_first_key(session: Session, sealer: Sealer, *, now: datetime) -> SigningKey:
    """Return the key that signs from `now` on, made when there is none yet.

    Others poll the keys before the first person signs in, so one must be there to be found. Of
    processes that start at once, one makes it.
    """
    let_nobody_else_add(session)
    keys = kept_keys(session)
    return keys[0] if keys else add_key(session, sealer, signs_from=now, now=now)


def is_old(keys: Sequence[SigningKey], now: datetime) -> bool:
    """Say whether the newest of `keys` has signed for so long that a next one is to be made."""
    return now - keys[-1].signs_from > SIGNING_KEY_LASTS


def let_nobody_else_add(session: Session) -> None:
    """Wait for whoever adds a key now, and let others wait until this transaction ends.

    On SQLite whoever writes is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE"))


def rotate(session: Session, sealer: Sealer, *, now: datetime, at_once: bool = False) -> str:
    """Add a key and return its `kid`; forget the private halves of those that have ended.

    The new key signs an hour later, when every verifier has it. `at_once` is for a stolen key: it
    is gone immediately, and everyone whose token it signed must refresh.
    """
    keys = kept_keys(session)
    gone = keys if at_once else [key for key in keys if key not in published(keys, now)]
    for key in gone:
        session.delete(key)
    signs_from = now if at_once or not keys else now + SIGNING_KEY_OVERLAP
    return add_key(session, sealer, signs_from=signs_from, now=now).kid


def jwks(session: Session, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return the published keys (RFC 7517): the present one, the next, and any still in use."""
    return {"keys": [key.public_jwk for key in published(kept_keys(session), now)]}


def published(keys: Sequence[SigningKey], now: datetime) -> list[SigningKey]:
    """Leave out the keys whose last token has ended; `keys` is in the order of signing."""
    after = ACCESS_TOKEN_LASTS + CLOCKS_DIFFER
    replaced = [key.signs_from + after for key in keys[1:]]
    return [key for key, gone_at in zip(keys, replaced, strict=False) if gone_at > now] + list(
        keys[-1:]
    )


def kept_keys(session: Session) -> list[SigningKey]:
    statement = sa.select(SigningKey).order_by(col(SigningKey.signs_from), col(SigningKey.kid))
    return list(session.execute(statement).scalars())


def add_key(session: Session, sealer: Sealer, *, signs_from: datetime, now: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    kid = public_token()
    public = base64.urlsafe_b64encode(private.public_key().public_bytes_raw()).rstrip(b"=")
    key = SigningKey(
        kid=kid,
        sealed=sealer.seal(private.private_bytes_raw(), SEAL_CONTEXT),
        public_jwk={
            "kty": "OKP",
            "crv": "Ed25519",
            "x": public.decode(),
            "kid": kid,
            "use": "sig",
            "alg": "EdDSA",
        },
        created_at=now,
        signs_from=signs_from,
    )
    session.add(key)
    session.flush()
    return key
