"""Whatever is shuffled, doubled, lost or restored, the three services end up agreeing.

A hypothesis state machine plays customers, staff and a bus without order. At the end everything is
delivered and repaired, and status, owner and ledger must be the same on all sides.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from services.followup.operations import answer_survey
from services.followup.operations import progress as moves
from services.followup.operations.surveys import Answer
from services.triage.operations import cases as triage_moves
from services.triage.operations import dispositions
from shared.auth import Principal
from shared.database import Session
from shared.events.vocabulary import shown_status
from tests.fixtures.choreography import MANAGER, POLICY, Stage
from tests.fixtures.faults_load import scaled

UNSEEN = scaled(0, 8)
"""How many seeds that nobody chose are played as well."""

TEXTS = [
    "今天在店里吃到一只虫子,太恶心了",
    "店员态度很差,等了一个小时没人理",
    "快递三天了还没到,催了也没用",
    "味道很好,下次还来",
    "建议增加一些低糖的甜品",
]
FURTHER = ["谢谢", "怎么还没有人处理?", "又发生了,服务还是很差", "好的"]
PLACES = st.integers(0, 200)


class Choreography(RuleBasedStateMachine):
    """Customers, staff, time and a careless bus."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage.opened()

    def teardown(self) -> None:
        settle(self.stage)
        check_agreement(self.stage)

    def pick(self, place: int) -> str:
        return self.stage.cases[place % len(self.stage.cases)]

    def any_case(self) -> bool:
        return bool(self.stage.cases)

    @precondition(lambda self: len(self.stage.cases) < 4)
    @rule(text=st.sampled_from(TEXTS), reachable=st.booleans())
    def customer_speaks(self, text: str, reachable: bool) -> None:
        self.stage.receive(text, reachable=reachable)

    @precondition(any_case)
    @rule(place=PLACES, text=st.sampled_from(FURTHER))
    def customer_adds_words(self, place: int, text: str) -> None:
        self.stage.say(self.pick(place), text)

    @rule(place=PLACES)
    def an_event_arrives(self, place: int) -> None:
        self.stage.deliver(place)

    @rule(place=PLACES)
    def some_events_arrive(self, place: int) -> None:
        for _ in range(6):
            self.stage.deliver(place)

    @rule(place=PLACES)
    def an_old_event_arrives_again(self, place: int) -> None:
        self.stage.deliver(place, again=True)

    @rule(place=PLACES)
    def an_event_is_lost(self, place: int) -> None:
        self.stage.lose(place)

    @rule()
    def everything_arrives(self) -> None:
        self.stage.deliver_all()

    @rule(minutes=st.sampled_from([0, 1, 30, 600, 20_000]))
    def time_passes(self, minutes: int) -> None:
        self.stage.wait(timedelta(minutes=minutes, seconds=1))

    @precondition(any_case)
    @rule(
        place=PLACES,
        move=st.sampled_from(["start", "ask", "resolve", "resolve", "reopen", "close"]),
    )
    def followup_moves(self, place: int, move: str) -> None:
        case_id = self.pick(place)
        case = self.stage.followup_case(case_id)
        if case is None:
            return
        request = moves.Request(case_id, MANAGER, f'"f-{case.revision}"', self.stage.now)
        work: dict[str, Callable[[Session], object]] = {
            "start": lambda s: moves.start(s, request),
            "ask": lambda s: moves.ask(s, request, "请问是哪家门店?", policy=POLICY),
            "resolve": lambda s: moves.resolve(
                s, request, moves.Resolution("已整改并致歉"), policy=POLICY
            ),
            "reopen": lambda s: moves.reopen(s, request, "客户来电", policy=POLICY),
            "close": lambda s: moves.close(s, request, "客户已满意"),
        }
        self.stage.act("followup", work[move])

    @precondition(any_case)
    @rule(
        place=PLACES,
        other=PLACES,
        move=st.sampled_from(["dismiss", "merge", "restore", "transfer", "decline", "accept"]),
    )
    def triage_moves(self, place: int, other: int, move: str) -> None:
        case_id = self.pick(place)
        case = self.stage.triage_case(case_id)
        if case is None:
            return
        board = self.stage.boards
        known: dict[str, Any] = {
            "if_match": f'"t-{case.revision}"',
            "now": self.stage.now,
            "by": MANAGER,
        }
        owner: dict[str, Any] = {**known, "by": person(case.owner_id)}
        work: dict[str, Callable[[Session], object]] = {
            "dismiss": lambda s: dispositions.dismiss_case(
                s, board, case_id, reason="spam", duplicate_of=None, **known
            ),
            "merge": lambda s: dispositions.merge_case(
                s, board, case_id, into=self.pick(other), reason="同一件事", **known
            ),
            "restore": lambda s: dispositions.restore_case(s, board, case_id, **known),
            "transfer": lambda s: triage_moves.transfer_case(
                s, board, case_id, to_staff=None, to_team=case.team_id, reason="换人", **known
            ),
            "decline": lambda s: triage_moves.decline_case(
                s, board, case_id, reason="不归我", **owner
            ),
            "accept": lambda s: triage_moves.accept_case(s, board, case_id, **owner),
        }
        self.stage.act("triage", work[move])

    @precondition(any_case)
    @rule(place=PLACES, score=st.integers(1, 5), solved=st.booleans())
    def customer_answers_the_survey(self, place: int, score: int, solved: bool) -> None:
        token = self.stage.survey_token(self.pick(place))
        if token is not None:
            answer = Answer(score=score, solved=solved)
            self.stage.act(
                "followup",
                lambda s: answer_survey(s, token, answer, now=self.stage.now, policy=POLICY),
            )

    @rule(service=st.sampled_from(["intake", "triage", "followup"]))
    def a_service_is_restored(self, service: str) -> None:
        self.stage.restore(service)  # type: ignore[arg-type]


def person(staff_id: str | None) -> Principal:
    return Principal(kind="staff", id=staff_id or "0", name="agent", roles=frozenset({"manager"}))


def settle(stage: Stage) -> None:
    """Deliver what is on its way and let reconcile repair what was lost, until nothing differs."""
    stage.deliver_all(lambda length: length // 2)
    for _ in range(8):
        ledger = stage.ledger()
        if not ledger.differences:
            return
        stage.repair(ledger)
        stage.deliver_all()


def check_agreement(stage: Stage) -> None:
    ledger = stage.ledger()
    assert ledger.differences == []
    assert ledger.is_balanced
    assert ledger.total("in_flight") == 0
    assert ledger.total_received >= len(stage.cases)
    for case_id in stage.cases:
        triage, followup = stage.triage_case(case_id), stage.followup_case(case_id)
        assert triage is not None
        assert followup is not None
        as_triage_shows: Any = (triage.disposition, triage.progress)
        assert shown_status(*as_triage_shows) == shown_status(
            followup.disposition, followup.progress
        )
        assert (triage.owner_id, triage.team_id) == (followup.owner_id, followup.team_id)
        assert triage.cycle == followup.cycle


def play(machine: type[RuleBasedStateMachine], *, examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


class TestChoreographies:
    def test_all_sides_agree_whatever_the_bus_does(self) -> None:
        play(Choreography, examples=4)
        for _ in range(UNSEEN):
            number = secrets.randbits(32)
            try:
                play(seed(number)(Choreography), examples=10)
            except BaseException as error:
                error.add_note(f"Played with seed({number})")
                raise
