"""The texts of the demo and what becomes of each, read from `feedback.csv`."""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CORPUS = Path(__file__).with_name("feedback.csv")
CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Scene:
    """One feedback and its script; the fields are the columns of the file, absent ones empty."""

    id: str
    text: str
    channel: str
    store: str
    days_ago: str
    hour: str
    rating: str
    name: str
    phone: str
    email: str
    kind: str
    topic: str
    outcome: str
    question: str
    answer: str
    transfer_to: str
    same_as: str
    result: str
    score: str
    solved: str
    comment: str
    second_result: str
    second_score: str
    second_comment: str

    def body(self, run: str, now: datetime) -> dict[str, Any]:
        """Return the feedback as intake takes it; `run`, hexadecimal, makes it new each time.

        So are its customers: who said the same a moment ago would be taken to say it again.
        """
        customer = {
            "name": self.name,
            "phone": self.phone and f"138{int(run, 16) % 10_000:04}{self.phone[-4:]}",
            "email": self.email and f"{run}.{self.email}",
        }
        optional = {
            "store_code": self.store,
            "customer": {field: value for field, value in customer.items() if value},
            "rating": int(self.rating) if self.rating else None,
        }
        return {
            "text": self.text,
            "channel": self.channel,
            "external_id": f"demo-{run}-{self.id}",
            "occurred_at": self.occurred_at(now).isoformat(),
            **{field: value for field, value in optional.items() if value},
        }

    def occurred_at(self, now: datetime) -> datetime:
        day = now.astimezone(CHINA) - timedelta(days=int(self.days_ago))
        return min(now, day.replace(hour=int(self.hour), minute=int(self.id[1:]) % 60))


def scenes(source: Path = CORPUS) -> list[Scene]:
    with source.open(encoding="utf-8", newline="") as lines:
        return [Scene(**row) for row in csv.DictReader(lines)]
