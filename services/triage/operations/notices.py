"""Telling staff: once a person and occasion, by the ways and at the hours they chose."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import Staff
from services.triage.models.notices import NOTICES, PUSHES, Notice, NoticePush, NoticeSettings
from services.triage.queries.recipients import Audience, recipients
from services.triage.rules.notices import OCCASIONS, PUSHED, Wishes, as_kept, told, wishes_in
from shared import outbox, timers
from shared.among import among
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.events import NoticeReleased, NoticeSettled
from shared.ids import new_id
from shared.timers import Timer

HELD = "notice_held"
"""The timer, keyed by push id, of a notice that waits for somebody's hours."""

KEPT = timedelta(days=90)
OUTSIDE_HOURS = "outside the person's hours until it is too late"


@dataclass(frozen=True, slots=True)
class Draft:
    """Something to tell an audience, each person at most once of its `key`."""

    occasion: str
    key: str
    audience: Audience
    path: str
    facts: Mapping[str, str] = field(default_factory=dict)
    critical: bool = False
    only: str | None = None
    file: Mapping[str, Any] | None = None
    not_after: datetime | None = None


def notify(session: Session, draft: Draft, *, now: datetime) -> int:
    """Tell each person of the audience who was not told of this key; return how many."""
    people = recipients(session, draft.audience)
    told_already = set(
        session.execute(
            sa.select(NOTICES.c.staff_id).where(
                among(NOTICES.c.staff_id, [one.id for one in people]), NOTICES.c.key == draft.key
            )
        ).scalars()
    )
    new = [one for one in people if one.id not in told_already]
    chosen = wishes_of(session, [one.id for one in new])
    told_now = [tell(session, draft, one, chosen[one.id], now) for one in new]
    return sum(told_now)


def tell(session: Session, draft: Draft, person: Staff, wishes: Wishes, now: datetime) -> bool:
    """Write the notice of one person, and send it on its ways or hold it; False when unwanted."""
    choice = wishes.choice(draft.occasion, person.roles)
    ways = (draft.only,) if draft.only else choice.ways
    if not ways:
        return False
    at = now if draft.only else wishes.may_disturb_at(now, choice, critical=draft.critical)
    not_after = draft.not_after or now + OCCASIONS[draft.occasion].lasts
    notice = Notice(
        id=new_id(),
        staff_id=person.id,
        key=draft.key,
        occasion=draft.occasion,
        facts=dict(draft.facts),
        path=draft.path,
        critical=draft.critical,
        is_listed="browser" in ways,
        pops=at <= now,
        file=dict(draft.file) if draft.file else None,
        created_at=now,
        not_after=not_after,
    )
    if not is_written(session, notice):
        return False
    pushes = [
        NoticePush(id=new_id(), notice_id=notice.id, way=way, state="released", changed_at=now)
        for way in ways
        if way in PUSHED
    ]
    for push in pushes:
        send_or_hold(session, notice, push, wishes, at=at, now=now)
    insert_rows(session, PUSHES, [one.model_dump() for one in pushes])
    return True


def is_written(session: Session, notice: Notice) -> bool:
    """Insert the notice; False when another process told the person of it meanwhile."""
    insert_rows(session, NOTICES, [notice.model_dump()], conflict=IGNORED)
    found = session.execute(
        sa.select(NOTICES.c.id).where(
            NOTICES.c.staff_id == notice.staff_id, NOTICES.c.key == notice.key
        )
    ).scalar_one()
    return bool(found == notice.id)


def send_or_hold(
    session: Session,
    notice: Notice,
    push: NoticePush,
    wishes: Wishes,
    *,
    at: datetime,
    now: datetime,
) -> None:
    """Hand a push to intake, or keep it till the hours begin, or drop it when that is too late."""
    push.changed_at = now
    if at >= notice.not_after:
        push.state, push.reason = "dropped", OUTSIDE_HOURS
    elif at > now:
        push.state, push.due_at = "held", at
        timers.schedule(session, HELD, push.id, at)
    else:
        push.state, push.due_at = "released", None
        outbox.add(session, released(notice, push, wishes), now=now)


def released(notice: Notice, push: NoticePush, wishes: Wishes) -> NoticeReleased:
    title, lines = told(notice.occasion, notice.facts, wishes.language)
    return NoticeReleased(
        push_id=push.id,
        staff_id=notice.staff_id,
        channel=push.way,
        language=wishes.language,
        title=title,
        lines=lines,
        path=notice.path,
        critical=notice.critical,
        file=notice.file,
        not_after=notice.not_after,
    )


