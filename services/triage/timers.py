"""What triage does when a timer is due: owners for who waits, untouched work, heirs."""

from collections.abc import Sequence
from datetime import datetime

from services.triage.assignment.board import LoadBoard
from services.triage.operations import ownership
from services.triage.operations.backlog import drain_backlog
from services.triage.operations.lapse import LAPSE, lapse_untouched
from services.triage.operations.notices import HELD, release_held
from services.triage.operations.notices_of_cases import (
    GIVEN,
    GIVEN_CRITICAL,
    tell_critical,
    tell_given,
)
from services.triage.operations.notices_of_tasks import (
    GIVEN_TASK,
    GIVEN_TASK_CRITICAL,
    tell_tasks,
)
from services.triage.operations.notices_to_leads import (
    TO_LEADS,
    UNTAKEN,
    tell_leads,
    tell_untaken,
)
from services.triage.operations.publishing import publish
from services.triage.operations.reference import ERASE_AGAIN, erase_words
from services.triage.operations.staff import STAFF_LEFT
from services.triage.operations.tasks import hand_on_tasks
from services.triage.operations.tidy import TIDY_SIGN_IN, tidy_sign_in
from services.triage.operations.training import CONSIDER_TRAINING, consider_training
from services.triage.operations.waking import DRAIN_BACKLOG, ROSTER
from shared.database import Session
from shared.timers import Timer, TimerHandlers


def handlers(boards: LoadBoard) -> TimerHandlers:
    """Return what to do, by kind of timer."""

    def drain(session: Session, timers: Sequence[Timer], now: datetime) -> None:
        drain_backlog(
            session,
            boards,
            now,
            anew=any(timer.key == ROSTER for timer in timers),
            is_woken=any("woken" in timer.payload for timer in timers),
        )

    def lapse(session: Session, _timers: Sequence[Timer], now: datetime) -> None:
        lapse_untouched(session, boards, now)

    def redistribute(session: Session, timers: Sequence[Timer], now: datetime) -> None:
        for timer in timers:
            ownership.redistribute(session, boards, timer.key, now)
            hand_on_tasks(session, boards, timer.key, now)

    def tidy(session: Session, _timers: Sequence[Timer], now: datetime) -> None:
        tidy_sign_in(session, now)

    def consider(session: Session, _timers: Sequence[Timer], now: datetime) -> None:
        consider_training(session, now)

    def erase_again(session: Session, timers: Sequence[Timer], now: datetime) -> None:
        erased = erase_words(session, [timer.key for timer in timers])
        board = boards.current(session, now)
        publish(session, board, erased, now=now, change="customer_erased", actor="system")

    return {
        ERASE_AGAIN: erase_again,
        GIVEN: tell_given,
        GIVEN_CRITICAL: tell_critical,
        GIVEN_TASK: tell_tasks,
        GIVEN_TASK_CRITICAL: tell_tasks,
        UNTAKEN: tell_untaken,
        TO_LEADS: tell_leads,
        HELD: release_held,
        DRAIN_BACKLOG: drain,
        LAPSE: lapse,
        STAFF_LEFT: redistribute,
        TIDY_SIGN_IN: tidy,
        CONSIDER_TRAINING: consider,
    }
