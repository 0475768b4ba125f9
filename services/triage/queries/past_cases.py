"""Cases of a period as routing and assignment saw them, to try other rules and rosters on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nlargest

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.rules.cases import CRITICAL, urgency_of
from services.triage.rules.routing import Facts
from shared.database import Session
from shared.events.vocabulary import Urgency

MOST = 20_000


@dataclass(frozen=True, slots=True)
class PastCase:
    """What was known of a case when it came; its verdict as it stands now."""

    id: str
    ticket_no: str
    received_at: datetime
    codes: list[str]
    urgency: Urgency
    store_code: str | None
    region: str | None
    channel: str | None
    campaign: str | None
    customer: str | None
    team_id: str | None
    tags: frozenset[str] = frozenset()

    @property
    def facts(self) -> Facts:
        return {
            "urgency": self.urgency,
            "store_code": self.store_code,
            "region": self.region,
            "channel": self.channel,
            "campaign": self.campaign,
            "customer_tag": self.tags,
        }

    def with_tags(self, known: Mapping[str, frozenset[str]]) -> "PastCase":
        tags = known.get(self.customer or "")
        return replace(self, tags=tags) if tags else self


def between(
    session: Session, since: datetime, until: datetime, *, most: int = MOST
) -> list[PastCase]:
    """Return the cases received from `since` to before `until`, newest first, `most` of them.

    The indexes hold each urgency in order of arrival, open and done apart.
    """
    found: list[PastCase] = []
    for order in range(CRITICAL + 1):
        for is_open in (True, False):
            rows = session.execute(
                sa.select(*COLUMNS)
                .where(
                    col(Case.is_open).is_(is_open),
                    col(Case.urgency_order) == order,
                    col(Case.received_at) >= since,
                    col(Case.received_at) < until,
                )
                .order_by(col(Case.received_at).desc(), col(Case.id).desc())
                .limit(most)
            )
            found += [past_case(row) for row in rows]
    return nlargest(most, found, key=lambda one: (one.received_at, one.id))


COLUMNS = (
    col(Case.id),
    col(Case.birth)["ticket_no"].as_string().label("ticket_no"),
    col(Case.received_at),
    col(Case.topic_codes),
    col(Case.urgency_order),
    col(Case.store_code),
    col(Case.birth)["region"].as_string().label("region"),
    col(Case.channel),
    col(Case.birth)["campaign"].as_string().label("campaign"),
    col(Case.customer),
    col(Case.team_id),
)


def past_case(row: "sa.Row[tuple[object, ...]]") -> PastCase:
    return PastCase(
        id=row.id,
        ticket_no=row.ticket_no,
        received_at=row.received_at,
        codes=[code for code in row.topic_codes.split("|") if code],
        urgency=urgency_of(row.urgency_order),
        store_code=row.store_code,
        region=row.region,
        channel=row.channel,
        campaign=row.campaign,
        customer=row.customer,
        team_id=row.team_id,
    )
