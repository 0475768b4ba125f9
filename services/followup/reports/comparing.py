"""Campaigns against the stores before and like them, and inspections against what customers say."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from services.followup.errors_reports import CampaignUnknown
from services.followup.models.reports import FACTS
from services.followup.reports.asking import Reach
from services.followup.rules.evaluation import Effect, effect, matches
from shared.database import Session

INSPECTION = "inspection"
LEAST_COMPLAINTS = 3

METHOD = (
    "活动门店在活动期内与之前同样长的时间相比，再与同区域、之前最相近的非活动门店的同一变化相比（双重差分，"
    "比值 1 为没有影响）；区间为 95%，计数按泊松分布。"
)


@dataclass(frozen=True, slots=True)
class TopicEffect:
    """Feedback about a topic ('' is all) in campaign stores and in those matched to them."""

    topic: str
    during: int
    before: int
    matched_during: int
    matched_before: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class CampaignEffect:
    """What a campaign did, by topic; `matched` says which store stands for which."""

    first: date
    last: date
    stores: Sequence[str]
    matched: Mapping[str, str]
    with_code: int
    topics: Sequence[TopicEffect]


def campaign_effect(
    session: Session, code: str, first: date | None, last: date | None, reach: Reach
) -> CampaignEffect:
    """Compare a campaign's window with before and with matched stores. Raises CampaignUnknown."""
    with_code = session.execute(
        sa.select(FACTS.c.store_code, FACTS.c.day).where(
            FACTS.c.fact == "received",
            FACTS.c.campaign == code,
            FACTS.c.store_code.is_not(None),
            reach.condition(),
        )
    ).all()
    if not with_code:
        raise CampaignUnknown
    first = first or min(day for _, day in with_code)
    last = last or max(day for _, day in with_code)
    stores = {store for store, day in with_code if first <= day <= last}
    length = (last - first).days + 1
    counts = Comparison.read(session, first - timedelta(days=length), first, last)
    before = counts.before_by_store()
    treated = {store: (counts.regions.get(store, ""), before[store]) for store in stores}
    others = {
        store: (region, before[store])
        for store, region in counts.regions.items()
        if store not in stores
    }
    matched = matches(treated, others)
    return CampaignEffect(
        first,
        last,
        sorted(stores),
        matched,
        len(with_code),
        counts.effects(set(matched), set(matched.values())),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts by (store, topic) before and during a window."""

    before: Counter[tuple[str, str]]
    during: Counter[tuple[str, str]]
    regions: Mapping[str, str]

    @classmethod
    def read(cls, session: Session, since: date, first: date, last: date) -> "Comparison":
        rows = session.execute(
            sa.select(FACTS.c.store_code, FACTS.c.region, FACTS.c.topics, FACTS.c.day).where(
                FACTS.c.fact == "received",
                FACTS.c.store_code.is_not(None),
                FACTS.c.day.between(since, last),
            )
        )
        before: Counter[tuple[str, str]] = Counter()
        during: Counter[tuple[str, str]] = Counter()
        regions: dict[str, str] = {}
        for store, region, topics, day in rows:
            regions.setdefault(store, region or "")
            held = during if day >= first else before
            for topic in {"", *(top(code) for code in topics.strip("|").split("|") if code)}:
                held[store, topic] += 1
        return cls(before, during, regions)

    def before_by_store(self) -> Counter[str]:
        return Counter({store: count for (store, topic), count in self.before.items() if not topic})

    def effects(self, treated: set[str], others: set[str]) -> list[TopicEffect]:
        """Return the effect by topic, on everything first."""
        topics = sorted({topic for _, topic in (*self.before, *self.during)})
        found = []
        for topic in topics:
            four = [
                sum(held[store, topic] for store in stores)
                for stores in (treated, others)
                for held in (self.during, self.before)
            ]
            during, before, others_during, others_before = four
            ratio = effect(during, before, others_during, others_before)
            found.append(TopicEffect(topic, during, before, others_during, others_before, ratio))
        return found


def top(code: str) -> str:
    return code.split(".", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where inspectors found nothing and customers complain; cases are the complaints."""

    store_code: str
    topic: str
    inspections: int
    inspected_last: date
    complaints: int
    case_ids: Sequence[str]


def contradictions(session: Session, first: date, last: date, reach: Reach) -> list[Contradiction]:
    """Return store and topic where inspection says pass and customers say otherwise, worst first.

    An inspection of a store passes a topic when none of its findings complains about it.
    """
    rows = session.execute(
        sa.select(FACTS).where(
            FACTS.c.fact == "received",
            FACTS.c.store_code.is_not(None),
            FACTS.c.day.between(first, last),
            reach.condition(),
        )
    ).mappings()
    inspected: dict[str, list[date]] = defaultdict(list)
    failed: set[tuple[str, str]] = set()
    complaints: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        store = row["store_code"]
        keys = {(store, top(code)) for code in row["topics"].strip("|").split("|") if code}
        if row["channel"] == INSPECTION:
            inspected[store].append(row["day"])
            failed |= keys if row["kind"] == "complaint" else set()
        elif row["kind"] == "complaint":
            for key in keys:
                complaints[key].append(row["case_id"])
    found = [
        Contradiction(
            store, topic, len(inspected[store]), max(inspected[store]), len(cases), cases[:200]
        )
        for (store, topic), cases in complaints.items()
        if store in inspected and (store, topic) not in failed and len(cases) >= LEAST_COMPLAINTS
    ]
    return sorted(found, key=lambda one: (-one.complaints, one.store_code, one.topic))
