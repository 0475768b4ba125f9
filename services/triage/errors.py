"""Triage's refusals: each a Problem with its status, in Chinese and English."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from shared.events.vocabulary import TeamRef
from shared.problems import (
    Conflict,
    Forbidden,
    NotFound,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    UnprocessableContent,
)


class SignInFailed(Unauthorized):
    """Unknown name, wrong password or a person who left: the answer is the same."""

    def __init__(self) -> None:
        super().__init__(
            zh="用户名或密码不正确。",
            en="The username or the password is not right.",
        )


class SessionEnded(Unauthorized):
    """The refresh token is unknown, used, expired or ended."""

    def __init__(self) -> None:
        super().__init__(
            zh="登录已失效，请重新登录。",
            en="This sign-in has ended; sign in again.",
        )


class PasswordChangeRequired(Forbidden):
    """The password was right but was given by somebody else; a new one must come with it."""

    def __init__(self) -> None:
        super().__init__(
            zh="首次登录须设置新密码：请在同一请求中附上 new_password。",
            en="Choose a password of your own: send new_password in the same request.",
        )


class SlowedDown(TooManyRequests):
    """Too many wrong passwords; not even the right one is tried before `until`."""

    def __init__(self, until: datetime, now: datetime) -> None:
        seconds = max(1, ceil((until - now) / timedelta(seconds=1)))
        at = f"{now + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"
        super().__init__(
            zh=f"密码错误次数过多，请在 {seconds} 秒后（{at}）再试。",
            en=f"Too many wrong passwords. Try again in {seconds} s, at {at}.",
            retry_after=seconds,
            extra={"retry_at": at},
        )


class SignInBusy(ServiceUnavailable):
    """More sign-ins wait than can be verified soon."""

    def __init__(self) -> None:
        super().__init__(
            zh="登录请求过多，请稍后再试。",
            en="Too many sign-ins at once; try again shortly.",
            retry_after=2,
        )


class WeakPassword(UnprocessableContent):
    """The password does not meet the policy."""

    def __init__(self, zh: str, en: str, *, pointer: str) -> None:
        super().__init__(zh=zh, en=en, pointer=pointer)


class WrongPassword(UnprocessableContent):
    """The current password, asked again before a change, is not right."""

    def __init__(self) -> None:
        super().__init__(
            zh="当前密码不正确。",
            en="The current password is not right.",
            pointer="/current_password",
        )


class StaffUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这名员工。", en="There is no such member of staff.")


class TeamUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个团队。", en="There is no such team.")


class ShiftUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个班次。", en="There is no such shift.")


class OverrideUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这条请假或调班。", en="There is no such leave or change of hours.")


class CustomerUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这位客户。", en="There is no such customer.")


class TopicUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个主题。", en="There is no such topic.")


class RoutingRuleUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这条分派规则。", en="There is no such routing rule.")


class ApiKeyUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个 API 密钥。", en="There is no such API key.")


class ModelUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个模型版本。", en="There is no such version of the model.")


class TrainingRunUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这次训练。", en="There is no such training run.")


class WordUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="词库中没有这一条。", en="There is no such entry in the lexicon.")


class TrainingUnderWay(Conflict):
    """One training at a time; `run` is the one that goes on."""

    def __init__(self, run_id: str | None) -> None:
        super().__init__(
            zh="已有一次训练正在进行，请等它结束。",
            en="A training is under way already; wait until it has ended.",
            extra={"run": run_id},
        )


class WorseModel(Conflict):
    """The candidate falls behind the active model; `worse` says where."""

    def __init__(self, worse: Sequence[dict[str, object]]) -> None:
        zh = "、".join(f"{one['texts']} {one['figure']}" for one in worse)
        super().__init__(
            zh=f"此模型在以下指标上不如当前模型：{zh}。如仍要启用，请填写 reason。",
            en=f"This model is worse than the active one in: {zh}. Give a reason to use it anyway.",
            pointer="/reason",
            extra={"worse": list(worse)},
        )


class NotCompared(Conflict):
    """The candidate was measured beside another model than the one that is active now."""

    def __init__(self, compared_with: str, active: str) -> None:
        super().__init__(
            zh=f"此模型是与 {compared_with} 比较的，而当前模型是 {active}；"
            "请重新训练，或填写 reason。",
            en=f"This model was compared with {compared_with}, but {active} is active now. "
            "Train again, or give a reason.",
            pointer="/reason",
        )


class ActiveNeedsNoShadow(Conflict):
    """What judges already cannot run in its own shadow."""

    def __init__(self) -> None:
        super().__init__(
            zh="此模型正在使用中，无需影子运行。",
            en="This model is the active one; it needs no shadow run.",
        )


class ModelForgotten(Conflict):
    """An old candidate that never judged: its figures are kept, its file is not."""

    def __init__(self) -> None:
        super().__init__(
            zh="此模型的文件已不再保留，请重新训练。",
            en="The file of this model is no longer kept; train again.",
        )


class ModelNotShadowed(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="此模型没有进行过影子运行。",
            en="This model has not run in the shadow.",
        )


class UsernameTaken(Conflict):
    def __init__(self, username: str) -> None:
        super().__init__(
            zh=f"用户名 {username} 已被使用。",
            en=f"The username {username} is taken.",
        )


class NameTaken(Conflict):
    def __init__(self, name: str) -> None:
        super().__init__(zh=f"名称“{name}”已被使用。", en=f"The name “{name}” is taken.")


class RoleAboveOwn(Forbidden):
    """Nobody gives, takes or touches a role above their own."""

    def __init__(self) -> None:
        super().__init__(
            zh="不能授予或更改高于自己的角色。",
            en="You cannot give or change a role above your own.",
        )


class LastAdmin(Conflict):
    """Somebody must be able to administer."""

    def __init__(self) -> None:
        super().__init__(
            zh="这是最后一名在职管理员，不能停用或取消其管理员角色。",
            en="This is the last active admin: not to be deactivated or stripped of the role.",
        )


class AdminExists(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="管理员已存在；请用管理员账号或 staff reset-password。",
            en="There is an admin already; sign in as one, or use staff reset-password.",
        )


class StillLeads(Conflict):
    """A lead of a team needs a role that may lead."""

    def __init__(self, teams: list[TeamRef]) -> None:
        names = "、".join(team.name for team in teams)
        super().__init__(
            zh=f"此人仍是 {names} 的负责人，请先更换负责人。",
            en=f"This person still leads {names}: name another lead there first.",
        )


class UnfitValue(UnprocessableContent):
    """A body names something that does not exist or does not fit there."""

    def __init__(self, zh: str, en: str, *, pointer: str) -> None:
        super().__init__(zh=zh, en=en, pointer=pointer)


class CaseUnknown(NotFound):
    """No such case, or one outside the caller's scope: the answer is the same."""

    def __init__(self, *, pointer: str | None = None) -> None:
        super().__init__(
            zh="没有这个工单，或不在您的权限范围内。",
            en="There is no such case within your reach.",
            pointer=pointer,
        )


