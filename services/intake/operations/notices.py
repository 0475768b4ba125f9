"""Notices to staff: each is claimed, sent outside by one way, and triage is told what became of it.

A claim is a short lease. Who is killed between the claim and the result leaves a notice that may
have arrived: its way is asked, and where it cannot tell nobody sends it again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models.notices import StaffAddress, StaffNotice
from services.intake.models.tables import STAFF_NOTICE
from services.intake.rules.ladder import TOO_LATE, retry_pause
from services.intake.rules.letters import Attached, Letter, Reserved, letter_id
from services.intake.rules.outcomes import Outcome, Refused, Retry, Sent, Unknown
from shared import outbox
from shared.among import among
from shared.bulk import IGNORED, insert_rows
from shared.database import Session, wake
from shared.events import NoticeReleased, NoticeSettled
from shared.ids import new_id
from shared.sealing import SealBroken, Sealer

SIGNAL = "staff_notices"
LEASE = timedelta(minutes=2)
ASK_SOON = timedelta(seconds=30)
KEPT = timedelta(days=30)
NO_ADDRESS = "no address is known of this person"
LONGEST_REASON = 200
CONTENT = {"title", "lines", "path", "language", "file"}


@dataclass(frozen=True, slots=True)
class Errand:
    """A notice to be sent once, or to be asked about when an attempt was cut off."""

    push_id: str
    claim: str
    letter: Letter
    reserved: Reserved
    asks: bool
    since: datetime


class Way(Protocol):
    """One way to staff, as far as it is a matter of channel accounts."""

    def account(self, session: Session) -> str | None:
        """Return the id of the account that sends, None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """How staff are reached: by which ways, and where links lead."""

    sealer: Sealer
    console_url: str
    ways: Mapping[str, Way]


def take_notices(session: Session, released: Sequence[NoticeReleased], *, now: datetime) -> None:
    """Keep each notice to be sent, once; whose address nobody knows is answered for at once."""
    given = {one.push_id: one for one in released}
    ids = among(col(StaffNotice.push_id), list(given))
    for push_id in session.execute(sa.select(col(StaffNotice.push_id)).where(ids)).scalars():
        del given[push_id]
    new = given.values()
    known = addresses_known(session, {one.staff_id for one in new})
    unreachable = [one for one in new if (one.staff_id, one.channel) not in known]
    lost = {one.push_id for one in unreachable}
    rows = [taken(one, is_lost=one.push_id in lost, now=now) for one in new]
    insert_rows(session, STAFF_NOTICE, rows, conflict=IGNORED)
    if unreachable:
        outbox.add_many(session, [unreached(one, now) for one in unreachable], now=now)
    if len(lost) < len(rows):
        wake(session, SIGNAL)


def taken(notice: NoticeReleased, *, is_lost: bool, now: datetime) -> dict[str, Any]:
    """Return the row of a notice: to be sent, or ended already."""
    content = notice.model_dump(include=CONTENT, mode="json")
    return StaffNotice(
        push_id=notice.push_id,
        staff_id=notice.staff_id,
        way=notice.channel,
        content={**content, "file": None} if is_lost else content,
        not_after=notice.not_after,
        state="failed" if is_lost else "waiting",
        reason=NO_ADDRESS if is_lost else None,
        due_at=None if is_lost else now,
        changed_at=now,
    ).model_dump()


def addresses_known(session: Session, staff_ids: Collection[str]) -> set[tuple[str, str]]:
    """Return who of these has an address, by (staff id, way)."""
    rows = session.execute(
        sa.select(col(StaffAddress.staff_id), col(StaffAddress.way)).where(
            among(col(StaffAddress.staff_id), list(staff_ids))
        )
    )
    return {(row.staff_id, row.way) for row in rows}


def unreached(notice: NoticeReleased, now: datetime) -> NoticeSettled:
    return NoticeSettled(push_id=notice.push_id, state="failed", reason=NO_ADDRESS, settled_at=now)


