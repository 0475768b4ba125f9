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
TOLD_ANEW = "told anew since"


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


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The ways a notice leaves this system by, and when its person may be disturbed."""

    ways: Sequence[str]
    wishes: Wishes
    at: datetime


def notify(session: Session, draft: Draft, *, now: datetime) -> int:
    """Tell each person of the audience who was not told of this key; return how many."""
    return notify_all(session, [draft], now=now)


def notify_all(session: Session, drafts: Sequence[Draft], *, now: datetime) -> int:
    """Tell the people of several drafts together, in as many statements as one draft costs."""
    wanted = addressed(session, drafts)
    chosen = wishes_of(session, {person.id for _, person in wanted})
    made = [notice_for(draft, person, chosen[person.id], now) for draft, person in wanted]
    written = write_new(session, [one for one in made if one is not None])
    send_all(session, written, now)
    return len(written)


def addressed(session: Session, drafts: Sequence[Draft]) -> list[tuple[Draft, Staff]]:
    """Return each draft with each person it is for, those left out who were told of its key."""
    named = [one for one in drafts if one.audience.names_only]
    ids = {staff_id for one in named for staff_id in one.audience.staff_ids}
    known = {one.id: one for one in recipients(session, Audience(staff_ids=ids))} if ids else {}
    pairs: dict[tuple[str, str], tuple[Draft, Staff]] = {}
    for draft in drafts:
        if draft.audience.names_only:
            people = [known[one] for one in draft.audience.staff_ids if one in known]
        else:
            people = list(recipients(session, draft.audience))
        pairs |= {(one.id, draft.key): (draft, one) for one in people}
    told_already = session.execute(
        sa.select(NOTICES.c.staff_id, NOTICES.c.key).where(
            among(NOTICES.c.staff_id, list({staff_id for staff_id, _ in pairs})),
            among(NOTICES.c.key, list({key for _, key in pairs})),
        )
    )
    for staff_id, key in told_already:
        pairs.pop((staff_id, key), None)
    return list(pairs.values())


def notice_for(
    draft: Draft, person: Staff, wishes: Wishes, now: datetime
) -> tuple[Notice, Outgoing] | None:
    """Return the notice of one person and how it leaves; None when it is unwanted."""
    choice = wishes.choice(draft.occasion, person.roles)
    ways = (draft.only,) if draft.only else choice.ways
    if not ways:
        return None
    at = now if draft.only else wishes.may_disturb_at(now, choice, critical=draft.critical)
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
        not_after=draft.not_after or now + OCCASIONS[draft.occasion].lasts,
    )
    return notice, Outgoing([way for way in ways if way in PUSHED], wishes, at)


def write_new(
    session: Session, made: Sequence[tuple[Notice, Outgoing]]
) -> list[tuple[Notice, Outgoing]]:
    """Insert notices; return those of which no other process told meanwhile."""
    if not made:
        return []
    insert_rows(session, NOTICES, [one.model_dump() for one, _ in made], conflict=IGNORED)
    ids = [one.id for one, _ in made]
    found = set(session.execute(sa.select(NOTICES.c.id).where(among(NOTICES.c.id, ids))).scalars())
    return [pair for pair in made if pair[0].id in found]


def send_all(session: Session, written: Sequence[tuple[Notice, Outgoing]], now: datetime) -> None:
    """Write the pushes of new notices and let each leave, wait, or be dropped."""
    rows: list[NoticePush] = []
    leaving: list[NoticeReleased] = []
    waiting: list[Timer] = []
    for notice, outgoing in written:
        for way in outgoing.ways:
            push = NoticePush(
                id=new_id(), notice_id=notice.id, way=way, state="released", changed_at=now
            )
            leaves = decide(notice, push, outgoing.at, now)
            rows.append(push)
            if leaves:
                leaving.append(released(notice, push, outgoing.wishes))
            elif push.due_at is not None:
                waiting.append(Timer(HELD, push.id, push.due_at))
    if rows:
        insert_rows(session, PUSHES, [one.model_dump() for one in rows])
    timers.schedule_many(session, waiting)
    if leaving:
        outbox.add_many(session, leaving, now=now)


def decide(notice: Notice, push: NoticePush, at: datetime, now: datetime) -> bool:
    """Drop a push that would come too late or hold it till the hours begin; say if it leaves."""
    push.changed_at = now
    if at >= notice.not_after:
        push.state, push.due_at, push.reason = "dropped", None, OUTSIDE_HOURS
        return False
    push.state, push.due_at = ("held", at) if at > now else ("released", None)
    return at <= now


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
        if decide(notice, push, at, now):
            outbox.add(session, released(notice, push, wishes), now=now)
        elif push.due_at is not None:
            timers.schedule(session, HELD, push.id, push.due_at)


def drop_held(session: Session, prefix: str, *, but: str, now: datetime) -> None:
    """Drop what still waits for somebody's hours of keys with `prefix`: the one `but` says more."""
    longest = max(occasion.lasts for occasion in OCCASIONS.values())
    older = sa.select(NOTICES.c.id).where(
        NOTICES.c.created_at > now - longest, NOTICES.c.key.startswith(prefix), NOTICES.c.key != but
    )
    session.execute(
        sa.update(PUSHES)
        .where(PUSHES.c.notice_id.in_(older), PUSHES.c.state == "held")
        .values(state="dropped", due_at=None, reason=TOLD_ANEW, changed_at=now)
    )


def settle_pushes(session: Session, settled: Sequence[NoticeSettled]) -> None:
    """Keep what became of each push; delivered beats everything."""
    alike: dict[tuple[str, str | None, datetime], list[str]] = defaultdict(list)
    for one in settled:
        alike[one.state, one.reason, one.settled_at].append(one.push_id)
    for (state, reason, at), push_ids in alike.items():
        session.execute(
            sa.update(PUSHES)
            .where(among(PUSHES.c.id, push_ids), PUSHES.c.state != "delivered")
            .values(state=state, reason=reason, changed_at=at)
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
