"""What followup does when its timers are due."""

from functools import partial

from services.followup import operations
from services.followup.operations.alert_work import STORE_TASK, mark_overdue
from services.followup.operations.clockwork import CLOCK, RETIME, retime_clocks
from services.followup.operations.corrective import OVERDUE, tell_overdue
from services.followup.operations.cycles import CLOSE
from services.followup.operations.erasing import ERASE_AGAIN, erase_again
from services.followup.operations.incidents import FIX, apply_fixes
from services.followup.operations.messages import VERDICT
from services.followup.operations.progress import close_untold
from services.followup.operations.survey_pushes import PUSH, REMIND, push_surveys, remind
from services.followup.operations.surveys import SURVEY
from services.followup.operations.tags import RETIME_CUSTOMER, retime_customers
from services.followup.operations.waiting import WAITING, go_on_waiting
from services.followup.rules.policy import Policy
from shared.timers import TimerHandlers


def timer_handlers(policy: Policy) -> TimerHandlers:
    """Return what to do with the due timers of each kind."""
    return {
        ERASE_AGAIN: erase_again,
        CLOCK: partial(operations.judge_clocks, policy=policy),
        RETIME: partial(retime_clocks, policy=policy),
        RETIME_CUSTOMER: partial(retime_customers, policy=policy),
        SURVEY: operations.expire_surveys,
        PUSH: push_surveys,
        REMIND: remind,
        CLOSE: close_untold,
        WAITING: partial(go_on_waiting, policy=policy),
        OVERDUE: tell_overdue,
        STORE_TASK: mark_overdue,
        FIX: partial(apply_fixes, policy=policy),
        VERDICT: partial(operations.stop_waiting, policy=policy),
    }
