"""What somebody hands in, as `rules.drafts` describes it."""

from services.intake.rules.drafts import ConsentGiven, Draft

__all__ = ["ConsentGiven", "Draft"]
