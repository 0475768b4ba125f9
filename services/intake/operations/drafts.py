"""What somebody hands in, as `rules.drafts` describes it."""

from services.intake.rules.drafts import Draft

__all__ = ["Draft"]
