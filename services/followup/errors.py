"""Followup's refusals, each with its status and a way out."""

from collections.abc import Sequence

from services.followup.rules.lifecycle import Move
from shared.events.vocabulary import Progress
from shared.problems import (
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    TooManyRequests,
    Unauthorized,
    UnprocessableContent,
)

DISMISSED_AS = {
    "spam": ("已作为垃圾信息作废", "was dismissed as spam"),
    "duplicate": ("已作为重复反馈作废", "was dismissed as a duplicate"),
    "invalid": ("已作为无效反馈作废", "was dismissed as invalid"),
}
"""What triage may have said of a case, in Chinese and in English."""


class CaseUnknown(NotFound):
    """There is none, or the asker may not know of it: the answer is the same."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有这个案件，或它不在您的范围内。",
            en="There is no such case within your reach.",
        )


class IllegalMove(Conflict):
    """The life cycle does not lead that way; names what it allows."""

    def __init__(self, move: Move, progress: Progress, legal: Sequence[Move]) -> None:
        allowed = ", ".join(legal)
        super().__init__(
            zh=f"案件处于 {progress} 状态，不能 {move}；"
            + (f"现在可以：{allowed}。" if legal else "请先在分派中为它安排负责人。"),
            en=f"A case that is {progress} cannot {move}; "
            + (f"legal now: {allowed}." if legal else "assign it to somebody in triage first."),
            extra={"progress": progress, "legal": list(legal)},
        )


class MergedAway(Conflict):
    """Triage merged the case into another: whoever works on both would tell its customer twice."""

    def __init__(self, merged_into: str | None) -> None:
        super().__init__(
            zh="这个案件已并入另一案件，请在那一案件上处理，或先在分派中撤销合并。",
            en="This case was merged into another one. Work on that one, or undo the merge in "
            "triage first.",
            extra={"merged_into": merged_into, "legal": []},
        )


class DismissedCase(Conflict):
    """Triage dismissed the case: nobody works on it, nobody tells its customer of a result."""

    def __init__(self, reason: str | None) -> None:
        zh, en = DISMISSED_AS.get(reason or "", ("已作废", "was dismissed"))
        super().__init__(
            zh=f"这个案件{zh}，不再处理；如要处理，请先在分派中恢复它（restore）。",
            en=f"This case {en}, and nobody works on it. Restore it in triage first, "
            "if it needs an answer after all.",
            extra={"disposition": "dismissed", "reason": reason, "legal": []},
        )


class IncidentUnknown(NotFound):
    """There is none, or none of its cases is within reach: the answer is the same."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有这个事件，或它不在您的范围内。",
            en="There is no such incident within your reach.",
        )


class IncidentNotOpen(Conflict):
    """Only an accepted incident with cases to answer can be resolved."""

    def __init__(self) -> None:
        super().__init__(
            zh="事件已拆分，或没有待解决的工单。",
            en="The incident was split, or no case of it is left to resolve.",
        )


class NotYours(Forbidden):
    """The case is visible to the asker, but others decide on it."""

    def __init__(self, who_zh: str, who_en: str) -> None:
        super().__init__(zh=f"只有{who_zh}可以这样做。", en=f"Only {who_en} may do this.")


class TasksOpen(Conflict):
    """An open task blocks closing."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(
            zh=f"还有 {len(texts)} 个协办任务未完成：{'；'.join(texts)}。",
            en=f"{len(texts)} task(s) are still open: {'; '.join(texts)}.",
        )


class TaskUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="这个案件没有这项协办任务。", en="The case has no such task.")


class SurveyUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这份问卷，请检查链接。", en="There is no such survey.")


class SurveyExpired(Gone):
    """Too late to answer; the form is still open."""

    def __init__(self, form_url: str) -> None:
        super().__init__(
            zh=f"这份问卷已过期。如仍有问题，请重新反馈：{form_url}",
            en=f"This survey has expired. Tell us anew: {form_url}",
            extra={"form_url": form_url},
        )


class TooManyAnswers(TooManyRequests):
    def __init__(self) -> None:
        super().__init__(
            zh="这份问卷提交次数过多，请明天再试。",
            en="This survey was answered too often; try again tomorrow.",
            retry_after=86_400,
        )


class ReasonUnknown(UnprocessableContent):
    """A reason that the survey does not offer."""

    def __init__(self, code: str, known: Sequence[str]) -> None:
        super().__init__(
            pointer="/reasons",
            zh=f"没有原因 {code!r}；可用的有：{'、'.join(known)}。",
            en=f"There is no reason {code!r}; this survey offers {', '.join(known)}.",
        )


class SettingUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这项设置。", en="There is no such setting.")


class TopicHasSetting(Conflict):
    """Each topic has one setting."""

    def __init__(self, topic: str | None) -> None:
        super().__init__(
            zh=f"主题 {topic or '（其他全部）'} 已有设置，请修改它。",
            en=f"The topic {topic or '(all others)'} has a setting already; change that one.",
        )


class CallUnknown(NotFound):
    """There is none, or the asker may not know of it: the answer is the same."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有这项回电任务，或它不在您的范围内。",
            en="There is no such call task within your reach.",
        )


