"""The life cycle of a case: one table of which move leads where."""

from collections.abc import Mapping
from typing import Literal

from shared.events.vocabulary import Disposition, Progress

Move = Literal[
    "assign", "unassign", "start", "ask", "answer", "resolve", "tell", "close", "reopen", "resume"
]
PublicStatus = Literal["received", "in_progress", "waiting_customer", "resolved", "closed"]

LIFE_CYCLE: Mapping[Move, Mapping[Progress, Progress]] = {
    "assign": {"open": "assigned"},
    "unassign": {"assigned": "open"},
    "start": {"assigned": "in_progress"},
    "ask": {"in_progress": "waiting_customer", "waiting_customer": "waiting_customer"},
    "answer": {"waiting_customer": "in_progress"},
    "resolve": {"in_progress": "resolved", "waiting_customer": "resolved"},
    "tell": {"resolved": "told"},
    "close": {"resolved": "closed", "told": "closed"},
    "reopen": {"resolved": "open", "told": "open", "closed": "open"},
    "resume": {"resolved": "in_progress", "told": "in_progress", "closed": "in_progress"},
}
"""`resume` undoes what was resolved only because the customer did not answer."""

STAFF_MOVES: tuple[Move, ...] = ("start", "ask", "resolve", "close", "reopen")

ANSWERED: frozenset[Progress] = frozenset({"resolved", "told", "closed"})
"""A result stands: what the customer says now is about it."""

PUBLIC_STATUS: Mapping[Progress, PublicStatus] = {
    "open": "received",
    "assigned": "received",
    "in_progress": "in_progress",
    "waiting_customer": "waiting_customer",
    "resolved": "resolved",
    "told": "resolved",
    "closed": "closed",
}

RESOLVED_ZH = "您的反馈已处理完毕，结果如下。"
RESOLVED_EN = "We have dealt with your feedback; here is the result."

Sentence = tuple[str, str]
"""What a customer reads, in Chinese and in English."""

PUBLIC_WORDS: Mapping[Progress, Sentence] = {
    "open": (
        "我们已收到您的反馈，正在安排专人处理。",
        "We have your feedback and are finding the right person for it.",
    ),
    "assigned": (
        "您的反馈已有专人负责，很快会开始处理。",
        "Somebody is in charge of your feedback and will begin soon.",
    ),
    "in_progress": ("正在处理您的反馈。", "We are working on your feedback."),
    "waiting_customer": (
        "我们有一个问题想向您确认，请您回复。",
        "We have a question for you; please answer it.",
    ),
    "resolved": (RESOLVED_ZH, RESOLVED_EN),
    "told": (RESOLVED_ZH, RESOLVED_EN),
    "closed": (
        "您的反馈已办结，感谢您帮助我们改进。",
        "Your feedback is settled. Thank you for helping us do better.",
    ),
}
NO_ANSWER_WORDS: Sentence = (
    "我们几次联系都没有收到您的回复，先为您办结；您随时回复，我们就会继续处理。",
    "We asked and did not hear from you, so this is closed for now; answer and we go on.",
)
DUPLICATE_WORDS: Sentence = (
    "感谢您的反馈。您此前已就同一件事联系过我们，我们会在那条反馈中一并答复您。",
    "Thank you. You told us of the same matter before, and we will answer you there.",
)
DISMISSED_WORDS: Sentence = (
    "感谢您的反馈。经核实，这条反馈不需要进一步处理；如有补充，欢迎随时留言。",
    "Thank you. We looked into it and nothing more is needed; write again if there is more.",
)
MERGED_WORDS: Sentence = (
    "您的反馈已与另一条相同的反馈合并处理，我们会一并答复您。",
    "Your feedback was joined with another one on the same matter; we will answer both together.",
)


def after(progress: Progress, move: Move) -> Progress | None:
    """Return where `move` leads from `progress`, None when it is not legal there."""
    return LIFE_CYCLE[move].get(progress)


def legal_moves(progress: Progress, disposition: Disposition = "live") -> tuple[Move, ...]:
    """Return what staff may do with a case that is this far; nothing unless it is live."""
    if disposition != "live":
        return ()
    return tuple(move for move in STAFF_MOVES if progress in LIFE_CYCLE[move])


def owned(progress: Progress, *, has_owner: bool) -> Progress:
    """Return the progress once it is known whether somebody owns the present cycle."""
    return after(progress, "assign" if has_owner else "unassign") or progress


def public_status(disposition: Disposition, progress: Progress) -> PublicStatus:
    """Return what the customer sees of a case that is its own, not merged into another."""
    return "closed" if disposition == "dismissed" else PUBLIC_STATUS[progress]


def public_words(
    disposition: Disposition,
    progress: Progress,
    *,
    dismissed_because: str | None = None,
    is_unanswered: bool = False,
) -> Sentence:
    """Return the sentence the customer reads beside the status."""
    if disposition == "merged":
        return MERGED_WORDS
    if disposition == "dismissed":
        return DUPLICATE_WORDS if dismissed_because == "duplicate" else DISMISSED_WORDS
    return NO_ANSWER_WORDS if is_unanswered else PUBLIC_WORDS[progress]
