"""Refusals of reports, the watch and evaluations, each with its status and a way out."""

from collections.abc import Sequence

from shared.problems import Conflict, NotFound, UnprocessableContent


class FigureUnknown(UnprocessableContent):
    def __init__(self, figure: str, known: Sequence[str]) -> None:
        super().__init__(
            pointer="/figure",
            zh=f"没有可展开的数字 {figure[:40]!r}；可用的有：{'、'.join(known)}。",
            en=f"There is no figure {figure[:40]!r} with rows; there are {', '.join(known)}.",
        )


class PeriodBackwards(UnprocessableContent):
    """The first day comes after the last, or the period is too long."""

    def __init__(self, most_days: int) -> None:
        super().__init__(
            pointer="/from",
            zh=f"from 不能晚于 to，且最多 {most_days} 天。",
            en=f"from must not come after to, and the period not be longer than {most_days} days.",
        )


class StoreUnknown(NotFound):
    """There is none, or the asker does not reach it: the answer is the same."""

    def __init__(self, code: str) -> None:
        super().__init__(
            zh=f"没有门店 {code[:40]}，或它不在您的范围内。",
            en=f"There is no store {code[:40]} within your reach.",
        )


class DayInFuture(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/date",
            zh="这一天还没有到；请填今天或以前的日期。",
            en="That day has not come yet. Give today or a day before.",
        )


class DailyFileUnreadable(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="",
            zh="无法读取：请上传 UTF-8 或 GB18030 的 CSV，首行含 store_code 与 date。",
            en="Not readable: send CSV in UTF-8 or GB18030 whose first line names store_code and "
            "date.",
        )


class AlertUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这条提醒，或它不在您的范围内。",
            en="There is no such alert within your reach.",
        )


class StaffUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这名员工，或不在您的范围内。",
            en="There is no such member of staff within your reach.",
        )


class ItemNotOnCard(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="这个工单不在该员工当月的绩效卡上。",
            en="This case is not on the person's card of that month.",
        )


class AppealExists(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="这个工单在该月的绩效卡上已经申诉过。",
            en="This case was appealed on that card already.",
        )


class AppealUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这项申诉。", en="There is no such appeal.")


class CampaignUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有带这个活动代码的反馈。", en="No feedback carries this campaign code."
        )


class RegionUnknown(UnprocessableContent):
    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(
            pointer="/region",
            zh=f"没有这个区域；现有：{'、'.join(known)}。",
            en=f"There is no such region; there are {', '.join(known)}.",
        )


class MonthToCome(UnprocessableContent):
    def __init__(self, month: str) -> None:
        super().__init__(
            pointer="/month",
            zh=f"{month} 还没有到，请选择本月或以前的月份。",
            en=f"{month} has not come yet; choose this month or one before.",
        )


class WeekNotOver(UnprocessableContent):
    def __init__(self, week: str) -> None:
        super().__init__(
            pointer="/week",
            zh=f"{week} 尚未结束，请选择已结束的一周。",
            en=f"{week} is not over yet; choose a week that is.",
        )


class NoCaseFree(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="这条提醒没有可归入事件的工单：没有相关工单，或都已属于别的事件、已合并或已忽略。",
            en="No case of this alert can join an incident: there is none, or each belongs to "
            "another incident, was merged or dismissed.",
        )


class IncidentNeedsOwner(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/owner",
            zh="请用 owner 指定负责人：须为在职且可负责工单的员工（管理员账号不负责工单）。",
            en="Name in `owner` an active member of staff whose roles let them own cases; an "
            "admin's do not.",
        )


class StoreHasNoManager(UnprocessableContent):
    def __init__(self, code: str) -> None:
        super().__init__(
            pointer="/owner",
            zh=f"门店 {code[:40]} 没有在职的店长；请用 owner 指定由谁来做。",
            en=f"Store {code[:40]} has no active manager; name in `owner` who is to do it.",
        )


class OwnerUnfit(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/owner",
            zh="没有这名在职员工，或该员工够不到这家门店。",
            en="There is no such active member of staff who reaches this store.",
        )


class DueTooSoon(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/due_at",
            zh="截止时间须在将来。",
            en="The due time must be in the future.",
        )


class StoreTaskUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这项门店任务，或它不在您的范围内。",
            en="There is no such store task within your reach.",
        )
