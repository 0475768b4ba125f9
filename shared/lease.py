"""Leases: who alone may do a piece of work, as a row in the service's own database."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from shared.database import Session, insert_for
from shared.tables import lease

LENGTH = timedelta(seconds=15)


def acquire(session: Session, name: str, holder: str, *, now: datetime) -> bool:
    """Take or renew the lease `name` for LENGTH; False while another holder has it.

    A lease that claims to last longer than any can is the trace of a clock that was set back, and
    is taken over; events published twice by two holders are absorbed by every inbox.
    """
    statement = insert_for(session)(lease).values(name=name, holder=holder, expires_at=now + LENGTH)
    done = session.execute(
        statement.on_conflict_do_update(
            index_elements=[lease.c.name],
            set_={"holder": holder, "expires_at": now + LENGTH},
            where=sa.or_(
                lease.c.holder == holder,
                lease.c.expires_at < now,
                lease.c.expires_at > now + 2 * LENGTH,
            ),
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def release(session: Session, name: str, holder: str) -> None:
    """Give the lease back, so that the next holder need not wait for its end."""
    session.execute(sa.delete(lease).where(lease.c.name == name, lease.c.holder == holder))
