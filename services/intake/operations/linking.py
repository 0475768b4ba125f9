"""One person's ids at several accounts: linked by the unionid, or the phone, that the vendor tells.

Each of them stays a customer of its own, merged with the others: staff split them as any merge,
and what they split stays so.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import Contact, Customer
from services.intake.models.tables import CONTACT, WECHAT_USER
from services.intake.models.wechat import openid_index_of
from services.intake.operations.identity import locked_with_root, note, tell
from services.intake.queries.customers import canonical_of, with_merged
from shared.among import among
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.ids import public_token
from shared.sealing import Sealer

OPENID, EXTERNAL_USERID, UNIONID = "wechat_openid", "wecom_userid", "wechat_unionid"
PHONE = "phone"
ACTOR = "system"


def unionid_index_of(unionid: str, sealer: Sealer) -> str:
    """Return what stands for a unionid; in clear it is not kept."""
    return sealer.blind_index(unionid, f"contact {UNIONID}")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as one account knows them, and the contact they have proven by writing to it."""

    account_id: str
    openid_index: str
    kind: str
    blind_index: str


def known_as(account_id: str, kind: str, openid: str, sealer: Sealer) -> Known:
    """Return who has this openid, or `external_userid` of WeCom, at an account."""
    contact = sealer.blind_index(openid, f"contact {kind}")
    return Known(account_id, openid_index_of(openid, sealer), kind, contact)


def learn_unionid(session: Session, one: Known, unionid_index: str, *, now: datetime) -> None:
    """Let somebody be the person whose unionid this is; once for each."""
    user = WECHAT_USER.c
    learned = session.execute(
        sa.update(WECHAT_USER)
        .where(
            user.account_id == one.account_id,
            user.openid_index == one.openid_index,
            user.unionid_index.is_distinct_from(unionid_index),
        )
        .values(unionid_index=unionid_index, unionid_asked_at=now)
    )
    if not learned.rowcount:  # type: ignore[attr-defined]
        return
    own = customer_known_by(session, one.kind, one.blind_index, public_token(), now=now)
    person = customer_known_by(session, UNIONID, unionid_index, own, now=now)
    link(session, own, person, known_by=UNIONID, now=now)


def learn_phone(session: Session, one: Known, phone_index: str, *, now: datetime) -> None:
    """Let somebody be the person who has this phone, as WeChat vouches.

    Who was merged or split before stays as they are: a phone is shown again and again.
    """
    own = customer_known_by(session, one.kind, one.blind_index, public_token(), now=now)
    person = customer_known_by(session, PHONE, phone_index, own, now=now)
    known = session.get(Customer, own)
    if known is None or not known.version:
        link(session, own, person, known_by=PHONE, now=now)


def proves(session: Session, openid_index: str, kind: str, blind_index: str) -> bool:
    """Say whether who has this openid proved to have this contact too."""
    rows = session.exec(
        select(Contact.kind, Contact.customer).where(
            col(Contact.is_verified),
            among(col(Contact.blind_index), [openid_index, blind_index]),
            col(Contact.kind).in_([OPENID, kind]),
        )
    )
    roots = {one: canonical_of(session, customer) for one, customer in rows}
    return OPENID in roots and roots.get(kind) == roots[OPENID]


def customer_known_by(
    session: Session, kind: str, blind_index: str, otherwise: str, *, now: datetime
) -> str:
    """Return the customer who proved this contact; `otherwise` is from now on when nobody did."""
    row = {
        "blind_index": blind_index,
        "kind": kind,
        "is_verified": True,
        "customer": otherwise,
        "first_seen_at": now,
    }
    insert_rows(session, CONTACT, [row], conflict=IGNORED)
    return session.exec(
        select(Contact.customer).where(
            Contact.blind_index == blind_index, Contact.kind == kind, col(Contact.is_verified)
        )
    ).one()


def link(session: Session, own: str, person: str, *, known_by: str, now: datetime) -> None:
    """Merge a customer into another, unless staff merged it or somebody was erased."""
    if canonical_of(session, own) == canonical_of(session, person):
        return
    one, root = locked_with_root(session, own, person, now)
    if root is one or one.merged_into or root.merged_into or one.erased_at or root.erased_at:
        return
    one.merged_into = root.handle
    session.flush()
    tell(session, with_merged(session, own), "merged", ACTOR, now)
    note(session, "customer.link", own, ACTOR, now, into=root.handle, known_by=known_by)
