"""The windows in which we may write to somebody: opened by what they do, used up by what we say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from services.intake.models import ContactWindow
from services.intake.models.tables import CONTACT_WINDOW
from services.intake.rules.contact_windows import ALLOWANCES, is_affordable
from shared.bulk import Conflict, insert_rows
from shared.database import Session

BEGUN_ANEW = Conflict(
    key=("account_id", "openid_index", "trigger"),
    changed=("opened_at", "closes_at", "most", "used", "told"),
    newer=("opened_at",),
)
CLOSED = "会话窗口已关闭：顾客近期没有发来消息 (45015)"
USED_UP = "本次会话可发送的消息已用完 (45047)"
KEPT_BACK = "本次会话余下的消息留给处理结果和满意度调查"


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody did what lets us write to them: `trigger` at `at`."""

    account_id: str
    openid_index: str
    trigger: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Spent:
    """One message of a window, taken before it is sent; `trigger` and `opened_at` tell which."""

    trigger: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """A window that allows a message: `left` of them (None: any number) until it closes."""

    closes_at: datetime
    left: int | None


@dataclass(frozen=True, slots=True)
class Shut:
    """No window allows a message; `reason` is for staff."""

    reason: str


def open_windows(session: Session, opened: Iterable[Opened]) -> None:
    """Open windows, each for the full count again; an older trigger than the known does nothing."""
    newest = {(one.account_id, one.openid_index, one.trigger): one for one in by_time(opened)}
    insert_rows(
        session,
        CONTACT_WINDOW,
        [row(newest[key]) for key in sorted(newest)],
        conflict=BEGUN_ANEW,
    )


def by_time(opened: Iterable[Opened]) -> Sequence[Opened]:
    return sorted(opened, key=lambda one: one.at)


def row(one: Opened) -> dict[str, Any]:
    allowed = ALLOWANCES[one.trigger]
    return {
        "account_id": one.account_id,
        "openid_index": one.openid_index,
        "trigger": one.trigger,
        "opened_at": one.at,
        "closes_at": one.at + allowed.lasts,
        "most": allowed.most,
        "used": 0,
        "told": "",
    }


def spend(
    session: Session, account_id: str, openid_index: str, purpose: str, *, now: datetime
) -> Spent | Shut:
    """Take one message for `purpose`, from the window that closes first."""
    windows = session.exec(open_now(account_id, openid_index, now).with_for_update()).all()
    one = first_affordable(windows, purpose)
    if isinstance(one, Shut):
        return one
    one.used += 1
    one.told = ",".join([*told_in(one), purpose][-20:])
    session.add(one)
    session.flush()
    return Spent(one.trigger, one.opened_at)


def foresee(
    session: Session, account_id: str, openid_index: str, purpose: str, *, now: datetime
) -> Open | Shut:
    """Say what `spend` would take from; takes nothing and locks nothing."""
    windows = session.exec(open_now(account_id, openid_index, now)).all()
    one = first_affordable(windows, purpose)
    if isinstance(one, Shut):
        return one
    return Open(one.closes_at, None if one.most is None else one.most - one.used)


def first_affordable(windows: Sequence[ContactWindow], purpose: str) -> ContactWindow | Shut:
    """Return the first of these windows that can spare a message for `purpose`."""
    if not windows:
        return Shut(CLOSED)
    for one in windows:
        lasts = one.closes_at - one.opened_at
        if is_affordable(purpose, most=one.most, used=one.used, told=told_in(one), lasts=lasts):
            return one
    is_any_left = any(one.most is None or one.used < one.most for one in windows)
    return Shut(KEPT_BACK if is_any_left else USED_UP)


def told_in(window: ContactWindow) -> list[str]:
    return [name for name in window.told.split(",") if name]


def open_now(account_id: str, openid_index: str, now: datetime) -> SelectOfScalar[ContactWindow]:
    """Return the question for the open windows, the one that closes first before the others."""
    return (
        select(ContactWindow)
        .where(
            ContactWindow.account_id == account_id,
            ContactWindow.openid_index == openid_index,
            col(ContactWindow.closes_at) > now,
        )
        .order_by(col(ContactWindow.closes_at), ContactWindow.trigger)
    )


def give_back(
    session: Session, account_id: str, openid_index: str, purpose: str, spent: Spent
) -> None:
    """Return a message that was surely not sent to its window, unless that began anew since."""
    window = session.get(
        ContactWindow, (account_id, openid_index, spent.trigger), with_for_update=True
    )
    if window is None or window.opened_at != spent.opened_at or not window.used:
        return
    told = window.told.split(",")
    if purpose in told:
        told.remove(purpose)
    window.used, window.told = window.used - 1, ",".join(told)
    session.add(window)


def close_windows(
    session: Session, account_id: str, openid_index: str, *, opened_until: datetime
) -> None:
    """Close what was opened until then: the vendor says that nothing more may be sent."""
    session.execute(
        sa.update(CONTACT_WINDOW)
        .where(
            CONTACT_WINDOW.c.account_id == account_id,
            CONTACT_WINDOW.c.openid_index == openid_index,
            CONTACT_WINDOW.c.opened_at <= opened_until,
            CONTACT_WINDOW.c.closes_at > opened_until,
        )
        .values(closes_at=opened_until)
    )
