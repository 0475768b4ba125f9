"""Counts sign-in attempts per account and per address, so that guessing passwords is slow.

An attempt is let in and counted as under way before its password is verified, and counted again by
how it ended. The rows are shared by all web processes.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import SlowedDown
from services.triage.models import AccountAttempts, AddressAttempts, Staff
from services.triage.rules.sign_in import (
    ADDRESS_WINDOW,
    FAILURES_FORGOTTEN_AFTER,
    VERIFYING_ENDS_AFTER,
    account_key,
    address_key,
    leaked,
    normalised_username,
    room_at,
    still_locked,
    verified_at_once,
    wait_after,
)
from shared import audit
from shared.database import Session, insert_for

USERNAME = re.compile(r"[a-z0-9._-]{2,32}")
SHORTEST_WAIT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was let in and is to be ended by `count_failure` or `count_success`.

    `staff_id` and `password_hash` are None for a name that nobody active has.
    """

    account: str
    address: str
    staff_id: str | None
    password_hash: str | None
    must_change_password: bool

    @property
    def subject(self) -> str:
        """What the audit log names: the person, or a fingerprint of whatever was typed."""
        return f"staff:{self.staff_id}" if self.staff_id else f"unknown:{self.account[:12]}"


def check_slowed(session: Session, username: str, address: str, now: datetime) -> None:
    """Raise SlowedDown when the account or the address must wait; reads two rows by their key."""
    account = session.get(AccountAttempts, account_key(username))
    if account is not None and (until := still_locked(account.locked_until, now)):
        raise SlowedDown(until, now)
    visitor = session.get(AddressAttempts, address_key(address))
    if visitor is not None:
        until = room_at(leaked(visitor.level, now - visitor.last_at), now)
        if until > now:
            raise SlowedDown(until, now)


def admit(session: Session, username: str, address: str, now: datetime) -> Attempt:
    """Let an attempt in and count it as under way.

    Both rows are locked, the address first, so that parallel requests cannot pass one count.
    Raises SlowedDown.
    """
    visitor = locked_address(session, address_key(address), now)
    until = room_at(visitor.level + visitor.verifying, now)
    if until > now:
        raise SlowedDown(until, now)
    account = locked_account(session, account_key(username), now)
    if locked_until := still_locked(account.locked_until, now):
        raise SlowedDown(locked_until, now)
    if account.verifying >= verified_at_once(account.failures):
        raise SlowedDown(now + SHORTEST_WAIT, now)
    visitor.verifying += 1
    account.verifying += 1
    staff = active_staff_named(session, username)
    return Attempt(
        account=account.account,
        address=visitor.address,
        staff_id=staff.id if staff else None,
        password_hash=staff.password_hash if staff else None,
        must_change_password=staff is not None and staff.must_change_password,
    )


def count_failure(session: Session, attempt: Attempt, *, now: datetime) -> None:
    """End an attempt whose password was wrong: slow the next one, and audit it."""
    visitor, account = leave(session, attempt, now)
    visitor.level += 1
    account.failures += 1
    waits = wait_after(account.failures)
    account.locked_until = now + waits if waits else None
    note(session, attempt, "sign_in.fail", now, failures=account.failures)
    if account.locked_until is not None:
        note(session, attempt, "sign_in.slow", now, until=account.locked_until.isoformat())


def count_success(session: Session, attempt: Attempt, *, now: datetime) -> None:
    """End an attempt whose password was right: the account's failures are forgotten."""
    _, account = leave(session, attempt, now)
    account.failures = 0
    account.locked_until = None


def forget_old_attempts(session: Session, now: datetime) -> None:
    """Delete the counts that no longer slow anybody."""
    session.execute(
        sa.delete(AccountAttempts).where(
            col(AccountAttempts.last_at) < now - FAILURES_FORGOTTEN_AFTER
        )
    )
    session.execute(
        sa.delete(AddressAttempts).where(col(AddressAttempts.last_at) < now - 2 * ADDRESS_WINDOW)
    )


def note(session: Session, attempt: Attempt, action: str, now: datetime, **detail: object) -> None:
    """Audit what became of an attempt. What was typed as username or password is not told."""
    audit.record(
        session,
        actor=attempt.subject,
        action=action,
        subject=attempt.subject,
        detail={"address": attempt.address, **detail},
        now=now,
    )


def leave(
    session: Session, attempt: Attempt, now: datetime
) -> tuple[AddressAttempts, AccountAttempts]:
    visitor = locked_address(session, attempt.address, now)
    account = locked_account(session, attempt.account, now)
    visitor.verifying = max(0, visitor.verifying - 1)
    account.verifying = max(0, account.verifying - 1)
    return visitor, account


def locked_address(session: Session, address: str, now: datetime) -> AddressAttempts:
    """Return the address's row, held to the end of the transaction and brought up to `now`."""
    fresh = {"address": address, "level": 0.0, "verifying": 0, "last_at": now}
    session.execute(insert_for(session)(AddressAttempts).values(fresh).on_conflict_do_nothing())
    row = session.get_one(AddressAttempts, address, with_for_update=True, populate_existing=True)
    row.level = leaked(row.level, now - row.last_at)
    if now - row.last_at > VERIFYING_ENDS_AFTER:
        row.level, row.verifying = row.level + row.verifying, 0
    row.last_at = now
    return row


def locked_account(session: Session, account: str, now: datetime) -> AccountAttempts:
    """Return the account's row, held to the end of the transaction and brought up to `now`."""
    fresh = {"account": account, "failures": 0, "verifying": 0, "last_at": now}
    session.execute(insert_for(session)(AccountAttempts).values(fresh).on_conflict_do_nothing())
    row = session.get_one(AccountAttempts, account, with_for_update=True, populate_existing=True)
    if now - row.last_at > VERIFYING_ENDS_AFTER:
        row.failures, row.verifying = row.failures + row.verifying, 0
    if now - row.last_at > FAILURES_FORGOTTEN_AFTER:
        row.failures = 0
    row.last_at = now
    return row


def active_staff_named(session: Session, username: str) -> Staff | None:
    """Return the active person of that name as people type it: any case and width."""
    name = normalised_username(username)
    known = name if USERNAME.fullmatch(name) else ""
    statement = sa.select(Staff).where(col(Staff.username) == known, col(Staff.active))
    return session.execute(statement).scalar_one_or_none()
