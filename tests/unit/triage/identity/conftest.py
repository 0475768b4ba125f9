"""A session on an empty in-memory database."""

from collections.abc import Iterator

import pytest

from services.triage.models import TriageModel
from shared.database import Session, memory_session
from shared.tables import kit_metadata


@pytest.fixture
def session() -> Iterator[Session]:
    with memory_session([TriageModel.metadata, kit_metadata]) as made:
        made.info["audit_key"] = b"k" * 32
        yield made
