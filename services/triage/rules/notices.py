"""What staff can be told of, by which ways and at what hours; and the words it is told in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

Way = Literal["browser", "wecom", "email"]
AnyTime = Literal["never", "critical", "always"]
Language = Literal["zh", "en"]

WAYS: Final[tuple[Way, ...]] = ("browser", "wecom", "email")
PUSHED: Final[tuple[Way, ...]] = ("wecom", "email")
"""The ways that leave this system; the browser reads its list here."""

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
DAY: Final = 24 * 60
EVERY_DAY: Final = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something staff are told of: its names, its sentences, and what holds until they choose.

    `any_time` says what breaks through a person's hours. `lasts` is how long it is worth telling.
    """

    key: str
    zh: str
    en: str
    title_zh: str
    title_en: str
    ways: tuple[Way, ...] = ("browser", "wecom")
    any_time: AnyTime = "critical"
    lasts: timedelta = timedelta(hours=24)


OCCASIONS: Final[Mapping[str, Occasion]] = {
    one.key: one
    for one in (
        Occasion(
            *("assigned", "分给我的工单与协办", "Cases and tasks given to me"),
            "新分给您 {count} 件{what}",
            "{count} {what} {were} given to you",
        ),
        Occasion(
            *(
                "assigned_critical",
                "分给我的紧急工单与协办",
                "Critical cases and tasks given to me",
            ),
            "紧急{what} {ticket_no} 分给了您",
            "Critical {what} given to you: {ticket_no}",
            ways=("browser", "wecom", "email"),
        ),
        Occasion(
            *("handed_back", "退回的工单", "Cases given back"),
            "工单 {ticket_no} 已退回重新分派",
            "Case {ticket_no} went back to the queue",
        ),
        Occasion(
            *("untaken", "团队无人可接的工单", "My teams' cases that nobody can take"),
            "{team}：{count} 件{what}无人可接",
            "{team}: {count} {what} without a taker",
        ),
        Occasion(
            *("reopened", "团队重新打开的工单", "My teams' cases that are open again"),
            "{team}：{count} 件{what}重新打开",
            "{team}: {count} {what} open again",
        ),
        Occasion(
            *("warned", "即将超时", "Promises about to break"),
            "工单 {ticket_no} 的{clock}已用去 {percent}%",
            "{percent}% of the time to the {clock} of case {ticket_no} is gone",
            lasts=timedelta(hours=12),
        ),
        Occasion(
            *("breached", "已超时", "Broken promises"),
            "工单 {ticket_no} 的{clock}已超时",
            "The {clock} of case {ticket_no} is overdue",
            ways=("browser", "wecom", "email"),
        ),
        Occasion(
            *("escalated", "升级给我的超时", "Broken promises that went up to me"),
            "工单 {ticket_no} 的{clock}超时，已升级给您",
            "The overdue {clock} of case {ticket_no} went up to you",
            ways=("browser", "wecom", "email"),
        ),
        Occasion(
            *("incident", "疑似群发事件", "Proposed incidents"),
            "疑似事件待确认：{count} 件相似工单",
            "{count} similar {what} may be one incident",
        ),
        Occasion(
            *("alert", "日常监控预警", "Alerts of the daily watch"),
            "{store}：{alert}",
            "{store}: {alert}",
            any_time="never",
            lasts=timedelta(days=2),
        ),
        Occasion(
            *("store_task", "门店任务", "Tasks for my store"),
            "门店任务：{store}",
            "A task for your store: {store}",
            ways=("browser", "wecom", "email"),
            any_time="never",
            lasts=timedelta(days=3),
        ),
        Occasion(
            *("store_task_overdue", "门店任务逾期", "Overdue tasks of my store"),
            "门店任务已逾期：{store}",
            "A task of the store is overdue: {store}",
            any_time="never",
            lasts=timedelta(days=3),
        ),
        Occasion(
            *("mentioned", "提到我的备注", "Notes that name me"),
            "{name} 在工单 {ticket_no} 的备注中提到了您",
            "{name} named you in a note on case {ticket_no}",
            any_time="never",
            lasts=timedelta(days=2),
        ),
        Occasion(
            *("weekly_report", "周报", "The weekly report"),
            "客户反馈周报 {week}（{region}）",
            "Weekly report {week} ({region})",
            ways=("browser", "email"),
            any_time="never",
            lasts=timedelta(days=5),
        ),
    )
}

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "clock:first_response": ("首次响应", "first response"),
    "clock:next_response": ("再次响应", "next response"),
    "clock:resolution": ("解决", "resolution"),
    "clock:task": ("协办任务", "task"),
    "urgency:critical": ("紧急", "critical"),
    "urgency:high": ("高", "high"),
    "urgency:normal": ("普通", "normal"),
    "urgency:low": ("低", "low"),
    "alert:volume_high": ("反馈异常增多", "unusually many feedbacks"),
    "alert:volume_low": ("反馈异常减少", "unusually few feedbacks"),
    "alert:score_drop": ("评分下降", "scores fell"),
    "alert:response_drop": ("问卷回复率下降", "fewer surveys are answered"),
    "region:": ("全部区域", "all regions"),
    "team:": ("未定团队", "no team"),
    "what:case": ("工单", "cases"),
    "what:task": ("协办任务", "tasks"),
}
"""What codes among the facts are called, in Chinese and English."""

ONE: Final[Mapping[str, str]] = {"cases": "case", "tasks": "task", "were": "was"}
"""What English words of a title become when it speaks of one thing alone."""

