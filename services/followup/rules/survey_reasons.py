"""What customers may tick beside a score, by what their case is about: shipped, until one's own.

A setting with reasons of its own takes their place. Codes never change once an answer holds them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

Reason = Mapping[str, str]


def reason(code: str, zh: str, en: str) -> Reason:
    return {"code": code, "zh": zh, "en": en}


OF_ANY: Final[Sequence[Reason]] = (
    reason("slow", "处理太慢", "Too slow"),
    reason("attitude", "态度不好", "Unfriendly"),
    reason("unsolved", "问题没有真正解决", "Not really solved"),
    reason("unclear", "结果没有说清楚", "Unclear answer"),
    reason("unfair", "补偿或方案不合理", "Unfair offer"),
)

OF_TOPIC: Final[Mapping[str, Sequence[Reason]]] = {
    "service": (
        reason("no_apology", "当事人没有道歉", "No apology by those concerned"),
        reason("same_staff", "再去还是老样子", "Just the same when I went again"),
    ),
    "quality": (
        reason("not_replaced", "没有换货或重做", "Not replaced"),
        reason("still_poor", "品质没有改善", "No better since"),
    ),
    "food_safety": (
        reason("no_cause", "没有说明原因", "The cause was not explained"),
        reason("no_proof", "没有给检测或整改证明", "No proof of a test or a change"),
        reason("no_medical", "就医费用没有落实", "Medical costs are not settled"),
    ),
    "price": (
        reason("not_refunded", "差价没有退", "The difference was not paid back"),
        reason("label_unchanged", "价签或活动说明没有改", "The label or the offer is unchanged"),
    ),
    "delivery": (
        reason("blame_shifted", "商家与骑手互相推", "Store and courier blame each other"),
        reason("not_resent", "没有补送", "Not delivered again"),
    ),
    "hygiene": (
        reason("still_dirty", "还是不干净", "Still dirty"),
        reason("no_proof", "没有给整改证明", "No proof of what was changed"),
    ),
    "waiting": (
        reason("still_waiting", "还是要等很久", "Still a long wait"),
        reason("no_hands", "高峰没有加人", "No more hands at busy times"),
    ),
    "refund": (
        reason("not_arrived", "退款没有到账", "The money has not arrived"),
        reason("amount_wrong", "退款金额不对", "The amount is wrong"),
    ),
    "membership": (
        reason("points_missing", "积分或权益没有补", "Points or benefits are still missing"),
        reason("rules_unclear", "规则还是说不清", "The rules are still unclear"),
    ),
    "facility": (
        reason("not_repaired", "还没有修好", "Not repaired yet"),
        reason("no_date", "没有说什么时候修", "No date for the repair"),
    ),
    "online": (
        reason("still_failing", "还是用不了", "It still does not work"),
        reason("too_technical", "说明看不懂", "The explanation is hard to follow"),
    ),
    "safety": (
        reason("danger_remains", "隐患还在", "The danger is still there"),
        reason("no_medical", "就医费用没有落实", "Medical costs are not settled"),
    ),
    "trust": (
        reason("no_admission", "不承认问题", "The fault is not admitted"),
        reason("no_correction", "没有公开更正", "Nothing was put right in public"),
    ),
}


def shipped(topics: Iterable[str]) -> Sequence[Reason]:
    """Return what is offered about topics, that of the first one first, then what fits any."""
    found = {
        one["code"]: one for topic in topics for one in OF_TOPIC.get(topic.partition(".")[0], ())
    }
    return (*list(found.values())[:MOST_OF_TOPICS], *OF_ANY)


MOST_OF_TOPICS: Final = 5