class CallOver(Conflict):
    """The call is not wanted any more."""

    def __init__(self, because: str) -> None:
        super().__init__(
            zh=f"这项回电任务已结束（{because}）。",
            en=f"This call task has ended ({because}).",
        )


class ProviderUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个问卷服务商。", en="There is no such survey provider.")


class ProviderNameTaken(Conflict):
    def __init__(self, name: str) -> None:
        super().__init__(
            zh=f"服务商名称 {name} 已被使用，请换一个。",
            en=f"The name {name} is taken by another provider; use another.",
        )


class CallbackUnsigned(Unauthorized):
    """The signature is missing, old or wrong; which of them is not told."""

    def __init__(self) -> None:
        super().__init__(
            zh="签名无效：请按 Standard Webhooks 用约定的密钥签名，时间相差不超过 5 分钟。",
            en="The signature is not valid: sign as Standard Webhooks says with the agreed secret, "
            "within five minutes.",
        )


class CallbackUnreadable(UnprocessableContent):
    """The vendor's message does not hold an answer where its mapping says."""

    def __init__(self, field: str) -> None:
        super().__init__(
            pointer=f"/{field}",
            zh=f"回调内容里没有可用的 {field}；请检查该服务商的字段映射。",
            en=f"The message holds no usable {field}; check the field mapping of the provider.",
        )


class UnfitValue(UnprocessableContent):
    """A body names something that does not exist or does not fit there."""

    def __init__(self, zh: str, en: str, *, pointer: str) -> None:
        super().__init__(zh=zh, en=en, pointer=pointer)


class CalendarUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个日历。", en="There is no such calendar.")


class CalendarTaken(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="已有同名日历；请换一个名称，或用 PUT 修改它。",
            en="A calendar of that name is there already; use another name, or PUT to change it.",
            pointer="/name",
        )


class CalendarInUse(Conflict):
    """What is promised in a calendar's hours would be left without any."""

    def __init__(self, by: Sequence[str]) -> None:
        super().__init__(
            zh=f"日历仍在使用：{'、'.join(by)}；请先为它们换一个日历。",
            en=f"The calendar is still used by {', '.join(by)}; give them another one first.",
        )


class ShippedStays(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="这是随产品提供的默认项，不能删除；可以用 PUT 修改它。",
            en="This default comes with the product and stays; change it with PUT.",
        )


class PolicyUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个 SLA 策略。", en="There is no such SLA policy.")


class PolicyTaken(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="已有同名策略，请换一个名称。",
            en="A policy of that name is there already; use another name.",
            pointer="/name",
        )


class ActionUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="这个案件没有这项整改。", en="The case has no such corrective action.")


class ActionNotDone(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="整改尚未完成或已验收，不能验收。",
            en="Only a corrective action that is done and not yet checked can be checked.",
        )


class OwnWorkChecked(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="整改须由他人验收，请另一位组长或经理验收。",
            en="Somebody else must check what you have done yourself: another lead or a manager.",
        )


class ActionsOpen(Conflict):
    """A corrective action that is not checked, or is missing, blocks closing."""

    def __init__(self, measures: Sequence[str]) -> None:
        named = f"：{'；'.join(measures)}" if measures else ""
        listed = f": {'; '.join(measures)}" if measures else ""
        super().__init__(
            zh=f"整改尚未验收通过{named}；请先完成整改并由组长验收。",
            en=f"Corrective action is not passed yet{listed}. Do it and have a lead check it.",
        )


class MacroUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这个常用语，或它不属于您的团队。",
            en="There is no such macro, or it is not your team's.",
        )


class CollaboratorUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="这名同事不在协作者之列。", en="This colleague is no collaborator of the case."
        )


class StaffUnknown(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这名在职员工。", en="There is no such active member of staff.", pointer="/staff"
        )
