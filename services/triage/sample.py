"""The sample organisation that a first start loads: teams, staff, and shifts round the clock."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import Staff
from services.triage.operations.bootstrap import COMMAND_LINE, add_missing_topics
from services.triage.operations.hours import add_shift
from services.triage.operations.staff import add_staff
from services.triage.operations.teams import add_team
from services.triage.passwords import AT_ONCE, hashed
from services.triage.rules.shifts import WHOLE_DAY
from shared.database import Session
from shared.ids import new_id

FILE = Path(__file__).with_name("sample.toml")
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
ALWAYS: Mapping[str, Any] = {"weekdays": EVERY_DAY, "starts": 0, "ends": WHOLE_DAY}


def load(
    session: Session,
    *,
    password: str,
    now: datetime,
    hash_password: Callable[[str], str] = hashed,
) -> bool:
    """Fill an empty database with the sample organisation; everyone gets `password`.

    Does nothing, and says so by False, where there is any staff already. Takes about half a
    second, for the hashes.
    """
    if session.execute(sa.select(col(Staff.id)).limit(1)).first() is not None:
        return False
    sample = tomllib.loads(FILE.read_text(encoding="utf-8"))
    people = list(people_in(sample))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        hashes = list(threads.map(hash_password, [password] * len(people)))
    ids = {
        person["username"]: add_person(session, person, sample["capacity"], password_hash, now)
        for person, password_hash in zip(people, hashes, strict=True)
    }
    for team in sample["team"]:
        added = add_team(
            session,
            name=team["name"],
            leads=[ids[team["lead"]["username"]]],
            members=[ids[member["username"]] for member in team["members"]],
            by=COMMAND_LINE,
            now=now,
        )
        add_shift(session, {**ALWAYS, "team_id": added.id}, by=COMMAND_LINE, now=now)
    for person in sample["staff"]:
        whose = {"staff_id": ids[person["username"]]}
        add_shift(session, {**ALWAYS, **whose}, by=COMMAND_LINE, now=now)
    add_missing_topics(session, now)
    return True


def people_in(sample: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for team in sample["team"]:
        yield {**team["lead"], "roles": ["lead"]}
        for member in team["members"]:
            yield {**member, "roles": ["agent"]}
    yield from sample["staff"]


def add_person(
    session: Session, person: Mapping[str, Any], capacity: int, password_hash: str, now: datetime
) -> str:
    added = add_staff(
        session,
        staff_id=new_id(),
        username=person["username"],
        name=person["name"],
        roles=person["roles"],
        stores=person.get("stores", ()),
        capacity=capacity,
        password_hash=password_hash,
        must_change_password=False,
        stores_to_come=True,
        by=COMMAND_LINE,
        now=now,
    )
    return added.id
