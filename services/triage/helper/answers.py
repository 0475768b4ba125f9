"""What the helper answers about texts."""

from collections.abc import Sequence

from services.triage.incidents.search_terms import terms_of


def terms_rows(texts: Sequence[str]) -> list[list[str]]:
    """Return what each text can be found by."""
    return [terms_of(text) for text in texts]
