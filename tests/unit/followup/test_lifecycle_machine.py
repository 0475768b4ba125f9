"""A case under everything that can happen to it, in any order, late and twice."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.followup import queries
from services.followup.errors import DismissedCase, IllegalMove, SurveyExpired
from services.followup.models import FollowupModel
from services.followup.rules.clocks import Clock
from services.followup.rules.lifecycle import ANSWERED, LIFE_CYCLE
from shared.database import memory_session
from shared.events import EventData, FeedbackAppended, ReplyDelivered, TaskAssignment
from shared.tables import kit_metadata
from tests.fixtures.followup import LI, MANAGER, OTHER_TEAM, WANG, Desk, birth, triaged, verdict


class LifeCycle(RuleBasedStateMachine):
    """Staff act now; what triage, intake and the customer say may arrive later, or again."""

    @initialize()
    def begin(self) -> None:
        self.opened = memory_session([FollowupModel.metadata, kit_metadata])
        self.desk = Desk(self.opened.__enter__())
        self.born = birth(at=self.desk.now)
        self.case_id = self.born.case_id
        self.version = self.said = 0
        self.under_way: list[EventData] = []
        self.verdicts: dict[tuple[int, str, str], str] = {}
        self.tasks: tuple[TaskAssignment, ...] = ()
        self.say_triaged()
        self.arrive()

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)

    def say_triaged(self, **given: object) -> None:
        self.version += 1
        messages = tuple(verdict(seq) for seq in range(1, self.said + 1))
        cycle = self.desk.case(self.case_id).cycle if self.version > 1 else 1
        known = {"owner": LI, "messages": messages, "cycle": cycle, "tasks": self.tasks, **given}
        self.under_way.append(triaged(self.born, self.version, **known))

    @rule(urgency=st.sampled_from(["low", "normal", "high", "critical"]))
    def triage_corrects(self, urgency: str) -> None:
        self.say_triaged(urgency=urgency)

    @rule()
    def triage_transfers(self) -> None:
        self.say_triaged(owner=WANG)

    @rule()
    def triage_dismisses(self) -> None:
        self.say_triaged(disposition="dismissed", owner=None)

    @precondition(lambda self: not getattr(self, "tasks", ()))
    @rule()
    def triage_asks_another_team(self) -> None:
        task = TaskAssignment(
            task_id="task-1", team=OTHER_TEAM, owner=WANG, text="核对", opened_at=self.desk.now
        )
        self.tasks = (task,)
        self.say_triaged()

    @rule()
    def the_task_is_done(self) -> None:
        case = self.desk.case(self.case_id)
        known = [one.task_id for one in case.snapshot.tasks if case.disposition == "live"]
        if "task-1" in known and not queries.tasks_done(self.desk.session, [self.case_id]):
            self.desk.finish_task(self.case_id, "task-1")

    @rule(score=st.integers(1, 5), solved=st.booleans(), is_late=st.booleans())
    def the_customer_rates(self, score: int, *, solved: bool, is_late: bool) -> None:
        """Answer the survey of this cycle or of the one before; an expired one is refused."""
        cycle = self.desk.case(self.case_id).cycle - is_late
        survey = queries.surveys_of(self.desk.session, [self.case_id]).get(
            (self.case_id, cycle, self.case_id)
        )
        if survey is None:
            return
        try:
            self.desk.answers(survey.token, score, solved=solved)
        except SurveyExpired:
            self.desk.session.rollback()
            return
        assert survey.status == "answered"
        assert survey.push not in ("waiting", "untold")

    @rule()
    def the_customer_speaks(self) -> None:
        self.said += 1
        self.under_way.append(
            FeedbackAppended(
                case_id=self.case_id,
                feedback_id=self.born.feedback_id,
                seq=self.said,
                text="还没好",
                appended_at=self.desk.now,
            )
        )

    @rule()
    def a_result_is_delivered(self) -> None:
        for request in self.desk.requests(self.case_id, "result")[-1:]:
            self.under_way.append(
                ReplyDelivered(
                    request_id=request.request_id,
                    case_id=self.case_id,
                    via="sms",
                    delivered_at=self.desk.now,
                )
            )

    @precondition(lambda self: bool(getattr(self, "under_way", [])))
    @rule(data=st.data())
    def something_arrives(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.under_way) - 1))
        event = self.under_way[at]
        if not data.draw(st.booleans()):
            self.under_way.pop(at)
        self.desk.hear(event)

    @rule()
    def arrive(self) -> None:
        events, self.under_way = self.under_way, []
        for event in events:
            self.desk.hear(event)

    @rule(move=st.sampled_from(["start", "ask", "resolve", "reopen", "close"]))
    def staff_move(self, move: str) -> None:
        case = self.desk.case(self.case_id)
        is_live = case.disposition == "live"
        is_legal = is_live and case.progress in LIFE_CYCLE[move]  # type: ignore[index]
        try:
            getattr(self.desk, move)(self.case_id, by=MANAGER)
        except (IllegalMove, DismissedCase):
            self.desk.session.rollback()
            assert not is_legal
        else:
            assert is_legal

    @rule(hours=st.sampled_from([0.02, 1, 5, 25, 80, 400]))
    def time_passes(self, hours: float) -> None:
        self.desk.turn(hours=hours)

    @rule(hours=st.sampled_from([-1, 1]))
    def the_clock_jumps(self, hours: int) -> None:
        self.desk.clock.advance(hours=hours)

    @invariant()
    def the_books_are_right(self) -> None:
        if not hasattr(self, "desk") or not self.version:
            return
        case = self.desk.case(self.case_id)
        if case.is_stub:
            return
        snapshots = self.desk.snapshots(self.case_id)
        assert [one.version for one in snapshots] == list(range(1, case.version + 1))
        assert snapshots[-1].progress == case.progress
        assert (case.progress in ANSWERED) == (case.resolved_at is not None)
        assert case.reopen_count == case.cycle - 1 == len(self.desk.cycles(self.case_id))
        if case.progress == "closed":
            assert case.closed_reason
        for clock in case.clocks:
            self.check(clock, case.cycle, case.progress)

    def check(self, clock: Clock, cycle: int, progress: str) -> None:
        """Assert that a verdict once given stays, and that only who waits is paused."""
        key = cycle, clock.kind, clock.started_at.isoformat()
        given = self.verdicts.get(key)
        if given in ("met", "met_late"):
            assert clock.status == given
        elif given == "breached":
            assert clock.status in ("breached", "met_late")
        self.verdicts[key] = clock.status
        assert clock.due_at - clock.started_at >= timedelta(seconds=clock.target)
        if clock.status == "paused":
            assert progress in ("waiting_customer", "resolved", "told", "closed")
            assert clock.next_at is None


LifeCycle.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestLifeCycle = LifeCycle.TestCase