class NotInCharge(Forbidden):
    """The caller may read the case but not act on it."""

    def __init__(self) -> None:
        super().__init__(
            zh="您可以查看此工单，但无权对其执行此操作。",
            en="You may read this case, but not do this with it.",
        )


class IllegalMove(Conflict):
    """The case's state does not allow the move; `legal` names those it does allow."""

    def __init__(self, move: str, legal: Sequence[str]) -> None:
        listed = ", ".join(legal)
        super().__init__(
            zh=f"当前状态不允许 {move}；可执行的操作：{listed or '无'}。",
            en=f"{move} is not possible now; possible are: {listed or 'none'}.",
            extra={"legal": list(legal)},
        )


class OwnedByAnother(Conflict):
    """Somebody else is in charge of the case."""

    def __init__(self, name: str, legal: Sequence[str]) -> None:
        listed = ", ".join(legal)
        super().__init__(
            zh=f"此工单由{name}负责；可执行的操作：{listed}。",
            en=f"{name} is in charge of this case; possible are: {listed}.",
            extra={"legal": list(legal)},
        )


class CriticalStays(Forbidden):
    """A critical case is dismissed by a lead or a manager only."""

    def __init__(self) -> None:
        super().__init__(
            zh="紧急工单只能由组长或经理驳回。",
            en="Only a lead or a manager may dismiss a critical case.",
        )


class SurvivorNotLive(Conflict):
    """A case is merged only into one that is live itself: no chains."""

    def __init__(self) -> None:
        super().__init__(
            zh="目标工单已被合并或驳回，请选择仍然有效的工单。",
            en="The case to merge into is merged or dismissed itself; choose a live one.",
            pointer="/into",
        )


class IncidentUnknown(NotFound):
    """No such incident, or none of its cases is within the caller's reach."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有这个事件，或不在您的权限范围内。",
            en="There is no such incident within your reach.",
        )


class WrongIncidentState(Conflict):
    """The incident's state does not allow the move; `legal` names those it does allow."""

    def __init__(self, state: str, legal: Sequence[str]) -> None:
        listed = ", ".join(legal)
        super().__init__(
            zh=f"事件处于 {state} 状态；可执行的操作：{listed or '无'}。",
            en=f"The incident is {state}; possible are: {listed or 'none'}.",
            extra={"legal": list(legal)},
        )


class InOtherIncident(Conflict):
    """A case is a member of one incident at a time."""

    def __init__(self, *, pointer: str) -> None:
        super().__init__(
            zh="此工单已属于另一个事件，请先从那里移出。",
            en="This case belongs to another incident; take it out of that one first.",
            pointer=pointer,
        )


class NoCaseLeft(Conflict):
    """An incident has cases: none of those named may be its, or the last one would leave."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有可操作的工单：事件中须有您可处理的有效工单。",
            en="No case is left for that: an incident needs live cases that you may act on.",
        )


class DuplicateUnknown(NotFound):
    """No such proposal, or one of its cases is out of the caller's reach."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有这条重复提示，或不在您的权限范围内。",
            en="There is no such proposed duplicate within your reach.",
        )


class AlreadyDecided(Conflict):
    """Somebody has decided on the proposal."""

    def __init__(self, state: str) -> None:
        super().__init__(
            zh=f"这条提示已处理（{state}）。",
            en=f"This proposal was decided already: {state}.",
        )
