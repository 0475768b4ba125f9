"""What channels delivered long ago is forgotten; what waits or is recent stays."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.intake.models.tables import (
    CONTACT_WINDOW,
    INBOUND_ITEM,
    INBOUND_MARK,
    INBOUND_THREAD,
    WECHAT_RECEIPT,
)
from services.intake.operations.tidying import Ages, lowest, tidy
from services.intake.timers import TIDY_TIMER, begin, timer_handlers
from shared.tables import timer
from tests.fixtures.clock import NOON
from tests.fixtures.intake_play import Play

AGES = Ages(inbound_days=180, thread_days=730, mark_days=3650)
ACCOUNT = lowest(NOON)


def put(play: Play, table: sa.Table, **values: Any) -> None:
    play.session.execute(sa.insert(table).values(account_id=ACCOUNT, **values))


def item(play: Play, state: str, days: int) -> str:
    at = NOON - timedelta(days=days)
    item_id = lowest(at)
    key = hashlib.sha256(item_id.encode()).hexdigest()
    common = {"channel": "hook", "key": key, "kind": "answer", "sealed_payload": b"words"}
    put(play, INBOUND_ITEM, id=item_id, received_at=at, state=state, attempts=1, **common)
    receipt = {"openid_index": "i", "due_at": at, "changed_at": at, "attempts": 0}
    put(play, WECHAT_RECEIPT, item_id=item_id, state="sent", **receipt)
    return item_id


def window(play: Play, closed: timedelta) -> None:
    at: datetime = NOON - closed
    put(
        play,
        CONTACT_WINDOW,
        openid_index="i",
        trigger=str(closed)[:20],
        opened_at=at,
        closes_at=at,
        used=0,
        told="",
    )


def ids(play: Play, column: sa.Column[Any]) -> set[Any]:
    return set(play.session.execute(sa.select(column)).scalars())


def test_deliveries_that_ended_go_with_what_they_held_and_others_stay(play: Play) -> None:
    gone = [item(play, state, days) for state, days in (("done", 200), ("failed", 190))]
    kept = {item(play, state, days) for state, days in (("waiting", 300), ("failed", 170))}

    assert not tidy(play.session, AGES, now=NOON)
    assert ids(play, INBOUND_ITEM.c.id) == kept
    assert ids(play, WECHAT_RECEIPT.c.item_id).isdisjoint(gone)


def test_a_delivery_that_ended_leaves_a_mark_for_years_and_a_failed_one_none(play: Play) -> None:
    item(play, "done", 200)
    item(play, "failed", 201)
    item(play, "ignored", 4000)

    tidy(play.session, AGES, now=NOON)
    assert ids(play, INBOUND_MARK.c.received_on) == {(NOON - timedelta(days=200)).date()}


def test_threads_and_windows_go_when_nobody_will_ask_for_them(play: Play) -> None:
    for key, days in (("old", 731), ("young", 729)):
        at = NOON - timedelta(days=days)
        put(play, INBOUND_THREAD, key=key, feedback_id=ACCOUNT, last_at=at)
    for closed in (timedelta(days=8), timedelta(days=6)):
        window(play, closed)

    tidy(play.session, AGES, now=NOON)
    assert ids(play, INBOUND_THREAD.c.key) == {"young"}
    assert len(ids(play, CONTACT_WINDOW.c.trigger)) == 1


def test_nothing_goes_where_it_is_kept_for_ever(play: Play) -> None:
    item(play, "done", 10_000)

    assert not tidy(play.session, Ages(0, 0), now=NOON)
    assert len(ids(play, INBOUND_ITEM.c.id)) == 1


def test_much_goes_in_parts_and_each_day_begins_anew(play: Play) -> None:
    for days in (200, 201, 202):
        item(play, "done", days)
    assert [tidy(play.session, AGES, now=NOON, limit=2) for _ in range(2)] == [True, False]

    begin(0, play.session, NOON)
    timer_handlers(0, AGES)[TIDY_TIMER](play.session, (), NOON)
    due = play.session.execute(sa.select(timer.c.due_at).where(timer.c.kind == TIDY_TIMER))
    assert due.scalar_one() == NOON + timedelta(days=1)
