"""An organisation on a fresh in-memory database."""

from collections.abc import Iterator

import pytest

from services.triage.models import TriageModel
from shared.database import memory_session
from shared.tables import kit_metadata
from tests.fixtures.triage import Organisation, organisation


@pytest.fixture
def org() -> Iterator[Organisation]:
    with memory_session([TriageModel.metadata, kit_metadata]) as session:
        session.info["audit_key"] = b"k" * 32
        yield organisation(session)
