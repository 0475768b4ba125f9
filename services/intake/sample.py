"""The sample organisation's part of intake: stores and the form customers find in them."""

import tomllib
from datetime import datetime
from pathlib import Path

from sqlmodel import select

from services.intake.models import Store, WebForm
from services.intake.operations import open_form, open_store
from services.intake.operations.stores import StoreFacts
from shared.database import Session

SAMPLE = Path(__file__).with_name("sample.toml")
LOADER = "sample"


def load_sample(session: Session, *, now: datetime) -> bool:
    """Load the sample stores and form into a database without stores; False when it has some."""
    if session.exec(select(Store).limit(1)).first() is not None:
        return False
    sample = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    for store in sample["store"]:
        code = store.pop("code")
        open_store(session, code, StoreFacts(**store), by=LOADER, now=now)
    for form in sample["form"]:
        open_form(session, WebForm(**form, created_at=now))
    return True
