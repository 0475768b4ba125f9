"""Intake on a fresh in-memory database."""

from collections.abc import Iterator

import pytest

from services.intake.models import IntakeModel
from shared.database import memory_session
from shared.tables import kit_metadata
from tests.fixtures.intake_play import Play


@pytest.fixture
def play() -> Iterator[Play]:
    with memory_session([IntakeModel.metadata, kit_metadata]) as session:
        yield Play.on(session)
