"""The words that events and both case views share: progress, disposition, urgency, shown status."""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

Progress = Literal[
    "open", "assigned", "in_progress", "waiting_customer", "resolved", "told", "closed"
]
Disposition = Literal["live", "dismissed", "merged"]
Urgency = Literal["low", "normal", "high", "critical"]
Kind = Literal["complaint", "suggestion", "praise", "inquiry", "other"]
SentimentLabel = Literal["negative", "neutral", "positive"]

URGENCY_RANK: dict[Urgency, int] = {"low": 0, "normal": 1, "high": 2, "critical": 3}

CHANNELS: Final = (
    *("web", "wechat_official", "wechat_mini", "wecom", "wjx", "tencent_survey", "jinshuju"),
    *("jiandaoyun", "hook", "email", "import", "phone", "counter", "staff", "inspection"),
    *("app", "api"),
)
"""Where feedback comes from, as events name it: the keys of intake's registry, which knows more."""


def shown_status(disposition: Disposition, progress: Progress) -> str:
    """Return the status people see: the disposition unless it is live, else the progress.

    Pure, so a dismissal in triage and a resolution in followup commute.
    """
    return progress if disposition == "live" else disposition


class Part(BaseModel):
    """A value inside an event; unknown fields are ignored, as in the event itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class NoticeFile(Part):
    """A small file that goes with a mail to staff; `content` is Base64."""

    name: str
    media_type: str
    content: str


class PersonRef(Part):
    id: str
    username: str
    name: str


class TeamRef(Part):
    id: str
    name: str


class TopicConfidence(Part):
    code: str
    confidence: float


class Sentiment(Part):
    label: SentimentLabel
    score: float


class EvidenceSpan(Part):
    """Words that decided a topic; `start` and `end` are code points of the masked text.

    `weight` says how strongly: a word that weighs twice as much decided more.
    """

    text: str
    start: int
    end: int
    topic: str
    weight: float | None = None
