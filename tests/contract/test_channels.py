"""Triage knows the channels that intake takes feedback from."""

from services.intake.channels import CHANNELS
from shared.events import vocabulary


def test_are_named_alike_in_events_and_in_the_registry() -> None:
    assert sorted(vocabulary.CHANNELS) == sorted(CHANNELS)
