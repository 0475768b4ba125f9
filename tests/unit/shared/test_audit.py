"""The audit log shows every row edited, removed, put between or cut off."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from shared import audit
from shared.auth.principal import Principal
from shared.database import Session, memory_session
from shared.tables import audit_entry, audit_head, kit_metadata
from tests.fixtures.clock import NOON

ADMIN = Principal(kind="staff", id="0193-admin", name="管理员", roles=frozenset({"admin"}))


@pytest.fixture
def session() -> Iterator[Session]:
    with memory_session([kit_metadata]) as made:
        made.info["audit_key"] = b"k" * 32
        yield made


def record(session: Session, number: int, **detail: Any) -> int:
    return audit.record(
        session,
        actor=ADMIN,
        action="case.accept",
        subject=f"case-{number}",
        detail=detail,
        now=NOON + timedelta(seconds=number, microseconds=number),
    )


def five(session: Session) -> None:
    for number in range(1, 6):
        assert record(session, number, reason="试一试") == number


class TestRecord:
    def test_names_the_actor_by_id_and_chains(self, session: Session) -> None:
        five(session)
        rows = session.execute(sa.select(audit_entry).order_by(audit_entry.c.seq)).all()

        assert rows[0].actor == "staff:0193-admin"
        assert rows[0].previous_hash == audit.GENESIS
        assert [row.previous_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]
        assert json.loads(rows[0].detail) == {"reason": "试一试"}

    def test_needs_a_key(self, session: Session) -> None:
        del session.info["audit_key"]

        with pytest.raises(TypeError, match="audit_key"):
            record(session, 1)


class TestAltered:
    def test_says_what_differs_and_what_stood_there(self) -> None:
        said = audit.altered({"name": "夜班", "cap": 3}, {"name": "晚班", "cap": 3, "tag": "新"})
        assert said == {"name": "晚班", "tag": "新", "before": {"name": "夜班", "tag": None}}

    def test_of_what_stays_says_nothing_and_of_what_is_new_everything(self) -> None:
        assert audit.altered({"name": "夜班"}, {"name": "夜班"}) == {}
        assert audit.altered(None, {"name": "夜班"}) == {"name": "夜班"}


class TestAnotherKey:
    def test_is_none_while_nothing_was_signed(self, session: Session) -> None:
        assert not audit.is_of_another_key(session)

    def test_is_told_by_the_end_of_the_log(self, session: Session) -> None:
        five(session)
        assert not audit.is_of_another_key(session)
        session.info["audit_key"] = b"x" * 32
        assert audit.is_of_another_key(session)

    def test_is_not_what_an_altered_end_is_taken_for(self, session: Session) -> None:
        five(session)
        session.execute(sa.delete(audit_entry).where(audit_entry.c.seq == 5))
        assert audit.verify(session) == 5
        assert not audit.is_of_another_key(session)


class TestVerify:
    def test_finds_an_empty_and_a_whole_log_intact(self, session: Session) -> None:
        assert audit.verify(session) is None
        five(session)
        assert audit.verify(session) is None

    def test_reads_long_logs_in_chunks(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(audit, "CHUNK", 2)
        five(session)

        assert audit.verify(session) is None

    @pytest.mark.parametrize(
        "change",
        [
            {"actor": "staff:somebody"},
            {"action": "case.dismiss"},
            {"subject": "case-9"},
            {"detail": "{}"},
            {"at": NOON},
            {"hash": "0" * 64},
            {"previous_hash": "0" * 64},
            {"seq": 9},
        ],
    )
    def test_finds_an_edited_row(self, session: Session, change: dict[str, Any]) -> None:
        five(session)
        session.execute(sa.update(audit_entry).where(audit_entry.c.seq == 3).values(change))

        assert audit.verify(session) == 3

    @pytest.mark.parametrize("removed", [1, 3, 5])
    def test_finds_a_removed_row(self, session: Session, removed: int) -> None:
        five(session)
        session.execute(sa.delete(audit_entry).where(audit_entry.c.seq == removed))

        assert audit.verify(session) == removed

    def test_finds_a_row_put_between(self, session: Session) -> None:
        five(session)
        row = dict(session.execute(sa.select(audit_entry)).mappings().first() or {})
        session.execute(sa.insert(audit_entry).values({**row, "seq": 0}))
        assert audit.verify(session) == 0

        session.execute(sa.delete(audit_entry).where(audit_entry.c.seq == 0))
        session.execute(sa.insert(audit_entry).values({**row, "seq": 6}))
        assert audit.verify(session) == 6

    def test_finds_an_end_cut_off_even_with_the_head_moved_back(self, session: Session) -> None:
        five(session)
        session.execute(sa.delete(audit_entry).where(audit_entry.c.seq > 3))
        last = session.execute(
            sa.select(audit_entry.c.hash).where(audit_entry.c.seq == 3)
        ).scalar_one()
        assert audit.verify(session) == 4

        session.execute(sa.update(audit_head).values(seq=3, hash=last))
        assert audit.verify(session) == 4

    def test_finds_a_log_wiped_out(self, session: Session) -> None:
        five(session)
        session.execute(sa.delete(audit_entry))
        assert audit.verify(session) == 1

    def test_finds_a_removed_head(self, session: Session) -> None:
        five(session)
        session.execute(sa.delete(audit_head))
        assert audit.verify(session) == 6

    def test_finds_a_chain_made_with_another_key(self, session: Session) -> None:
        five(session)
        session.info["audit_key"] = b"x" * 32

        assert audit.verify(session) == 1
