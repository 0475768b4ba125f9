"""What followup does when its timers are due."""

from functools import partial

from services.followup import operations
from services.followup.operations.clockwork import CLOCK
from services.followup.operations.cycles import CLOSE
from services.followup.operations.incidents import FIX, apply_fixes
from services.followup.operations.messages import VERDICT
from services.followup.operations.progress import close_untold
from services.followup.operations.survey_pushes import PUSH, REMIND, push_surveys, remind
from services.followup.operations.surveys import SURVEY
from services.followup.rules.policy import Policy
from shared.timers import TimerHandlers


def timer_handlers(policy: Policy) -> TimerHandlers:
    """Return what to do with the due timers of each kind."""
    return {
        CLOCK: operations.judge_clocks,
        SURVEY: operations.expire_surveys,
        PUSH: push_surveys,
        REMIND: remind,
        CLOSE: close_untold,
        FIX: partial(apply_fixes, policy=policy),
        VERDICT: partial(operations.stop_waiting, policy=policy),
    }