RAISED: Final = (
    "您负责的{what} {ticket_no} 已转为紧急",
    "Your {what} turned critical: {ticket_no}",
)
"""The title of critical cases whose facts say that they were less urgent when they were given."""

LINES: Final[Mapping[str, tuple[str, str]]] = {
    "ticket_no": ("编号", "Number"),
    "store": ("门店", "Store"),
    "topic": ("主题", "Topic"),
    "urgency": ("紧急程度", "Urgency"),
    "due_at": ("截止", "Due"),
    "day": ("日期", "Day"),
    "received": ("收到", "Received"),
    "complaints": ("其中投诉", "Complaints"),
    "csat": ("满意率", "Satisfied"),
    "open": ("当前未结", "Open now"),
    "reason": ("原因", "Because"),
}
"""The facts that stand below a title, in this order."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person may be disturbed: on ISO `weekdays` from `start` to `end`, in Shanghai.

    Minutes after midnight; an end not after its start is on the next day.
    """

    start: int = 8 * 60
    end: int = 22 * 60
    weekdays: tuple[int, ...] = EVERY_DAY

    @property
    def minutes(self) -> int:
        return (self.end - self.start) % DAY or DAY


@dataclass(frozen=True, slots=True)
class Choice:
    """How a person wants to be told of one occasion."""

    ways: tuple[Way, ...]
    any_time: AnyTime


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose; `hours` None is any time, an occasion that is not named its default."""

    language: Language = "zh"
    hours: Hours | None = Hours()
    choices: Mapping[str, Choice] | None = None

    def choice(self, occasion: str, roles: Collection[str] = ()) -> Choice:
        """Return what holds for an occasion. Admins are sent no weekly report until they ask."""
        chosen = (self.choices or {}).get(occasion)
        if chosen is not None:
            return chosen
        default = OCCASIONS[occasion]
        if occasion == "weekly_report" and not set(roles) - {"admin", "auditor"}:
            return Choice((), default.any_time)
        return Choice(default.ways, default.any_time)

    def may_disturb_at(self, at: datetime, choice: Choice, *, critical: bool) -> datetime:
        """Return the first moment from `at` on at which the person may be disturbed."""
        breaks_through = choice.any_time == "always" or (choice.any_time == "critical" and critical)
        if self.hours is None or breaks_through:
            return at
        return next_opening(self.hours, at)


def next_opening(hours: Hours, at: datetime) -> datetime:
    """Return `at` when it lies within the hours, else when they next begin."""
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(-1, 9):
        day = midnight + timedelta(days=ahead)
        start = day + timedelta(minutes=hours.start)
        if day.isoweekday() not in hours.weekdays or at >= start + timedelta(minutes=hours.minutes):
            continue
        return at if at >= start else start.astimezone(at.tzinfo)
    raise ValueError("hours without a weekday never begin")


def wishes_in(kept: Mapping[str, Any] | None) -> Wishes:
    """Return what a row of settings says."""
    if kept is None:
        return Wishes()
    hours = kept["hours"]
    return Wishes(
        kept["language"],
        None if hours is None else Hours(hours["start"], hours["end"], tuple(hours["weekdays"])),
        {
            key: Choice(tuple(one["ways"]), one["any_time"])
            for key, one in kept["choices"].items()
            if key in OCCASIONS
        },
    )


def as_kept(wishes: Wishes) -> dict[str, Any]:
    """Return wishes as a row keeps them."""
    hours = wishes.hours
    return {
        "language": wishes.language,
        "hours": hours
        and {"start": hours.start, "end": hours.end, "weekdays": list(hours.weekdays)},
        "choices": {
            key: {"ways": list(one.ways), "any_time": one.any_time}
            for key, one in (wishes.choices or {}).items()
        },
    }


def told(occasion: str, facts: Mapping[str, str], language: str) -> tuple[str, tuple[str, ...]]:
    """Return the title and the lines of a notice in a language.

    It is of cases unless its facts say `what` else, of one unless they `count` more.
    """
    facts = {"what": "case", **facts}
    place = 0 if language == "zh" else 1
    if place and facts.get("topic_en"):
        facts = {**facts, "topic": facts["topic_en"]}
    shown = {key: shown_fact(key, value, place) for key, value in facts.items()}
    title = title_of(occasion, facts)[place].format_map(Blank(shown | in_number(facts, shown)))
    colon = "：" if language == "zh" else ": "
    lines = tuple(
        f"{names[place]}{colon}{shown[key]}"
        for key, names in LINES.items()
        if key in shown and shown[key] and shown[key] not in title
    )
    return title, lines


def title_of(occasion: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Return the title of a notice before its facts stand in it, Chinese and English."""
    if occasion == "assigned_critical" and facts.get("news") == "raised":
        return RAISED
    about = OCCASIONS[occasion]
    return about.title_zh, about.title_en


def in_number(facts: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """Return the words of a title that tell one from many, as its count asks."""
    words = {"what": shown["what"], "were": "were"}
    if facts.get("count", "1") != "1":
        return words
    return {key: ONE.get(word, word) for key, word in words.items()}


class Blank(dict[str, str]):
    """Facts of which a missing one is a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def shown_fact(key: str, value: str, place: int) -> str:
    """Return a fact for people: codes by their names, times as Shanghai's clocks show them."""
    if key == "due_at":
        return f"{datetime.fromisoformat(value).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    names = WORDS.get(f"{key}:{value}")
    return names[place] if names else value