def release_held(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Send what waited for somebody's hours, unless it was read meanwhile; hours may have moved."""
    rows = session.execute(
        sa.select(NoticePush, Notice, col(Staff.active), col(Staff.roles))
        .join(Notice, col(Notice.id) == col(NoticePush.notice_id))
        .join(Staff, col(Staff.id) == col(Notice.staff_id))
        .where(among(col(NoticePush.id), [one.key for one in due]), col(NoticePush.state) == "held")
    ).all()
    chosen = wishes_of(session, [notice.staff_id for _, notice, _, _ in rows])
    for push, notice, active, roles in rows:
        wishes = chosen[notice.staff_id]
        if not active or notice.read_at is not None:
            push.state, push.due_at, push.changed_at = "dropped", None, now
            push.reason = "read in the browser" if active else "the person has left"
            continue
        choice = wishes.choice(notice.occasion, roles)
        at = wishes.may_disturb_at(now, choice, critical=notice.critical)
        send_or_hold(session, notice, push, wishes, at=at, now=now)


def settle_pushes(session: Session, settled: Sequence[NoticeSettled]) -> None:
    """Keep what became of each push; delivered beats everything."""
    for one in settled:
        session.execute(
            sa.update(PUSHES)
            .where(PUSHES.c.id == one.push_id, PUSHES.c.state != "delivered")
            .values(state=one.state, reason=one.reason, changed_at=one.settled_at)
        )


def wishes_of(session: Session, staff_ids: Collection[str]) -> dict[str, Wishes]:
    """Return what each person chose, the default for who did not."""
    found: dict[str, Wishes] = defaultdict(Wishes)
    rows = session.execute(
        sa.select(col(NoticeSettings.staff_id), col(NoticeSettings.wishes)).where(
            among(col(NoticeSettings.staff_id), list(staff_ids))
        )
    )
    found.update({row.staff_id: wishes_in(row.wishes) for row in rows})
    return found


def choose(session: Session, staff_id: str, wishes: Wishes, now: datetime) -> Wishes:
    """Keep how a person wants to be told from now on."""
    row = session.get(NoticeSettings, staff_id, with_for_update=True)
    if row is None:
        session.add(NoticeSettings(staff_id=staff_id, wishes=as_kept(wishes), changed_at=now))
    else:
        row.wishes, row.changed_at = as_kept(wishes), now
    return wishes


def mark_read(session: Session, staff_id: str, ids: Collection[str] | None, now: datetime) -> None:
    """Note that a person has read notices of their own: these, or all."""
    statement = sa.update(NOTICES).where(
        NOTICES.c.staff_id == staff_id, NOTICES.c.is_listed.is_(True), NOTICES.c.read_at.is_(None)
    )
    if ids is not None:
        statement = statement.where(among(NOTICES.c.id, list(ids)))
    session.execute(statement.values(read_at=now))


def listed(
    session: Session, staff_id: str, *, unread: bool, before: str | None, limit: int
) -> Sequence[Notice]:
    """Return a person's notices, newest first; one more than `limit` when there are more."""
    statement = sa.select(Notice).where(
        col(Notice.staff_id) == staff_id, col(Notice.is_listed).is_(True)
    )
    if unread:
        statement = statement.where(col(Notice.read_at).is_(None))
    if before is not None:
        statement = statement.where(col(Notice.id) < before)
    return (
        session.execute(statement.order_by(col(Notice.id).desc()).limit(limit + 1)).scalars().all()
    )


def unread_count(session: Session, staff_id: str) -> int:
    found: int = session.execute(
        sa.select(sa.func.count()).where(
            NOTICES.c.staff_id == staff_id,
            NOTICES.c.is_listed.is_(True),
            NOTICES.c.read_at.is_(None),
        )
    ).scalar_one()
    return found


def pushes_of(session: Session, notice_ids: Collection[str]) -> dict[str, list[NoticePush]]:
    """Return the pushes of notices, by notice."""
    found: dict[str, list[NoticePush]] = defaultdict(list)
    rows = session.execute(
        sa.select(NoticePush)
        .where(among(col(NoticePush.notice_id), list(notice_ids)))
        .order_by(col(NoticePush.id))
    )
    for push in rows.scalars():
        found[push.notice_id].append(push)
    return found


def forget_old_notices(session: Session, now: datetime) -> None:
    """Remove what was told longer than KEPT ago."""
    old = sa.select(NOTICES.c.id).where(NOTICES.c.created_at < now - KEPT)
    session.execute(sa.delete(PUSHES).where(PUSHES.c.notice_id.in_(old)))
    session.execute(sa.delete(NOTICES).where(NOTICES.c.created_at < now - KEPT))
