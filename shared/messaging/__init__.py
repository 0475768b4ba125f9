"""How committed events travel: the envelope, the relay, and one bus with two adapters."""
