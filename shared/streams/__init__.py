"""What a service tells its listeners as it happens: server-sent events made of the outbox."""

from shared.streams.feed import Feed, Listener
from shared.streams.rows import Change, OutboxReader
from shared.streams.told import Newcomers, Teller, Told

__all__ = ["Change", "Feed", "Listener", "Newcomers", "OutboxReader", "Teller", "Told"]
