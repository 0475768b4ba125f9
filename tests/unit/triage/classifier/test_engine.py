"""What is read from files is held once."""

import os
import shutil
from pathlib import Path

import pytest

from services.triage.classifier.engine import SHIPPED_MODEL, loaded
from services.triage.classifier.lexicon import Lexicon
from services.triage.learning import ModelFileError


class TestLoaded:
    def test_a_model_is_held_once_for_any_words(self) -> None:
        assert loaded(SHIPPED_MODEL) is loaded(SHIPPED_MODEL)

    def test_a_file_that_was_changed_is_read_anew(self, tmp_path: Path) -> None:
        file = tmp_path / "a.model"
        shutil.copy(SHIPPED_MODEL, file)
        first = loaded(file)
        os.utime(file, ns=(1, 1))

        assert loaded(file) is not first

    def test_a_missing_file_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(ModelFileError, match="cannot be read"):
            loaded(tmp_path / "none.model")


class TestEntries:
    def test_share_what_is_empty(self) -> None:
        steps = Lexicon().steps.values()

        for part in ("topics", "dangers", "on_scale"):
            assert len({id(getattr(one, part)) for one in steps if not getattr(one, part)}) == 1
