"""The console has words for every reason that a case's history names."""

import re
from typing import get_args

import pytest

from services.triage.incidents import findings
from services.triage.rules import assignment
from services.triage.rules.cases import DISMISSAL_REASONS
from tests.fixtures.console import CONSOLE


@pytest.fixture(scope="module")
def reasons() -> set[str]:
    words = (CONSOLE / "src/words/values.ts").read_text()
    (group,) = re.findall(r"\n  reason: \{\n(.*?)\n  \},", words, re.DOTALL)
    return set(re.findall(r"^    (\w+): \[", group, re.MULTILINE))


class TestReasons:
    def test_of_who_was_chosen_have_words(self, reasons: set[str]) -> None:
        assert set(get_args(assignment.Reason)) - reasons == set()

    def test_of_incidents_that_moved_a_case_have_words(self, reasons: set[str]) -> None:
        assert set(assignment.BY_INCIDENT) - reasons == set()

    def test_of_duplicates_and_dismissals_have_words(self, reasons: set[str]) -> None:
        assert {*get_args(findings.Reason), *DISMISSAL_REASONS} - reasons == set()
