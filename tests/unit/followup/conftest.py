from collections.abc import Iterator

import pytest

from services.followup.models import FollowupModel
from shared.database import Session, memory_session
from shared.tables import kit_metadata
from tests.fixtures.followup import Desk


@pytest.fixture
def session() -> Iterator[Session]:
    with memory_session([FollowupModel.metadata, kit_metadata]) as session:
        yield session


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)