def claim_due(session: Session, reach: Reach, *, now: datetime, limit: int) -> list[Errand]:
    """Claim up to `limit` due notices; what cannot be sent at all is settled here."""
    found = session.exec(
        select(StaffNotice)
        .where(col(StaffNotice.due_at) <= now)
        .order_by(col(StaffNotice.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    errands = (errand_for(session, reach, notice, now) for notice in found)
    return [one for one in errands if one is not None]


def errand_for(session: Session, reach: Reach, notice: StaffNotice, now: datetime) -> Errand | None:
    asks = notice.state == "sending"
    if not asks and notice.not_after <= now:
        settle(session, notice, "expired", TOO_LATE, now)
        return None
    address = address_of(session, reach.sealer, notice.staff_id, notice.way)
    account_id = notice.account_id
    if not asks or account_id is None:
        way = reach.ways.get(notice.way)
        account_id = way.account(session) if way else None
    if address is None or account_id is None:
        reason = NO_ADDRESS if address is None else f"no account sends by {notice.way}"
        settle(session, notice, "failed", reason, now)
        return None
    notice.account_id, notice.claim, notice.due_at = account_id, new_id(), now + LEASE
    if not asks:
        notice.state, notice.began_at = "sending", now
        notice.attempts += 1
    notice.changed_at = now
    return Errand(
        notice.push_id,
        notice.claim,
        letter_for(notice, address, reach.console_url),
        Reserved(account_id),
        asks,
        notice.began_at or now,
    )


def letter_for(notice: StaffNotice, address: str, console_url: str) -> Letter:
    content = notice.content
    language = content["language"]
    file = content.get("file")
    return Letter(
        id=letter_id(notice.push_id, notice.way),
        request_id=notice.push_id,
        rung=notice.way,
        purpose="notice",
        feedback_id="",
        address=address,
        text="\n".join(content["lines"]),
        title=content["title"],
        language=language,
        link=f"{console_url}{content['path']}",
        link_words="打开" if language == "zh" else "Open",
        footnote_link=f"{console_url}/me/notices",
        footnote="修改提醒方式" if language == "zh" else "Change how you are told",
        files=(Attached(file["name"], file["media_type"], file["content"]),) if file else (),
    )


def address_of(session: Session, sealer: Sealer, staff_id: str, way: str) -> str | None:
    """Return where a person is reached, None when nobody said or it cannot be opened any more."""
    row = session.get(StaffAddress, (staff_id, way))
    if row is None:
        return None
    try:
        return row.opened(sealer)
    except SealBroken:
        return None


def conclude(session: Session, errand: Errand, outcome: Outcome, *, now: datetime) -> None:
    """Note what became of an errand; what another worker claimed meanwhile is left to it."""
    notice = session.get_one(StaffNotice, errand.push_id, with_for_update=True)
    if notice.claim != errand.claim and not isinstance(outcome, Sent):
        return
    match outcome:
        case Sent(vendor_id):
            notice.vendor_id = vendor_id
            settle(session, notice, "delivered", None, now)
        case Refused(reason):
            settle(session, notice, "failed", reason, now)
        case Retry():
            try_again(session, notice, outcome, errand, now)
        case Unknown(reason) if errand.asks:
            settle(session, notice, "unknown", reason, now)
        case Unknown(reason):
            notice.reason, notice.due_at = reason[:LONGEST_REASON], now + ASK_SOON


def try_again(
    session: Session,
    notice: StaffNotice,
    failed: Retry,
    errand: Errand,
    now: datetime,
) -> None:
    """Send (or ask) again later; what would then be too late has failed."""
    again = now + (failed.after or retry_pause(max(1, notice.attempts), errand.letter.id))
    if again >= notice.not_after:
        settle(session, notice, "unknown" if errand.asks else "failed", failed.reason, now)
        return
    if not errand.asks:
        notice.state = "waiting"
    notice.reason, notice.due_at, notice.changed_at = failed.reason[:LONGEST_REASON], again, now


def settle(
    session: Session, notice: StaffNotice, state: str, reason: str | None, now: datetime
) -> None:
    """End a notice and tell triage; what it said is forgotten but for its title."""
    notice.state, notice.reason = state, reason[:LONGEST_REASON] if reason else None
    notice.due_at, notice.changed_at = None, now
    notice.content = {**notice.content, "file": None}
    settled = NoticeSettled.model_validate(
        {"push_id": notice.push_id, "state": state, "reason": notice.reason, "settled_at": now}
    )
    outbox.add(session, settled, now=now)


def next_due_at(session: Session) -> datetime | None:
    """Return when the next notice is due, None when none waits."""
    found: datetime | None = session.execute(
        sa.select(sa.func.min(col(StaffNotice.due_at))).where(col(StaffNotice.due_at).is_not(None))
    ).scalar_one()
    return found


def prune(session: Session, *, now: datetime) -> None:
    """Forget notices that ended longer than KEPT ago."""
    session.execute(
        sa.delete(StaffNotice).where(
            col(StaffNotice.due_at).is_(None), col(StaffNotice.changed_at) < now - KEPT
        )
    )
