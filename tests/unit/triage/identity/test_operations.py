"""Operations of the organisation and of sign-in on an empty database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlmodel import col

from services.triage import sample
from services.triage.errors import AdminExists, RoleAboveOwn, SlowedDown, UsernameTaken
from services.triage.models import AccountAttempts, RefreshToken, Staff, Topic
from services.triage.operations import attempts, bootstrap, sessions, staff, tidy
from services.triage.operations.bootstrap import COMMAND_LINE
from services.triage.operations.hours import add_shift
from services.triage.passwords import hashed, matches
from services.triage.queries import directory, organisation
from shared import audit
from shared.auth import Principal
from shared.database import Session
from shared.ids import new_id
from shared.sealing import Sealer
from shared.tables import timer

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def loaded(session: Session) -> bool:
    return sample.load(
        session, password="sample-password", now=NOW, hash_password=lambda one: hashed(one, CHEAP)
    )


def added(session: Session, username: str = "anna", *, by: Principal = COMMAND_LINE) -> Staff:
    return staff.add_staff(
        session,
        staff_id=new_id(),
        username=username,
        name="Anna",
        roles=["manager"],
        password_hash="-",
        must_change_password=False,
        by=by,
        now=NOW,
    )


class TestSample:
    def test_has_everyone_that_is_promised(self, session: Session) -> None:
        assert loaded(session)

        people = {one.username: one for one in session.execute(sa.select(Staff)).scalars()}
        numbered = {f"lead0{n}" for n in range(1, 6)} | {f"agent{n:02}" for n in range(1, 11)}
        assert people.keys() == {"admin", "manager", "store01", "auditor"} | numbered
        assert all(one.capacity >= 200 for one in people.values())
        assert not any(one.must_change_password for one in people.values())
        assert people["store01"].stores == ["S001"]
        assert people["store01"].roles == ["store_manager"]
        assert matches("sample-password", people["agent07"].password_hash)

    def test_puts_two_agents_and_a_lead_into_each_team(self, session: Session) -> None:
        loaded(session)

        teams = {team.name: team.id for team in organisation.active_teams(session).values()}
        assert list(teams) == ["门店服务", "商品质量", "电商物流", "售后退款", "食品安全"]
        assert {len(members) for members in organisation.team_members(session).values()} == {2}
        for number, team_id in enumerate(teams.values(), start=1):
            leads = organisation.leads_of(session, team_id)
            assert [one.username for one in leads] == [f"lead0{number}"]

    def test_has_everybody_at_work_at_any_hour(self, session: Session) -> None:
        loaded(session)

        for hours in range(0, 168, 5):
            at = NOW + timedelta(hours=hours)
            assert all(one.is_present for one in organisation.roster(session, at))
            assert organisation.managers_on_shift(session, at)

    def test_is_for_an_empty_database(self, session: Session) -> None:
        added(session)

        assert not loaded(session)
        assert not organisation.active_teams(session)

    def test_leads_every_topic_to_a_team(self, session: Session) -> None:
        loaded(session)

        with_team = organisation.topic_team(session)
        for topic in session.execute(sa.select(Topic)).scalars():
            assert topic.code in with_team or topic.parent in with_team

    def test_is_audited_without_a_gap(self, session: Session) -> None:
        loaded(session)

        assert audit.verify(session) is None


class TestFirstAdmin:
    def first(self, session: Session, username: str = "root") -> Staff:
        return bootstrap.add_first_admin(
            session, username=username, name="管理员", password_hash="-", now=NOW
        )

    def test_is_made_once(self, session: Session) -> None:
        self.first(session)

        with pytest.raises(AdminExists):
            self.first(session, "root2")

    def test_brings_the_topics_without_teams(self, session: Session) -> None:
        self.first(session)

        assert session.get(Topic, "food_safety") is not None
        assert organisation.topic_team(session) == {}

    def test_keeps_topics_that_people_changed(self, session: Session) -> None:
        self.first(session)
        session.get_one(Topic, "service").active = False

        bootstrap.add_missing_topics(session, NOW)

        assert not session.get_one(Topic, "service").active


class TestAddStaff:
    def test_refuses_a_name_that_is_taken(self, session: Session) -> None:
        added(session)
        session.flush()

        with pytest.raises(UsernameTaken):
            added(session)

    def test_refuses_a_role_above_own(self, session: Session) -> None:
        lead = replace(COMMAND_LINE, roles=frozenset({"lead"}))

        with pytest.raises(RoleAboveOwn):
            added(session, by=lead)


class TestAttempts:
    def test_of_a_process_that_died_count_as_failures(self, session: Session) -> None:
        for turn in range(6):
            attempts.admit(session, "anna", f"192.0.2.{turn}", NOW)
        with pytest.raises(SlowedDown):
            attempts.admit(session, "anna", "192.0.2.9", NOW)

        later = NOW + timedelta(minutes=2)
        attempts.admit(session, "anna", "192.0.2.9", later)

        (row,) = session.execute(sa.select(AccountAttempts)).scalars()
        assert (row.failures, row.verifying) == (6, 1)

    def test_are_forgotten_after_a_day(self, session: Session) -> None:
        attempt = attempts.admit(session, "anna", "192.0.2.1", NOW)
        attempts.count_failure(session, attempt, now=NOW)

        tidy.tidy_sign_in(session, NOW + timedelta(days=2))

        assert (
            session.execute(sa.select(sa.func.count()).select_from(AccountAttempts)).scalar() == 0
        )
        assert session.execute(sa.select(timer.c.kind)).scalars().all() == ["tidy_sign_in"]


class TestSessions:
    def test_are_forgotten_when_they_can_no_longer_be_carried_on(self, session: Session) -> None:
        person = added(session)
        sealer = Sealer("a secret of some length indeed")
        sessions.open_session(session, person, sealer=sealer, now=NOW)

        tidy.tidy_sign_in(session, NOW + timedelta(days=1))
        kept = session.execute(sa.select(col(RefreshToken.digest))).all()
        tidy.tidy_sign_in(session, NOW + timedelta(days=9))

        assert len(kept) == 1
        assert session.execute(sa.select(col(RefreshToken.digest))).all() == []


class TestRoster:
    def test_counts_own_shifts_instead_of_the_teams(self, session: Session) -> None:
        loaded(session)
        person = directory.person_named(session, "agent01")
        mondays = {"staff_id": person.id, "weekdays": [1], "starts": 0, "ends": 60}
        add_shift(session, mondays, by=COMMAND_LINE, now=NOW)

        present = {one.staff.username for one in organisation.roster(session, NOW) if one.on_shift}
        assert "agent01" not in present
        assert "agent02" in present

    def test_leaves_out_who_left(self, session: Session) -> None:
        loaded(session)
        person = directory.person_named(session, "agent01")
        staff.change_staff(session, person.id, {"active": False}, by=COMMAND_LINE, now=NOW)

        assert "agent01" not in {one.staff.username for one in organisation.roster(session, NOW)}
        assert all(
            person.id not in members for members in organisation.team_members(session).values()
        )

    def test_says_who_is_away(self, session: Session) -> None:
        loaded(session)
        person = directory.person_named(session, "agent01")
        staff.set_away(session, person.id, away=True, now=NOW)
        session.flush()

        (entry,) = [
            one for one in organisation.roster(session, NOW) if one.staff.username == "agent01"
        ]
        assert entry.on_shift
        assert not entry.is_present
