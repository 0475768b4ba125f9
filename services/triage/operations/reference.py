"""What triage keeps of other services' facts: stores and customers, as intake publishes them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from services.triage.models.cases import (
    ERASED_CASES,
    Case,
    CaseMessage,
    CaseTask,
    Customer,
    Store,
)
from services.triage.models.incidents import SearchTerm
from services.triage.operations.models import labelled_words_erased
from services.triage.operations.progress import forget_reasons
from services.triage.queries import labels
from services.triage.queries.labels import ERASED
from shared import inbox, outbox, timers
from shared.among import among
from shared.bulk import IGNORED, insert_rows
from shared.database import Session, insert_for
from shared.events import CustomerChanged, StoreChanged
from shared.events.words import without_words
from shared.timers import Timer

ERASE_AGAIN = "erase_again"
"""The timer, one a case, of a second look at what an erased customer said."""

SETTLED = timedelta(seconds=20)
"""Who did not see the erasure, as they had begun before it was committed, has ended by then."""


def keep_stores(session: Session, stores: Sequence[StoreChanged]) -> None:
    """Know each store as its newest snapshot says."""
    keep(session, Store, "code", [store.model_dump() for store in stores])


def keep_customers(
    session: Session, customers: Sequence[CustomerChanged], *, now: datetime
) -> list[Case]:
    """Know each handle as its newest snapshot says; what an erased customer said is removed.

    Returns the cases that lost their words, to be published so.
    """
    keep(session, Customer, "handle", [customer.model_dump() for customer in customers])
    erased = [customer for customer in customers if customer.erased]
    if not erased:
        return []
    handles = {customer.handle for customer in erased}
    named = {case_id for customer in erased for case_id in customer.case_ids}
    theirs = session.execute(sa.select(col(Case.id)).where(among(col(Case.customer), handles)))
    case_ids = sorted(named.union(theirs.scalars()))
    rows = [{"case_id": one} for one in case_ids]
    insert_rows(session, ERASED_CASES, rows, conflict=IGNORED)
    timers.schedule_many(session, [Timer(ERASE_AGAIN, one, now + SETTLED) for one in case_ids])
    return erase_words(session, case_ids)


def keep(
    session: Session, table: type[SQLModel], key: str, snapshots: Sequence[dict[str, object]]
) -> None:
    """Insert or update rows by `key`, each only with what is newer than it."""
    columns = sa.inspect(table).local_table.c
    insert = insert_for(session)(table)
    newer = sa.tuple_(columns.generation, columns.version) < sa.tuple_(
        insert.excluded.generation, insert.excluded.version
    )
    names = [column.name for column in columns if column.name != key]
    statement = insert.on_conflict_do_update(
        index_elements=[key], set_={name: insert.excluded[name] for name in names}, where=newer
    )
    rows = [{name: snapshot[name] for name in (key, *names)} for snapshot in snapshots]
    session.connection().execute(statement, rows)


def erase_words(session: Session, case_ids: Sequence[str]) -> list[Case]:
    """Remove what customers said from these cases; what was decided about them stays.

    Returns the cases that had words.
    """
    if not case_ids:
        return []
    rows = session.execute(
        sa.select(Case)
        .where(among(col(Case.id), case_ids))
        .order_by(col(Case.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    cases = [case for case in rows.scalars() if erase_case(case)]
    for statement in (
        sa.update(CaseMessage).where(among(col(CaseMessage.case_id), case_ids)).values(text=ERASED),
        sa.update(CaseTask).where(among(col(CaseTask.case_id), case_ids)).values(text=ERASED),
        sa.delete(SearchTerm).where(among(col(SearchTerm.case_id), case_ids)),
    ):
        session.execute(statement)
    if labels.is_any_labelled(session, [case.id for case in cases]):
        labelled_words_erased(session)
    forget_reasons(session, case_ids)
    outbox.forget(session, case_ids)
    inbox.forget(session, case_ids)
    return cases


def erase_case(case: Case) -> bool:
    """Remove the words that stand in a case itself; say whether there were any."""
    before = case.birth, case.verdict, case.progress_detail
    if case.birth:
        case.birth = {**case.birth, "text": ERASED, "order_no": None}
    if case.verdict:
        case.verdict = {**case.verdict, "evidence": [], "aspects": []}
    case.progress_detail = without_words(case.progress_detail)
    return before != (case.birth, case.verdict, case.progress_detail)
