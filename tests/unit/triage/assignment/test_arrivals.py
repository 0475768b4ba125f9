"""Arrivals for the simulation come from a file that somebody made."""

from pathlib import Path

import pytest

from services.triage.cli_simulation import read_csv


def test_a_file_of_another_encoding_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "arrivals.csv"
    path.write_bytes("received_at,customer\n2026-11-01T09:00:00+08:00,小王\n".encode("gbk"))

    with pytest.raises(SystemExit):
        list(read_csv(path))

    assert "is no CSV file in UTF-8" in capsys.readouterr().err


def test_an_urgency_that_there_is_not_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "arrivals.csv"
    path.write_text("received_at,urgency\n2026-11-01T09:00:00+08:00,extreme\n", encoding="utf-8")

    with pytest.raises(SystemExit):
        list(read_csv(path))

    assert "arrivals.csv:2: urgency must be one of low, normal" in capsys.readouterr().err
