"""Which file a report is asked for as, by the Accept header."""

import pytest

from services.followup.reports.tables import CSV, XLSX, wanted_media


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, None),
        ("", None),
        ("text/csv", CSV),
        (f"{XLSX}, text/csv;q=0.5", XLSX),
        ("text/csv;q=0.1, application/json", None),
        ("application/json;q=0, text/csv", CSV),
        ("text/html, */*;q=0.8, text/csv;q=0.9", CSV),
        ("Text/CSV ; Q=1.000", CSV),
        ("text/csv;q=nan", None),
        ("text/csv;q=0", None),
        ("*/*, text/csv", None),
        ("application/pdf", None),
    ],
)
def test_the_one_liked_best_is_given(accept: str | None, media: str | None) -> None:
    assert wanted_media(accept) == media
