"""The life cycle table leads where the design says and nowhere else."""

from typing import get_args

import pytest

from services.followup.rules import lifecycle
from services.followup.rules.lifecycle import LIFE_CYCLE, Move
from shared.events.vocabulary import Disposition, Progress

EVERY_PROGRESS = get_args(Progress)
EVERY_DISPOSITION = get_args(Disposition)


class TestTheTable:
    def test_names_every_move(self) -> None:
        assert set(LIFE_CYCLE) == set(get_args(Move))

    def test_leads_a_case_from_open_to_closed(self) -> None:
        progress: Progress = "open"
        for move in ("assign", "start", "ask", "answer", "resolve", "tell", "close"):
            reached = lifecycle.after(progress, move)
            assert reached is not None
            progress = reached
        assert progress == "closed"

    @pytest.mark.parametrize("progress", EVERY_PROGRESS)
    def test_reopens_only_what_was_answered(self, progress: Progress) -> None:
        reopened = lifecycle.after(progress, "reopen")
        assert reopened == ("open" if progress in lifecycle.ANSWERED else None)

    @pytest.mark.parametrize("progress", EVERY_PROGRESS)
    def test_starts_only_from_assigned(self, progress: Progress) -> None:
        assert (lifecycle.after(progress, "start") is not None) == (progress == "assigned")

    def test_names_the_legal_moves(self) -> None:
        assert lifecycle.legal_moves("open") == ()
        assert lifecycle.legal_moves("in_progress") == ("ask", "resolve")
        assert lifecycle.legal_moves("told") == ("close", "reopen")


class TestOwnership:
    def test_an_owner_makes_an_open_case_assigned(self) -> None:
        assert lifecycle.owned("open", has_owner=True) == "assigned"

    def test_an_assigned_case_without_owner_is_open_again(self) -> None:
        assert lifecycle.owned("assigned", has_owner=False) == "open"

    @pytest.mark.parametrize("progress", sorted(set(EVERY_PROGRESS) - {"open", "assigned"}))
    @pytest.mark.parametrize("has_owner", [True, False])
    def test_work_begun_does_not_depend_on_it(self, progress: Progress, has_owner: bool) -> None:
        assert lifecycle.owned(progress, has_owner=has_owner) == progress


class TestWhatTheCustomerReads:
    @pytest.mark.parametrize("progress", EVERY_PROGRESS)
    @pytest.mark.parametrize("disposition", EVERY_DISPOSITION)
    def test_is_never_empty(self, progress: Progress, disposition: Disposition) -> None:
        assert lifecycle.public_status(disposition, progress)
        assert all(lifecycle.public_words(disposition, progress))

    def test_a_dismissal_is_told_politely(self) -> None:
        assert lifecycle.public_status("dismissed", "in_progress") == "closed"
        assert "感谢" in lifecycle.public_words("dismissed", "in_progress")[0]
