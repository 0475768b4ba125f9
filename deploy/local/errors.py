"""What stops the local servers from starting."""


class CannotStartError(RuntimeError):
    """Holds one sentence for the person who typed the command."""
