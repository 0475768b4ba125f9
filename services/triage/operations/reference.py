"""What triage keeps of other services' facts: stores and customers, as intake publishes them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from services.triage.models.cases import Case, CaseMessage, Customer, Store
from services.triage.models.incidents import SearchTerm
from services.triage.operations.models import labelled_words_erased
from services.triage.queries import labels
from services.triage.queries.labels import ERASED
from shared import outbox
from shared.among import among
from shared.database import Session, insert_for
from shared.events import CustomerChanged, StoreChanged


def keep_stores(session: Session, stores: Sequence[StoreChanged]) -> None:
    """Know each store as its newest snapshot says."""
    keep(session, Store, "code", [store.model_dump() for store in stores])


def keep_customers(session: Session, customers: Sequence[CustomerChanged]) -> list[Case]:
    """Know each handle as its newest snapshot says; what an erased customer said is removed.

    Returns the cases that lost their words, to be published so.
    """
    cases: dict[str, Case] = {}
    keep(session, Customer, "handle", [customer.model_dump() for customer in customers])
    for customer in customers:
        if customer.erased:
            found = erase_words(session, customer.handle, customer.case_ids)
            cases.update({case.id: case for case in found})
    return list(cases.values())


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


def erase_words(session: Session, handle: str, case_ids: Sequence[str] = ()) -> list[Case]:
    """Remove the words of a customer from their cases; what was decided about them stays."""
    rows = session.execute(
        sa.select(Case)
        .where(sa.or_(col(Case.customer) == handle, among(col(Case.id), list(case_ids))))
        .order_by(col(Case.id))
        .with_for_update()
    )
    cases = list(rows.scalars())
    for case in cases:
        case.birth = {**case.birth, "text": ERASED, "order_no": None}
        case.verdict = {**case.verdict, "evidence": [], "aspects": []}
        session.execute(
            sa.update(CaseMessage).where(col(CaseMessage.case_id) == case.id).values(text=ERASED)
        )
        session.execute(sa.delete(SearchTerm).where(col(SearchTerm.case_id) == case.id))
    if labels.is_any_labelled(session, [case.id for case in cases]):
        labelled_words_erased(session)
    outbox.forget(session, [case.id for case in cases])
    return cases
