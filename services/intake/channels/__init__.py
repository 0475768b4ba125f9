"""The channels by which feedback arrives and replies leave: a registry, one line for each."""

from services.intake.channels.ladder import Ladder
from services.intake.channels.registry import CHANNELS, INBOUND, KINDS, Channel

__all__ = ["CHANNELS", "INBOUND", "KINDS", "Channel", "Ladder"]
