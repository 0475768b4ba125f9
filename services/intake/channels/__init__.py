"""The channels by which feedback arrives and replies leave: a registry, one line for each."""

from services.intake.channels.ladder import Ladder
from services.intake.channels.registry import CHANNELS, KINDS, Channel, inbound_kinds

__all__ = ["CHANNELS", "KINDS", "Channel", "Ladder", "inbound_kinds"]
